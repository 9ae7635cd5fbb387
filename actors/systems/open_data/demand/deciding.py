"""The course of a demand: moderated within a working day, answered by a unit within twenty."""

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.open_data.demand import records as r
from actors.systems.open_data.profile import profile
from actors.systems.open_data.roles import HEAD, REVIEWER

Turning = Turn[r.Demand]
MODERATION, REPLY = "demand_moderation", "demand_reply"
CALLED = Title(zh="数据需求", en="Demand for data")
NOTHING = Work(title=Title(zh="", en=""))
_TASKS = {
    "held": Title(zh="审核数据需求", en="Moderate a demand"),
    "routed": Title(zh="答复数据需求", en="Answer a demand"),
}


class Deciding:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def post(self, turn: Turning, command: r.PostDemand) -> None:
        """Take it, for moderators to look at.

        Raises:
            Refusal: a part of it says nothing.
        """
        said = {"title": plain_text(command.title), "text": plain_text(command.text)}
        wrong = [Reason("form.required", f"/{name}") for name, text in said.items() if not text]
        if wrong:
            raise Refusal(*wrong)
        due = self._due(turn, profile().moderation_days)
        turn.emit(r.DemandPosted(at=turn.now, owner=turn.by.id, due=due, **said))
        to = to_role(REVIEWER, profile().reviewing_unit)
        notify(turn, to, "data_demand.Posted", {"due": due.isoformat()})

    def show(self, turn: Turning, command: r.ShowDemand) -> None:
        """Make it public, and have a unit answer it.

        Raises:
            Refusal: there is no such unit.
        """
        self._require_unit(command.unit)
        state, due = turn.state, self._due(turn, profile().demand_days)
        turn.emit(
            r.DemandShown(
                at=turn.now,
                by=turn.by.id,
                unit=command.unit,
                title=state.title,
                text=state.text,
                due=due,
            )
        )
        _tell_owner(turn, "data_demand.Shown")
        _tell_unit(turn)

    def route(self, turn: Turning, command: r.RouteDemand) -> None:
        """Have another unit answer it.

        Raises:
            Refusal: there is no such unit.
        """
        self._require_unit(command.unit)
        turn.emit(r.DemandRouted(at=turn.now, by=turn.by.id, unit=command.unit))
        _tell_unit(turn)

    def plan(self, turn: Turning, command: r.PlanDemand) -> None:
        """Say until when it is to be opened.

        Raises:
            Refusal: that day is over.
        """
        if command.on < local_day(turn.now):
            raise Refusal(Reason("data_demand.day_over", "/on"))
        turn.emit(r.DemandPlanned(at=turn.now, by=turn.by.id, on=command.on, reply=command.reply))
        _tell_owner(turn, "data_demand.Planned", day=command.on.isoformat())

    def watched(self, state: r.Demand) -> Subject | None:
        """Return what supervision sees: a clock until it was moderated, another until its unit has
        answered; a yellow card on the day after the last, a red one a working day later."""
        if state.posted_at is None or state.moderate_by is None:
            return None
        clocks = [
            ClockFacts(
                name=MODERATION,
                started_at=state.posted_at,
                due=state.moderate_by,
                marks=self._cards(state.moderate_by),
                stopped_at=state.moderated_at,
            )
        ]
        if state.moderated_at is not None and state.unit and state.due is not None:
            removed = state.moderated_at if state.phase == "removed" else None
            clocks.append(
                ClockFacts(
                    name=REPLY,
                    started_at=state.moderated_at,
                    due=state.due,
                    marks=self._cards(state.due),
                    stopped_at=state.answered_at or removed,
                )
            )
        return Subject(
            number=_number(state),
            item=r.DEMAND,
            title=CALLED,
            unit=state.unit or profile().reviewing_unit,
            clocks=tuple(clocks),
            closed=state.answered_at is not None or state.phase == "removed",
        )

    def settle(self, turn: Turning, before: r.Demand) -> None:
        """Have supervision told what has changed."""
        follow(turn, self.watched(before), self.watched(turn.state))

    def _cards(self, last: date) -> tuple[Mark, ...]:
        late = last + ONE_DAY
        return Mark("yellow", late), Mark("red", self._calendar.next_open(late) + ONE_DAY)

    def _due(self, turn: Turning, days: int) -> date:
        return due_date(local_day(turn.now), days, self._calendar)

    def _require_unit(self, unit: str) -> None:
        if unit not in self._organisation.units:
            raise Refusal(Reason("data_demand.unit_unknown", "/unit"))


def remove(turn: Turning, command: r.RemoveDemand) -> None:
    """Have nobody see it, and tell who posted it why."""
    turn.emit(r.DemandRemoved(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell_owner(turn, "data_demand.Removed", reason=command.reason)


def meet(turn: Turning, command: r.MeetDemand) -> None:
    """Say by which dataset it is met."""
    turn.emit(r.DemandMet(at=turn.now, by=turn.by.id, dataset=command.dataset, reply=command.reply))
    _tell_owner(turn, "data_demand.Met")


def refuse(turn: Turning, command: r.RefuseDemand) -> None:
    """Say that it is not opened, and why."""
    turn.emit(r.DemandRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell_owner(turn, "data_demand.Refused", reason=command.reason)


def count(turn: Turning, command: r.CountVotes) -> None:
    """Count a vote for what is public; others are passed over."""
    if turn.state.phase in r.PUBLIC:
        turn.emit(r.VotesCounted(at=turn.now, votes=command.votes))


def _tell_owner(turn: Turning, template: str, **facts: str) -> None:
    notify(turn, to_somebody(turn.state.owner), template, facts)


def _tell_unit(turn: Turning) -> None:
    state = turn.state
    assert state.due is not None
    facts = {"due": state.due.isoformat()}
    notify(turn, to_role(HEAD, state.unit), "data_demand.ToAnswer", facts)


def _number(state: r.Demand) -> str:
    assert state.posted_at is not None
    return f"{state.posted_at:%Y%m%d%H%M%S}"


def work(state: r.Demand) -> Work:
    """Return what waits for moderators, or for the unit."""
    if state.phase not in _TASKS or state.posted_at is None:
        return NOTHING
    held = state.phase == "held"
    task = Task(
        name="moderate" if held else "answer",
        title=_TASKS[state.phase],
        unit=profile().reviewing_unit if held else state.unit,
        role=REVIEWER if held else HEAD,
        since=state.posted_at if held else state.moderated_at or state.posted_at,
        due=state.moderate_by if held else state.due,
        claimable=False,
    )
    return Work(number=_number(state), title=CALLED, system="open_data", tasks=(task,))


def evolve(state: r.Demand, event: r.DemandEvent) -> r.Demand:
    """Return the demand after `event`."""
    match event:
        case r.DemandPosted():
            return r.Demand(
                phase="held",
                owner=event.owner,
                title=event.title,
                text=event.text,
                posted_at=event.at,
                moderate_by=event.due,
            )
        case r.DemandShown(at=at, unit=unit, due=due):
            return replace(state, phase="routed", unit=unit, due=due, moderated_at=at)
        case r.DemandRemoved(at=at, reason=reason):
            moderated = state.moderated_at or at
            return replace(state, phase="removed", reason=reason, moderated_at=moderated)
        case r.DemandRouted(unit=unit):
            return replace(state, unit=unit)
        case r.DemandPlanned(at=at, on=on, reply=reply):
            first = state.answered_at or at
            return replace(state, phase="planned", planned=on, reply=reply, answered_at=first)
        case r.DemandMet(at=at, dataset=dataset, reply=reply):
            first = state.answered_at or at
            return replace(state, phase="opened", dataset=dataset, reply=reply, answered_at=first)
        case r.DemandRefused(at=at, reason=reason):
            first = state.answered_at or at
            return replace(state, phase="refused", reason=reason, answered_at=first)
        case r.VotesCounted(votes=votes):
            return replace(state, votes=state.votes + votes)
        case _:
            assert_never(event)
