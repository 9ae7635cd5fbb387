"""An outside party (外部机构) as the platform sees it: whether it is well, whether an operator has
calls held, and which days' lists are to be compared with ours."""

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec.structs import replace

from actors.blocks.calls.breaker import Breaker
from actors.kernel.alarms import next_instant
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

PARTY = "party"
COMPARE = "compare"
DAILY = "40 1 * * *"  # in the city's time; the day before is compared
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class EnrolParty(Command, frozen=True, kw_only=True):
    """Platform: the party is called from here. `reconciles`: it gives lists."""

    reconciles: bool


class NoteHealth(Command, frozen=True, kw_only=True):
    """Platform: how the party is, and the code of why."""

    breaker: Breaker
    reason: str = ""


class HoldCalls(Command, frozen=True, kw_only=True):
    """暂停调用: nothing is sent to the party until an operator says otherwise."""

    reason: Why


class ReleaseCalls(Command, frozen=True, kw_only=True):
    """恢复调用: calls are made again, though the party was sick a moment ago."""


class CompareDay(Command, frozen=True, kw_only=True):
    """对账: have the list of `day` compared, a date of the city's before today."""

    day: date


class CompareYesterday(Command, frozen=True, kw_only=True):
    """Platform: have the list of the day before compared."""


class NoteCompared(Command, frozen=True, kw_only=True):
    """Platform: the list of `day` has been compared."""

    day: date


class PartyEnrolled(Event, frozen=True, kw_only=True):
    at: datetime
    reconciles: bool


class HealthNoted(Event, frozen=True, kw_only=True):
    at: datetime
    breaker: Breaker
    reason: str = ""


class CallsHeld(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class CallsReleased(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ComparisonWanted(Event, frozen=True, kw_only=True):
    at: datetime
    day: date


class ListCompared(Event, frozen=True, kw_only=True):
    at: datetime
    day: date


PartyEvent = (
    PartyEnrolled | HealthNoted | CallsHeld | CallsReleased | ComparisonWanted | ListCompared
)


class PartyState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A party. `reason` is the code of why it is sick, `held_because` what an operator wrote;
    `wanted` are the days to compare."""

    name: str = ""
    enrolled: bool = False
    reconciles: bool = False
    breaker: Breaker = Breaker()
    held: bool = False
    reason: str = ""
    held_because: str = ""
    wanted: tuple[date, ...] = ()
    compared: date | None = None

    @property
    def phase(self) -> str:
        """ "" while nobody knows of it, "held", "sick" or "well"."""
        if not self.enrolled:
            return ""
        if self.held:
            return "held"
        return "sick" if self.breaker.until else "well"


def enrol(turn: Turn[PartyState], command: EnrolParty) -> None:
    """Note that it is called from here, and have its lists compared daily if it gives any."""
    state = turn.state
    if state.enrolled and state.reconciles == command.reconciles:
        return
    turn.emit(PartyEnrolled(at=turn.now, reconciles=command.reconciles))
    if command.reconciles:
        first = next_instant(DAILY, turn.now, since=turn.now)
        turn.remind(COMPARE, first, CompareYesterday(), every=DAILY)
    else:
        turn.forget(COMPARE)


def note_health(turn: Turn[PartyState], command: NoteHealth) -> None:
    """Note how it is."""
    if command.breaker != turn.state.breaker:
        turn.emit(HealthNoted(at=turn.now, breaker=command.breaker, reason=command.reason))


def hold(turn: Turn[PartyState], command: HoldCalls) -> None:
    """Have nothing sent to it."""
    turn.emit(CallsHeld(at=turn.now, by=turn.by.id, reason=command.reason))


def release(turn: Turn[PartyState], command: ReleaseCalls) -> None:
    """Have it called again."""
    turn.emit(CallsReleased(at=turn.now, by=turn.by.id))


def compare_day(turn: Turn[PartyState], command: CompareDay) -> None:
    """Have the list of a day compared.

    Raises:
        Refusal: the party gives no lists, or the day is not over.
    """
    if not turn.state.reconciles:
        raise Refusal(Reason("party.no_lists"), kind="not_now")
    if command.day >= _today(turn.now):
        raise Refusal(Reason("party.day_not_over", "/day"))
    _want(turn, command.day)


def compare_yesterday(turn: Turn[PartyState], command: CompareYesterday) -> None:
    """Have the list of the day before compared."""
    _want(turn, _today(turn.now) - timedelta(days=1))


def note_compared(turn: Turn[PartyState], command: NoteCompared) -> None:
    """Note that a day has been compared."""
    turn.emit(ListCompared(at=turn.now, day=command.day))


def evolve(state: PartyState, event: PartyEvent) -> PartyState:
    """Return the party after `event`."""
    match event:
        case PartyEnrolled(reconciles=reconciles):
            return replace(state, enrolled=True, reconciles=reconciles)
        case HealthNoted(breaker=breaker, reason=reason):
            return replace(state, breaker=breaker, reason=reason)
        case CallsHeld(reason=reason):
            return replace(state, held=True, held_because=reason)
        case CallsReleased():
            return replace(state, held=False, held_because="", reason="", breaker=Breaker())
        case ComparisonWanted(day=day):
            return replace(state, wanted=tuple(sorted({*state.wanted, day})))
        case ListCompared(day=day):
            left = tuple(each for each in state.wanted if each != day)
            latest = max(day, state.compared) if state.compared else day
            return replace(state, wanted=left, compared=latest)


def _want(turn: Turn[PartyState], day: date) -> None:
    if day not in turn.state.wanted:
        turn.emit(ComparisonWanted(at=turn.now, day=day))


def _today(now: datetime) -> date:
    return now.astimezone(CHINA).date()
