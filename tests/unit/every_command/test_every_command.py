"""Every command of every kind, while its store fails in every way: the promises hold."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.reads.record import RecordAccess
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command
from actors.runtime.codec import Codec
from actors.runtime.settings import RuntimeSettings
from actors.testing import Scenario
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from storage.mongo import Document
from tests import loaded
from tests.faults.faulty_store import Fault
from tests.unit.every_command.failing import FailingWorld
from tests.unit.every_command.scenarios import SCENARIOS

LIVES = (
    Fault.UNAVAILABLE,
    Fault.TIMEOUT,
    Fault.DONE_TIMEOUT,
    Fault.OPEN,
    Fault.OWNERSHIP_LOST,
    Fault.OVERTAKEN,
)
DIES = (Fault.UNAVAILABLE, Fault.DONE_TIMEOUT, Fault.OWNERSHIP_LOST)
FAULTS = (*((fault, False) for fault in LIVES), *((fault, True) for fault in DIES))
IN_TURN = [  # all meet the fault that tempts most to do it twice, and one of the others
    pytest.param(name, fault, dies, id=f"{name}-{fault.name}{'_and_death' if dies else ''}")
    for number, name in enumerate(SCENARIOS)
    for place, (fault, dies) in enumerate(FAULTS)
    if (fault, dies) == (Fault.DONE_TIMEOUT, True) or place == number % len(FAULTS)
]

NAME = re.compile(r"[A-Za-z0-9_./:~ -]{0,80}")  # of an alarm, a command, an entity: no free text

AN = Identity("person:an", (RESIDENT,))


class Noting(MemoryWorld):
    """Notes which commands were carried out."""

    def __init__(self, kinds: Mapping[str, EntityKind[Any]]) -> None:
        super().__init__(kinds, START)
        self.carried_out: set[str] = set()
        self.keys: set[str] = set()
        self.alarms: list[Document] = []

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        answer = await super().send(key, command, id, by, at)
        self.carried_out.add(name_of(key.partition(":")[0], type(command)))
        self.keys.add(key)
        self.alarms += answer[1]["rem"] if answer[1] is not None else ()
        return answer


SOUND: dict[str, Noting] = {}


def name_of(kind: str, command: type[Command]) -> str:
    return f"{kind}.{command.__name__}"


async def sound(name: str) -> Noting:
    """Return a world in which the scenario `name` was played and nothing failed."""
    if name not in SOUND:
        world = SOUND[name] = Noting(SCENARIOS[name].kinds)
        await SCENARIOS[name].run_in(world)
    return SOUND[name]


async def unreached(scenarios: Collection[str]) -> set[str]:
    """Return the commands of the platform that none of `scenarios` carries out."""
    commands = {
        name_of(name, command)
        for name, kind in loaded.kinds().items()
        for command in Codec(kind).commands
    }
    return commands.difference(*[(await sound(name)).carried_out for name in scenarios])


async def kept(name: str, fault: Fault, dies: bool) -> None:
    """Play the scenario `name` on a store that fails every command once with `fault`.

    Raises:
        AssertionError: a promise was broken.
    """
    scenario, unharmed = SCENARIOS[name], await sound(name)
    with FailingWorld(scenario.kinds, fault, dies=dies) as world:
        await scenario.run_in(world)

        assert await world.broken() == []
        if fault is not Fault.OWNERSHIP_LOST:  # the other owner's commits count in numbers
            for key in unharmed.keys:
                assert await world.state(key) == await unharmed.state(key)


async def test_every_command_of_every_kind_is_in_some_scenario() -> None:
    missing = await unreached(SCENARIOS)

    assert not missing, (
        f"no scenario carries out {', '.join(sorted(missing))}: add one to "
        "tests/unit/every_command, or to the folder `scenarios` of a system"
    )


async def test_alarms_carry_nothing_that_somebody_wrote() -> None:
    """What they carry lies in clear in the index of what is due."""
    alarms = [alarm for name in SCENARIOS for alarm in (await sound(name)).alarms]
    texts = {text for alarm in alarms for text in texts_in([alarm["name"], alarm.get("command")])}

    assert len(alarms) > 100 and "WarnOfDeadline" in texts
    assert {text for text in texts if not NAME.fullmatch(text)} == set()


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in what an alarm carries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


async def test_a_command_without_a_scenario_is_noticed() -> None:
    fewer = [name for name in SCENARIOS if "rating" not in name]

    assert "case.Rate" in await unreached(fewer)


@pytest.mark.parametrize(("name", "fault", "dies"), IN_TURN)
async def test_what_was_acknowledged_is_kept_and_what_was_not_takes_effect_once(
    name: str, fault: Fault, dies: bool
) -> None:
    await kept(name, fault, dies)


@pytest.mark.long
@pytest.mark.parametrize(("fault", "dies"), FAULTS)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_what_was_acknowledged_is_kept_whatever_fails(
    name: str, fault: Fault, dies: bool
) -> None:
    await kept(name, fault, dies)


async def test_an_acknowledgement_of_nothing_is_found() -> None:
    scenario = SCENARIOS["numbers"]

    with (
        FailingWorld(scenario.kinds, Fault.LIE, dies=False) as world,
        pytest.raises(AssertionError, match="acknowledged and is not in the journal"),
    ):
        await scenario.run_in(world)


async def test_a_command_that_takes_effect_twice_is_found() -> None:
    once = Scenario.of(loaded.kinds()["access"]).when(RecordAccess(purpose="own"), by=AN)
    forgetful = RuntimeSettings(recent=0)

    with FailingWorld(once.kinds, Fault.DONE_TIMEOUT, dies=True, settings=forgetful) as world:
        await once.run_in(world)

        assert "took effect in 1 and 2" in str(await world.broken())
