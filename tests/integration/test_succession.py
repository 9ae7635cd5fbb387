"""Results of a unit that is no more go on at its successor, wherever they are on their way."""

from types import SimpleNamespace
from typing import Any, cast, get_args

from actors.blocks.cases.shell.succession import hand_over
from actors.blocks.issuing.records import Phase
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.organisation.units import Organisation
from storage.mongo import Database

GONE, HEIR = "old_bureau", "new_bureau"


class Heard:
    """Keeps whom it was asked to tell."""

    def __init__(self) -> None:
        self.told: dict[str, TakeOver] = {}

    async def send(self, key: str, command: TakeOver, **_: Any) -> None:
        self.told[key] = command


async def test_every_result_that_somebody_waits_for_goes_on_and_none_that_was_handed_over(
    prepared: Database,
) -> None:
    phases = [phase for phase in get_args(Phase) if phase]
    rows = [{"_id": phase, "unit": GONE, "phase": phase} for phase in phases]
    elsewhere = {"_id": "elsewhere", "unit": HEIR, "phase": "ordered"}
    await prepared["handovers"].insert_many([*rows, elsewhere])
    organisation = SimpleNamespace(
        former={GONE: None}, successor=lambda code: SimpleNamespace(code=HEIR)
    )
    heard = Heard()

    asked = await hand_over(prepared, cast("Any", heard), cast("Any", {Organisation: organisation}))

    waiting = {f"handover:{phase}" for phase in phases if phase != "handed"}
    assert set(heard.told) == waiting and asked == len(waiting)
    assert set(heard.told.values()) == {TakeOver(unit=GONE, successor=HEIR)}
