"""Security events (安全事件): one stream, apart from everything else, kept for a time, then gone.

What is recorded is durable before `record` returns; what is only noted is so a moment later, and
what is alike within that moment is one event that tells how often it was. Events wait here while
the database is away, as many as `MOST`; what would be too many is logged, line by line, and
counted.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import uuid4

import msgspec
import structlog
from msgspec.structs import asdict, replace
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from storage import rows
from storage.mongo import Database, Document
from storage.rows import Order, Page
from storage.tasks import begin, end

COLLECTION = "security_events"
MOST = 10_000  # events that may wait for the database
GATHERED_SECONDS = 0.2  # in which alike events become one
NEWEST_FIRST = Order(("at",), descending=True)
_BATCH = 500
_AGAIN = 1.0  # seconds until the database is asked again
_DAY = 86_400
_RETENTION = "retention"  # the index by which events go
_DUPLICATE = 11_000
_OTHER_OPTIONS = {85, 86}
_log = structlog.get_logger("yimen.security")


class SecurityEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that concerns security, `at` an instant in UTC.

    `kind` is one of those that `actors/blocks/security` names. `actor` is an account, or "#" and a
    keyed digest of a name that is none; `source` the address of the client; `trace` that of the
    request; `target` what it was done to, "<kind>:<id>"; `outcome` what came of it, `because` the
    policy that decided. `times` is how often it happened within a moment.
    """

    at: datetime
    kind: str
    actor: str = ""
    source: str = ""
    trace: str = ""
    target: str = ""
    outcome: str = ""
    because: str = ""
    times: int = 1


class _Waiting(msgspec.Struct, eq=False):
    event: SecurityEvent
    id: str
    written: asyncio.Future[None] | None = None


class SecurityEvents:
    """The events of a database. `counts` tells how many there were by kind since the start here,
    `lost` how many could not be kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = database[COLLECTION]
        self._waiting: list[_Waiting] = []
        self._news = asyncio.Event()
        self._urgent = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.counts: Counter[str] = Counter()
        self.lost = 0

    def start(self) -> None:
        """Begin to write what comes."""
        self._task = begin(self._run())

    async def stop(self) -> None:
        """Write what waits, once, and end; what cannot be written is logged."""
        await end(self._task)
        while batch := self._waiting[:_BATCH]:
            del self._waiting[:_BATCH]
            try:
                await self._write(batch)
            except PyMongoError:
                self._lose(batch)

    def note(self, event: SecurityEvent) -> None:
        """Have `event` written soon."""
        self._add(_Waiting(event, uuid4().hex))

    async def record(self, event: SecurityEvent) -> None:
        """Write `event`, and return once it is durable. Whoever gives up waiting does not undo it.

        Raises:
            PyMongoError: it cannot be said to be written.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._add(_Waiting(event, uuid4().hex, written))
        self._urgent.set()
        await written

    async def page(self, where: Document, *, cursor: str = "", size: int = 50) -> Page:
        """Return events that fit `where`, the newest first; see `rows.page`.

        Raises:
            BadCursor: `cursor` is no place in the list.
            PyMongoError: the database does not answer.
        """
        return await rows.page(
            self._database, COLLECTION, where, NEWEST_FIRST, cursor=cursor or None, size=size
        )

    def each(self, where: Document) -> AsyncIterator[Document]:
        """Yield every event that fits `where`, the newest first."""
        return rows.each(self._database, COLLECTION, where, NEWEST_FIRST)

    def _add(self, waiting: _Waiting) -> None:
        self.counts[waiting.event.kind] += 1
        self._waiting.append(waiting)
        if len(self._waiting) > MOST:
            self._lose([self._waiting.pop(0)])
        self._news.set()

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GATHERED_SECONDS):
                    await self._urgent.wait()
            self._urgent.clear()
            batch = self._waiting[:_BATCH]
            del self._waiting[:_BATCH]
            if not self._waiting:
                self._news.clear()
            batch = _merged(batch)
            try:
                await self._write(batch)
            except PyMongoError as error:  # they are written later, or told when too many wait
                _log.error("security.unwritten", error=type(error).__name__, events=len(batch))
                for each in batch:
                    if each.written is not None and not each.written.done():
                        each.written.set_exception(error)
                self._waiting[:0] = [_Waiting(each.event, each.id) for each in batch]
                self._news.set()
                await asyncio.sleep(_AGAIN)

    async def _write(self, batch: list[_Waiting]) -> None:
        documents = [{"_id": each.id, **asdict(each.event)} for each in batch]
        try:
            await self._events.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            failed: list[Document] = error.details["writeErrors"]
            if any(each["code"] != _DUPLICATE for each in failed):  # else an earlier try was enough
                raise
        for each in batch:
            if each.written is not None and not each.written.done():
                each.written.set_result(None)

    def _lose(self, batch: list[_Waiting]) -> None:
        """Say what is not kept: the log is then all that is left of it."""
        for each in batch:
            self.lost += 1
            _log.error("security.lost", **{**asdict(each.event), "at": each.event.at.isoformat()})
            if each.written is not None and not each.written.done():
                each.written.set_exception(PyMongoError("too many events wait"))


async def keep_for_days(database: Database, days: int) -> None:
    """Have the database let events go after `days`; what is older goes now.

    Raises:
        PyMongoError: the database did not answer, or the user of `database` is no operator.
    """
    seconds = days * _DAY
    try:
        await database[COLLECTION].create_index("at", name=_RETENTION, expireAfterSeconds=seconds)
    except OperationFailure as error:
        if error.code not in _OTHER_OPTIONS:
            raise
        kept = {"name": _RETENTION, "expireAfterSeconds": seconds}
        await database.command({"collMod": COLLECTION, "index": kept})


async def keep(database: Database, event: SecurityEvent) -> None:
    """Write `event` at once, for who tells of one in a day.

    Raises:
        PyMongoError: it cannot be said to be written.
    """
    await database[COLLECTION].insert_one({"_id": uuid4().hex, **asdict(event)})


def _merged(batch: list[_Waiting]) -> list[_Waiting]:
    """Return `batch` with what is alike, and waited for by nobody, as one event each."""
    found: dict[object, _Waiting] = {}
    for each in batch:
        event = each.event
        alike: object = (
            each
            if each.written is not None
            else (event.kind, event.actor, event.source, event.target, event.outcome, event.because)
        )
        if (before := found.get(alike)) is None:
            found[alike] = each
        else:
            before.event = replace(before.event, times=before.event.times + event.times)
    return list(found.values())
