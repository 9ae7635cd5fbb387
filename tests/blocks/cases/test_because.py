"""The journal tells by which policy somebody was allowed to do what he did."""

from msgspec.structs import replace

from actors.blocks.cases.commands import Accept, RequestCorrection
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.state import Fault
from actors.kernel.identity import CLOCK, Identity
from actors.kernel.turn import Command
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.mongo import Database
from storage.schema import prepare
from tests.blocks.cases.city import CLERK, LIBRARY, RESIDENT_A, application, submitted

KEY = "case:c1"


async def test_the_deciding_policy_stands_in_the_record(database: Database) -> None:
    await prepare(database)
    steps: tuple[tuple[Identity, Command], ...] = (
        (RESIDENT_A, application()),
        (CLERK, Accept()),
    )
    async with Engine({"case": case_kind(LIBRARY)}, MongoStore(database), WallClock()) as engine:
        for number, (by, command) in enumerate(steps):
            await engine.send(KEY, command, id=str(number), by=by)

    commits = await database["journal"].find({"key": KEY}).sort("seq", 1).to_list()
    assert [(commit["by"], commit["pol"]) for commit in commits] == [
        (RESIDENT_A.id, "cases.begin_as_resident"),
        (CLERK.id, "cases.window"),
    ]


def test_the_clock_acts_by_a_policy_too() -> None:
    case = submitted()
    case.when(CLERK, RequestCorrection(faults=(Fault("/form/area", "不一致"),)))
    round_over = case.alarms["correction"][1]

    assert case.because == "cases.window"
    case.when(CLOCK, replace(round_over, round=1))
    assert case.because == "cases.clock"
