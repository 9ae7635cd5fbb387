"""What failures mean: the trouble of the database, or that of what was asked of it; and where."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

HISTORY_LOST = 286  # the server's code for a place that the stream no longer reaches back to
HISTORY_GONE = {260, 280, HISTORY_LOST}  # InvalidResumeToken, ChangeStreamFatalError
_PASSING = {
    6, 7, 89, 9001,  # one server does not reach another
    91, 134, 189, 10058, 10107, 11600, 11602, 13435, 13436,  # failover and shutdown
    24, 43, 50, 112, 202, 262, 290, 11601,  # locks, conflicts, time; a cursor went with its server
}  # fmt: skip
_AGAIN = 0.5  # seconds until the database is asked again
_LABELS = ("TransientTransactionError", "UnknownTransactionCommitResult")

_log = structlog.get_logger("yimen.storage")
T = TypeVar("T")


async def until_answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Return what `ask` returns, asking again for as long as the database is away: a process that
    begins meanwhile must not end, since nobody would begin it again."""
    while True:
        try:
            return await ask()
        except PyMongoError as error:
            _log.warning("database.awaited", error=type(error).__name__)
            await asyncio.sleep(_AGAIN)


def code_of(error: Exception) -> int | None:
    """Return the server's code of `error`, None when it has none."""
    return error.code if isinstance(error, OperationFailure) else None


def passing(error: Exception) -> bool:
    """Tell whether `error` is the database's trouble rather than that of what was written."""
    if isinstance(error, ConnectionFailure):
        return True
    return isinstance(error, PyMongoError) and (
        code_of(error) in _PASSING or any(error.has_error_label(label) for label in _LABELS)
    )


def place_of(error: BaseException) -> str:
    """Return module and line of the failure; its message is left out, it may hold personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
