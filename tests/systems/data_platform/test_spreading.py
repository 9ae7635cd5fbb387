"""On engines, with messages: what changes at the source has reached the last reader, and as at any
day it is told who was touched."""

import asyncio
from typing import Any

from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.sample import plan
from actors.systems.data_platform.views import DATASETS_VIEW, LINEAGE_VIEW
from actors.systems.open_data.dataset import commands as o
from actors.systems.open_data.views import PUBLISHED_VIEW
from storage.mongo import Database
from tests.integration.conftest import StartEngine
from tests.systems.data_platform.sharing import APPROVER, KIND, LIBRARY, REVIEWER, STEWARD
from tests.systems.open_data import opening

KINDS: dict[str, Any] = {"shared_dataset": KIND, "open_dataset": opening.KIND}
VIEWS = (DATASETS_VIEW, LINEAGE_VIEW, PUBLISHED_VIEW)
REGISTER, MASKED = "low-income-register", "low-income-pseudonymous"
CARE, FIGURES = "household-care", "low-income-figures"


async def opened(engine: Any) -> None:
    """Have the open dataset of what everybody may use be live."""
    rendered = o.NoteRendered(number=1, files=opening.FILES)
    noted = o.NotePrepared(number=1, attempt=1, measured=opening.measured())
    for n, (command, by) in enumerate((
        (opening.ADD, opening.STEWARD), (opening.HAND_IN, opening.STEWARD), (noted, PLATFORM),
        (o.HandOver(), opening.STEWARD), (o.EndorseVersion(), opening.HEAD),
        (o.ApproveVersion(), opening.REVIEWER), (rendered, PLATFORM),
    )):  # fmt: skip
        await engine.send(f"open_dataset:{opening.SLUG}", command, id=f"open{n}", by=by)


async def test_a_consent_withdrawn_at_the_source_freezes_all_that_is_made_of_it(
    prepared: Database, start_engine: StartEngine
) -> None:
    async with (
        start_engine(of=KINDS) as engine,
        Projector(prepared, VIEWS, sender=engine, kinds=KINDS),
    ):
        sent = iter(range(100))

        async def send(code: str, command: Command, by: Any) -> None:
            await engine.send(f"{SHARED_DATASET}:{code}", command, id=f"t{next(sent)}", by=by)

        async def reached(code: str, **wanted: Any) -> Dataset:
            async with asyncio.timeout(60):
                while True:
                    state: Dataset = (await engine.show(f"{SHARED_DATASET}:{code}")).state
                    if all(getattr(state, name) == value for name, value in wanted.items()):
                        return state
                    await asyncio.sleep(0.02)

        shared = [each for each in plan(LIBRARY) if each.key.startswith(f"{SHARED_DATASET}:")]
        for n, act in enumerate(shared):
            await engine.send(act.key, act.command, id=f"act{n}", by=act.by)
        for code, level in ((REGISTER, 4), (MASKED, 2), (CARE, 2), (FIGURES, 1)):
            await reached(code, phase="live", level=level)

        await opened(engine)
        await send(FIGURES, c.NameRelease(opened_as=opening.SLUG), STEWARD)

        async def published(state: str) -> None:
            async with asyncio.timeout(60):
                where = {"_id": opening.SLUG, "state": state}
                while not await prepared[PUBLISHED_VIEW.name].count_documents(where):
                    await asyncio.sleep(0.02)

        await published("live")
        await send(REGISTER, c.DeclareLevel(column="街道", level=2, reason="x"), REVIEWER)
        await reached(FIGURES, phase="frozen", because="level", cause=MASKED)
        assert (await reached(MASKED, phase="live")).level == 2
        await published("frozen")

        await send(REGISTER, c.DeclareLevel(column="街道", level=1, reason="x"), REVIEWER)
        await reached(FIGURES, phase="frozen", level=1)
        await send(FIGURES, c.AskRelease(evidence="级别已更正"), REVIEWER)
        await send(FIGURES, c.ReleaseDataset(), APPROVER)
        await reached(FIGURES, phase="live")
        await published("live")

        await send(REGISTER, c.StopUse(reason="当事人已撤回授权"), STEWARD)
        for code in (REGISTER, MASKED, CARE, FIGURES):
            await reached(code, phase="frozen", because="stopped", cause=REGISTER)

        await published("frozen")
        async with asyncio.timeout(60):
            rows = {"state": "frozen", "cause": REGISTER}
            while await prepared[DATASETS_VIEW.name].count_documents(rows) < 4:
                await asyncio.sleep(0.02)
        found = await prepared[LINEAGE_VIEW.name].find({"reads": MASKED}).to_list()
        assert {each["_id"] for each in found} == {CARE, FIGURES}
