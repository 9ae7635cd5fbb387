"""A scenario: what was, what is done, what must come of it. A value that runs wherever you like."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event
from actors.runtime.engine import Engine
from actors.testing.expect import local
from actors.testing.play import Play
from actors.testing.steps import ANY, Given, Pass, Refused, State, Step, Then, When
from actors.testing.worlds import EngineWorld, MemoryWorld, World

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the city


@dataclass(frozen=True)
class Scenario:
    """Steps for entities of `kinds`. Every method returns a longer scenario and leaves this one as
    it is, so what several have in common is written once.

    Steps are about the entity `key`, "<name of the first kind>:1" unless `on` says otherwise. Time
    begins on Monday 2 March 2026 at nine, is told in the city's time, and passes only by `at`,
    `after` and `outage`. Messages are delivered at once to entities of `kinds`; those to other
    kinds are only noted. A command that is refused must be followed by `then_refused`.
    """

    kinds: Mapping[str, EntityKind[Any]]
    key: str
    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, *kinds: EntityKind[Any]) -> Self:
        """Return the scenario in which nothing has happened yet."""
        return cls({kind.name: kind for kind in kinds}, f"{kinds[0].name}:1")

    def on(self, key: str) -> Self:
        """Have the steps from here on be about the entity `key`."""
        return replace(self, key=key)

    def given(self, *events: Event) -> Self:
        """Let `events` have happened. They set no alarms; commands do."""
        return self._with(Given(self.key, events))

    def at(self, when: str | datetime) -> Self:
        """Let time pass until `when` ("2026-03-02 09:00"); alarms fire on the way, each in time."""
        return self._with(Pass(until=local(when)))

    def after(self, **time: float) -> Self:
        """Let time pass, with the words of a timedelta (days=5); alarms fire on the way."""
        return self._with(Pass(by=timedelta(**time)))

    def outage(self, **time: float) -> Self:
        """Let time pass while nothing can fire; what was missed is due at the end of it."""
        return self._with(Pass(by=timedelta(**time), outage=True))

    def when(self, command: Command, *, by: Identity) -> Self:
        """Send `command`."""
        return self._with(When(self.key, command, by))

    def then(
        self,
        *,
        events: Sequence[Event | type[Event]] = ANY,
        alarms: Mapping[str, str | datetime] = ANY,
        messages: Sequence[tuple[str, Command]] = ANY,
        reply: Any = ANY,
    ) -> Self:
        """Expect of the step before what is named here, and all of it.

        Args:
            events: of the entity, in order; a class stands for any event of it.
            alarms: what the entity has pending afterwards, by name, with its instant.
            messages: of the entity, in order, each with whom it went to.
            reply: to the command.
        """
        return self._with(Then(self.key, events, alarms, messages, reply))

    def then_refused(
        self, code: str, field: str | None = None, facts: Mapping[str, str] | None = None
    ) -> Self:
        """Expect that the command before was refused for the reason `code`, and if they are given,
        concerning `field` and with these `facts` for its sentence."""
        return self._with(Refused(code, field, facts))

    def then_shown(self, **fields: Any) -> Self:
        """Expect these fields of the entity's state."""
        return self._with(State(self.key, fields))

    def run(self) -> None:
        """Play it in memory: the rules and the runtime's turns, nothing that waits.

        Raises:
            ScenarioFailed: something else happened than was expected.
        """
        _finish(self.run_in(MemoryWorld(self.kinds, START)))

    async def run_on(self, engine: Engine) -> None:
        """Play it on `engine`, which must be virtual and have had none of these entities.

        Raises:
            ScenarioFailed: something else happened than was expected.
            ValueError: the engine is not virtual.
        """
        await self.run_in(EngineWorld(engine))

    async def run_in(self, world: World) -> None:
        """Play it in `world`, where none of these entities may have been before.

        Raises:
            ScenarioFailed: something else happened than was expected.
        """
        await Play(world, START).run(self.steps)

    def _with(self, step: Step) -> Self:
        return replace(self, steps=(*self.steps, step))


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run what never waits to its end, whether or not a loop is running."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("a world in memory has nothing to wait for")
