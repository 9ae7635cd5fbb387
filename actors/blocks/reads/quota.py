"""How much somebody of an office has read in full lately (查阅限额): a bound, and an alarm with it.

One entity for each reader. The bound is not meant to be met by work: whoever meets it is looking
through cases, and the heads of his unit hear of it.
"""

from datetime import datetime, timedelta

import msgspec

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.turn import Command, Event, Turn

READER = "reader"
WINDOW = timedelta(hours=1)
TOLD = "approver"  # heads of units, who are told


class CountReading(Command, frozen=True, kw_only=True):
    """Count one reading in full, of at most `most` within an hour. The reply tells whether it is
    within the bound."""

    most: int


class ReadingCounted(Event, frozen=True, kw_only=True):
    """The first of an hour, at `at`, or a further one of it."""

    at: datetime
    first: bool = False


class QuotaMet(Event, frozen=True, kw_only=True):
    """The bound of the hour was met; `unit` is the reader's."""

    at: datetime
    most: int
    unit: str = ""


class Reader(msgspec.Struct, frozen=True):
    """`count` readings since `since`, the first of the hour; `met` tells whether that was too
    many."""

    since: datetime | None = None
    count: int = 0
    met: bool = False


def count(turn: Turn[Reader], command: CountReading) -> bool:
    """Count the reading unless the bound is met; the first time in an hour, that is told."""
    state = turn.state
    over = state.since is None or turn.now - state.since >= WINDOW
    if over or state.count < command.most:
        turn.emit(ReadingCounted(at=turn.now, first=over))
        return True
    if not state.met:
        unit = turn.by.unit
        turn.emit(QuotaMet(at=turn.now, most=command.most, unit=unit))
        if unit:
            notify(turn, to_role(TOLD, unit), "reader.QuotaMet", {"most": str(command.most)})
    return False


def evolve(state: Reader, event: ReadingCounted | QuotaMet) -> Reader:
    """Return the count after `event`."""
    match event:
        case ReadingCounted(at=at, first=True):
            return Reader(at, 1)
        case ReadingCounted():
            return Reader(state.since, state.count + 1, state.met)
        case QuotaMet():
            return Reader(state.since, state.count, True)
