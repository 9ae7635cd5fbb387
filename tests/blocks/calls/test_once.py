"""Whatever breaks, and in whatever order answers come: one effect at the party, or none and that is
known, or a call of which operators see that nobody knows."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.records import (
    CallState,
    Lapse,
    RecordOutcome,
    TakeReport,
    Try,
    Wish,
)
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.turn import Command, Message, Turn
from tests.blocks.calls.scenarios import BEGIN, KIND

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENOUGH = 60  # tries


@dataclass
class Party:
    """A party that does not know ids again: whatever arrives has an effect."""

    now: datetime = START
    effects: int = 0
    held: str = ""
    reports: list[Outcome] = field(default_factory=list[Outcome])

    def take(self, held: str) -> Outcome:
        """Take a request; what becomes of it is `held`, told at once or later."""
        self.effects += held in ("done", "later_done")
        self.held = held
        if not held.startswith("later"):
            return Outcome(state=held, at=self.now)  # type: ignore[arg-type]
        final = held.removeprefix("later_")
        self.reports.append(Outcome(state="accepted", at=self.now))
        self.reports.append(Outcome(state=final, at=self.now + SECOND))  # type: ignore[arg-type]
        return self.reports[-2]

    def tell(self) -> Outcome:
        """Answer who asks."""
        if not self.held:
            return Outcome(state="unheard")
        return Outcome(state=self.held.removeprefix("later_"), at=self.now)  # type: ignore[arg-type]


@dataclass
class World:
    """One call, its party, and whoever makes its tries."""

    party: Party = field(default_factory=Party)
    state: CallState = field(default_factory=CallState)
    now: datetime = START
    lapses: tuple[datetime, Lapse] | None = None
    told: list[Message] = field(default_factory=list[Message])
    late: list[RecordOutcome] = field(default_factory=list[RecordOutcome])

    def send(self, command: Command, by: Any = PLATFORM) -> Any:
        """Carry out `command`; None if it is refused."""
        turn = Turn("call:1", self.state, KIND.evolve, now=self.now, by=by, command_id="c")
        try:
            reply = KIND.decide(turn, command)
        except Refusal:
            return None
        self.state = turn.state
        self.told += turn.messages
        for alarm in turn.reminders:
            self.lapses = (alarm.at, Lapse(n=self.state.n)) if alarm.at else None
        return reply

    def wait(self) -> None:
        """Let time pass until something is due: a try, or its lapse."""
        if self.state.next is not None:
            self.now = max(self.now, self.state.next)
        elif self.lapses is not None:
            self.now, lapse = max(self.now, self.lapses[0]), self.lapses[1]
            self.lapses = None
            self.send(lapse, CLOCK)
        self.party.now = self.now


FATES = (
    "answered", "unreached", "broken_before", "broken_after",
    "died_before", "died_in_flight", "died_after", "answered_late",
)  # fmt: skip


def make(world: World, fate: str, held: str) -> None:
    """Make the next try, and let it have its `fate`; the party makes `held` of what it gets."""
    made: Try | None = world.send(BEGIN)
    if made is None:
        world.wait()
        return
    if made.doing == "ask":
        outcome, arrives = world.party.tell(), fate not in ("unreached", "broken_before")
    else:
        arrives = fate not in ("unreached", "broken_before", "died_before")
        outcome = world.party.take(held) if arrives else Outcome(state="unknown")
    if fate == "unreached":
        outcome = Outcome(state="unsent")
    if fate.startswith("broken") or (not arrives and fate != "unreached"):
        outcome = Outcome(state="unknown")
    record = RecordOutcome(n=made.n, outcome=outcome)
    if fate == "answered_late":
        world.late.append(record)
    elif not fate.startswith("died"):
        world.send(record)


@given(
    fates=st.lists(st.sampled_from(FATES), max_size=12),
    held=st.sampled_from(["done", "failed", "later_done", "later_failed"]),
    choose=st.randoms(use_true_random=False),
)
def test_a_call_has_one_effect_or_stands_where_operators_see_it(
    fates: list[str], held: str, choose: Any
) -> None:
    world = World()
    world.send(Wish(adapter="warehouse", body={}, sender="sender:1", then={"type": "NoteOrder"}))

    def something_comes() -> None:
        """Let a report or a late answer come, and come again."""
        if world.party.reports and choose.random() < 0.4:
            report = choose.choice(world.party.reports)
            for _ in range(choose.randint(1, 2)):
                world.send(TakeReport(adapter="warehouse", outcome=report))
        if world.late and choose.random() < 0.4:
            world.send(choose.choice(world.late))

    run(world, fates, held, something_comes)

    assert world.party.effects <= 1
    assert world.state.phase in ("done", "failed", "dead")
    if world.state.phase != "dead":
        assert world.party.effects == (world.state.phase == "done")
        assert world.told[-1].command["outcome"]["state"] == world.state.phase
    told = [each.command["outcome"]["state"] for each in world.told]
    assert all(one != other for one, other in itertools.pairwise(told))


def run(world: World, fates: list[str], held: str, between: Callable[[], None]) -> None:
    """Let the tries have their fates, and all later ones be answered."""
    for number in range(ENOUGH):
        make(world, fates[number] if number < len(fates) else "answered", held)
        between()
        if world.state.phase in ("done", "failed", "dead"):
            between()
            if world.state.phase in ("done", "failed") or not world.party.reports:
                return
        world.wait()


def test_the_model_notices_a_caller_that_repeats_what_is_unknown() -> None:
    """Sabotage: as if it were one of a party that carries out an id once."""
    world = World()
    world.send(Wish(adapter="warehouse", body={}, sender="sender:1"))
    world.send(BEGIN)
    world.party.take("done")
    world.send(RecordOutcome(n=1, outcome=Outcome(state="unknown")))
    world.state = msgspec.structs.replace(world.state, doing="run")
    world.wait()

    make(world, "answered", "done")

    assert world.party.effects == 2
