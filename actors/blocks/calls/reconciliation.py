"""The comparison (对账) of a party's list of one day with our calls, and what they differ in: each
difference is open until a later comparison does not find it, or an operator has settled it."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from actors.blocks.calls.listing import Difference
from actors.blocks.calls.party import PARTY, NoteCompared
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

RECONCILIATION = "reconciliation"
MOST = 1_000  # differences that one comparison keeps; `count` tells how many there were
GONE = "agreed"
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A difference, and whether it waits for somebody."""

    difference: Difference
    state: Literal["open", "settled"] = "open"
    reason: str = ""


class RecordComparison(Command, frozen=True, kw_only=True):
    """Platform: what the list of `listed` calls and ours differ in."""

    adapter: str
    day: date
    listed: int
    differences: tuple[Difference, ...]


class SettleDifference(Command, frozen=True, kw_only=True):
    """核销差异: an operator has found out what there is to the difference of the call `call`."""

    call: str
    reason: Why


class ReopenDifference(Command, frozen=True, kw_only=True):
    """重新处理差异: an operator takes a settled difference up again."""

    call: str
    reason: Why


class DayCompared(Event, frozen=True, kw_only=True):
    """`count` differences are there now; `found` are these, and those that there were before."""

    at: datetime
    adapter: str
    day: date
    listed: int
    count: int
    found: tuple[Found, ...] = ()


class DifferenceSettled(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    call: str
    reason: str


class DifferenceReopened(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    call: str
    reason: str


ReconciliationEvent = DayCompared | DifferenceSettled | DifferenceReopened


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The comparison of a day; `found` by the id of the call."""

    adapter: str = ""
    day: date | None = None
    listed: int = 0
    count: int = 0
    found: dict[str, Found] = {}

    @property
    def phase(self) -> str:
        """ "" before the first comparison, "open" while a difference is, "settled"."""
        if self.day is None:
            return ""
        return "open" if any(e.state == "open" for e in self.found.values()) else "settled"

    @property
    def open(self) -> tuple[str, ...]:
        """The calls whose differences are open."""
        return tuple(id for id, each in self.found.items() if each.state == "open")


def reconciliation_id(adapter: str, day: date) -> str:
    """Return the id of the comparison of `day`: "sms.2026-03-02"."""
    return f"{adapter}.{day.isoformat()}"


def record(turn: Turn[Reconciliation], command: RecordComparison) -> None:
    """Take what a comparison found, and tell the party's entity."""
    turn.emit(
        DayCompared(
            at=turn.now,
            adapter=command.adapter,
            day=command.day,
            listed=command.listed,
            count=len(command.differences),
            found=_found(turn.state, command.differences[:MOST]),
        )
    )
    turn.send(f"{PARTY}:{command.adapter}", NoteCompared(day=command.day))


def settle(turn: Turn[Reconciliation], command: SettleDifference) -> None:
    """Settle a difference.

    Raises:
        Refusal: there is no such difference that is open.
    """
    if command.call not in turn.state.open:
        raise Refusal(Reason("reconciliation.not_open", "/call"), kind="not_now")
    turn.emit(
        DifferenceSettled(at=turn.now, by=turn.by.id, call=command.call, reason=command.reason)
    )


def reopen(turn: Turn[Reconciliation], command: ReopenDifference) -> None:
    """Take a difference up again.

    Raises:
        Refusal: there is no such difference that is settled.
    """
    found = turn.state.found.get(command.call)
    if found is None or found.state == "open":
        raise Refusal(Reason("reconciliation.not_settled", "/call"), kind="not_now")
    turn.emit(
        DifferenceReopened(at=turn.now, by=turn.by.id, call=command.call, reason=command.reason)
    )


def evolve(state: Reconciliation, event: ReconciliationEvent) -> Reconciliation:
    """Return the comparison after `event`."""
    match event:
        case DayCompared():
            return Reconciliation(
                adapter=event.adapter,
                day=event.day,
                listed=event.listed,
                count=event.count,
                found={each.difference.id: each for each in event.found},
            )
        case DifferenceSettled(call=call, reason=reason):
            settled = replace(state.found[call], state="settled", reason=reason)
            return replace(state, found={**state.found, call: settled})
        case DifferenceReopened(call=call, reason=reason):
            opened = replace(state.found[call], state="open", reason=reason)
            return replace(state, found={**state.found, call: opened})


def _found(state: Reconciliation, differences: tuple[Difference, ...]) -> tuple[Found, ...]:
    """Return what is found now, with what is found no more as settled; what somebody settled stays
    so while it is the same difference."""
    now = {each.id for each in differences}
    gone = [each for id, each in state.found.items() if id not in now]
    return (
        *(_standing(state.found.get(each.id), each) for each in differences),
        *(
            each if each.state == "settled" else replace(each, state="settled", reason=GONE)
            for each in gone
        ),
    )


def _standing(before: Found | None, difference: Difference) -> Found:
    same = before is not None and before.difference == difference and before.reason != GONE
    return before if before is not None and same else Found(difference=difference)
