"""Given, when, then: a case driven by its own decider, without a runtime around it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from actors.blocks.cases.commands import ProposeVoid, Void
from actors.blocks.cases.joint_commands import ApproveProposal, ProposePause
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command, Event, Message, Turn

KEEP = (datetime,)


def at(text: str) -> datetime:
    """Return an instant from local time: at("2026-03-02 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@dataclass
class Played:
    """One case and everything that came out of it so far."""

    library: Library
    now: datetime
    key: str = "case:c1"
    events: list[Event] = field(default_factory=list)
    alarms: dict[str, tuple[datetime, Command]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    fresh: list[Event] = field(default_factory=list)
    because: str = ""

    def __post_init__(self) -> None:
        self.kind = case_kind(self.library)
        self.state: CaseState = self.kind.initial(self.key)

    def when(self, by: Identity, command: Command, now: str = "") -> Any:
        """Send `command`, moving on to local time `now` if that is given; returns the reply."""
        if now:
            self.now = at(now)
        sent = over_the_wire(command, self.kind.commands)
        turn = Turn(self.key, self.state, self.kind.evolve, now=self.now, by=by, command_id="id")
        reply = self.kind.decide(turn, sent)
        self.state = turn.state
        self.fresh = list(turn.events)
        self.because = turn.because
        self.events += turn.events
        self.messages += turn.messages
        for reminder in turn.reminders:
            self.alarms.pop(reminder.name, None)
            if reminder.at is not None:
                wake = msgspec.convert(reminder.command, self.kind.commands, builtin_types=KEEP)
                self.alarms[reminder.name] = (reminder.at, wake)
        return reply

    def refused(self, by: Identity, command: Command, now: str = "") -> Refusal:
        """Send `command` and return the refusal it meets; nothing may have changed."""
        before = self.state
        try:
            self.when(by, command, now)
        except Refusal as refused:
            assert self.state == before
            return refused
        raise AssertionError(f"{type(command).__name__} was not refused")

    def allowed(self, by: Identity) -> tuple[str, ...]:
        """Return what `by` may do now."""
        return rules(self.library).allowed(by, self.state)

    def happened(self) -> list[str]:
        """Return the names of the last turn's events."""
        return [type(event).__name__ for event in self.fresh]

    def replayed(self) -> CaseState:
        """Return the fold of all events after a trip through their stored form."""
        state: CaseState = self.kind.initial(self.key)
        for event in self.events:
            state = self.kind.evolve(state, over_the_wire(event, self.kind.events))
        return state


def over_the_wire(record: Any, union: Any) -> Any:
    """Encode and decode `record` as the journal does."""
    return msgspec.convert(
        msgspec.to_builtins(record, builtin_types=KEEP), union, builtin_types=KEEP
    )


def codes(refused: Refusal) -> list[tuple[str, str]]:
    """Return (code, field) of every reason."""
    return [(reason.code, reason.field) for reason in refused.reasons]


def later(moment: datetime, **by: int) -> datetime:
    """Return `moment` moved on by a timedelta's keywords."""
    return moment + timedelta(**by)


def observed(case: Played) -> dict[str, Any]:
    """Return the last message of `case`, which is to its watcher."""
    message = case.messages[-1]
    assert message.key == f"watcher:{case.state.id}"
    assert message.command["type"] == "Observe"
    return message.command


def pause(case: Played, by: Identity, head: Identity, wish: ProposePause, now: str = "") -> None:
    """Have `by` propose a special procedure and `head` approve it."""
    case.when(by, wish, now)
    case.when(head, ApproveProposal())


def make_void(case: Played, first: Identity, second: Identity) -> None:
    """Have two supervisors make `case` void."""
    case.when(first, ProposeVoid(reason="重复申报"))
    case.when(second, Void())
