"""The kind "supply_feed" (供数通道): on time, late or failing by the clock (SDB-04)."""

from dataclasses import replace as varied
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import STEWARD, SUPPLIER
from actors.systems.service_insight.feeds import feed as f
from actors.systems.service_insight.timeliness import working_days_late

GRACE = 3  # working days after which what is late is taken to fail
Turning = Turn[f.SupplyFeed]
GUARDED = Guarded(
    actions=("declare", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "source", "title", "unit", "contract", "cycle", "due", "last", "periods",
        "counted", "freshness", "coverage", "reconciled_day",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[f.SupplyFeed], ...] = (
    Offer(
        command=f.DeclareFeed,
        action="declare",
        begins=True,
        first=("source",),
        example=f.DeclareFeed(
            source="market_cases",
            title="企业登记办件",
            unit="market_supervision",
            contract=1,
            cycle=1,
        ),
    ),
    Offer(
        command=f.ChangeFeed,
        action="declare",
        states=f.PHASES,
        example=f.ChangeFeed(contract=2, cycle=5),
    ),
    Offer(command=f.NoteDelivered, begins=True, states=f.PHASES, of="platform"),
    Offer(command=f.NoteCounted, begins=True, states=f.PHASES, of="platform"),
    Offer(command=f.CheckFeed, states=f.PHASES, of="platform"),
)
_TASK = Title(zh="补交逾期供数", en="Supply what is overdue")


class Deciding:
    """Rules that rest on the calendar and on the units there are."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def declare(self, turn: Turning, command: f.DeclareFeed) -> None:
        """Declare the channel; the first cycle runs from today.

        Raises:
            Refusal: it is declared already, it has no title, or there is no such unit.
        """
        if turn.state.phase:
            raise Refusal(Reason("supply_feed.not_now", facts={"state": turn.state.phase}))
        title, wrong = plain_text(command.title), list[Reason]()
        if not title:
            wrong.append(Reason("form.required", "/title"))
        if command.unit not in self._library[Organisation].units:
            wrong.append(Reason("supply_feed.unknown_unit", "/unit"))
        if command.source != turn.id:
            wrong.append(Reason("supply_feed.other_code", "/source"))
        if wrong:
            raise Refusal(*wrong)
        due = self._due(local_day(turn.now), command.cycle)
        turn.emit(
            f.FeedDeclared(
                at=turn.now, source=command.source, title=title, unit=command.unit,
                contract=command.contract, cycle=command.cycle, due=due,
            )
        )  # fmt: skip
        self._watch(turn, due, 1)

    def deliver(self, turn: Turning, command: f.NoteDelivered) -> None:
        """Note the first delivery of a day, which ends the cycle under way. A source that nobody
        has declared is watched by nobody."""
        state = turn.state
        if state.due is None or (state.last and command.on <= state.last):
            return
        late = working_days_late(state.due, command.on, self._library[Calendar])
        due = self._due(command.on, state.cycle)
        period = f.Period(state.due, command.on, late)
        turn.emit(f.FeedDelivered(at=turn.now, period=period, due=due))
        self._watch(turn, due, 1)

    def check(self, turn: Turning, command: f.CheckFeed) -> None:
        """Find it late, or failing, and tell those who have to do something."""
        state = turn.state
        if state.due is None:
            return
        late = working_days_late(state.due, local_day(turn.now), self._library[Calendar])
        phase: f.Phase = "failing" if late > GRACE else "late"
        if not late or phase == state.phase:
            return
        turn.emit(f.FeedOverdue(at=turn.now, phase=phase, late=late))
        facts = {"source": state.title, "due": state.due.isoformat()}
        name = "supply_feed.Failing" if phase == "failing" else "supply_feed.Late"
        notify(turn, to_role(SUPPLIER, state.unit), name, facts)
        notify(turn, to_role(STEWARD, policy().steward_unit), name, facts)
        if phase == "late":
            self._watch(turn, state.due, GRACE + 1)

    def _due(self, on: date, cycle: int) -> date:
        return due_date(on, cycle, self._library[Calendar])

    def _watch(self, turn: Turning, due: date, late: int) -> None:
        """Look again when the day begins on which it would be `late` working days late."""
        day = due_date(due, late, self._library[Calendar])
        turn.remind("check", start_of_day(day), f.CheckFeed())


def change(turn: Turning, command: f.ChangeFeed) -> None:
    """Note another agreement."""
    turn.emit(f.FeedChanged(at=turn.now, contract=command.contract, cycle=command.cycle))


def count(turn: Turning, command: f.NoteCounted) -> None:
    """Note what was counted of a day; of a source that nobody has declared, nothing."""
    if turn.state.phase and command.counted not in turn.state.counted:
        turn.emit(f.FeedCounted(at=turn.now, counted=command.counted))


def supply_feed_kind(library: Library) -> EntityKind[f.SupplyFeed]:
    """Return the kind "supply_feed"; its ids are the codes of sources."""
    deciding = Deciding(library)
    kind = offered_kind(
        library[Access],
        name=f.SUPPLY_FEED,
        plural="supply_feeds",
        state=f.SupplyFeed,
        events=f.FeedEvent,
        offers=OFFERS,
        handlers={
            f.DeclareFeed: deciding.declare,
            f.ChangeFeed: change,
            f.NoteDelivered: deciding.deliver,
            f.NoteCounted: count,
            f.CheckFeed: deciding.check,
        },
        evolve=evolve,
        facts=lambda state: facts(state.phase, state.unit),
        shown=("phase", "source", "title", "unit", "contract", "cycle", "due", "last"),
    )
    return varied(kind, ids="[a-z0-9_]{2,40}", work=work)


def facts(state: str, unit: str) -> Facts:
    """Return what policies know of a channel, of a day, of what came by it."""
    return {"state": state, "unit": unit}


def evolve(state: f.SupplyFeed, event: f.FeedEvent) -> f.SupplyFeed:
    """Return the channel after `event`."""
    match event:
        case f.FeedDeclared(at=at, source=source, title=title, unit=unit, due=due):
            return replace(
                state, phase="on_time", source=source, title=title, unit=unit, due=due, since=at,
                contract=event.contract, cycle=event.cycle,
            )  # fmt: skip
        case f.FeedChanged(contract=contract, cycle=cycle):
            return replace(state, contract=contract, cycle=cycle)
        case f.FeedDelivered(at=at, period=period, due=due):
            periods = f.with_period(state.periods, period)
            return replace(
                state, phase="on_time", since=at, last=period.came, periods=periods, due=due
            )
        case f.FeedOverdue(at=at, phase=phase):
            return replace(state, phase=phase, since=at)
        case f.FeedCounted(counted=counted):
            return replace(state, counted=f.with_counted(state.counted, counted))
        case _:
            assert_never(event)


def work(state: f.SupplyFeed) -> Work:
    """Return what waits: that somebody supplies what is overdue."""
    called = Title(zh=state.title, en=state.title)
    if state.phase not in ("late", "failing") or state.since is None:
        return Work(title=called, system="service_insight")
    task = Task(
        name="overdue", title=_TASK, unit=state.unit, role=SUPPLIER, since=state.since,
        due=state.due, claimable=False,
    )  # fmt: skip
    return Work(number=state.source, title=called, system="service_insight", tasks=(task,))
