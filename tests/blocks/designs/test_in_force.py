"""What is published is in force in every process at once, from its instant on, and cases keep the
version that they began with."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import pytest_asyncio

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.designs import commands as c
from actors.blocks.designs import records as r
from actors.blocks.designs.published import ITEM
from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.kinds import all_views, editions
from actors.runtime.editions import Editions
from actors.runtime.engine import Engine
from actors.runtime.following import Following
from actors.runtime.store import MongoStore
from storage.clock import FixedClock, WallClock
from storage.mongo import Database
from storage.schema import prepare
from tests.blocks.designs.making import BEGIN, CODE, WRITTEN
from tests.blocks.designs.scenarios import AUTHOR, GREEN, LIBRARY, REVIEWER
from tests.integration.test_alarms import until
from tests.loaded import platform_collections

pytestmark = pytest.mark.feature("GRASS-03", "HALL-03")
KEY = f"{r.DESIGN}:{CODE}"
ELSEWHERE = 3  # other processes that follow the journal
WITHIN = 2.0  # seconds from the approval
RESIDENT = Identity("person:chen_jiahui", ("resident",))


class Platform:
    """An engine with a courier, and others that follow the same journal."""

    def __init__(
        self, engine: Engine, clock: FixedClock, own: Editions, others: tuple[Editions, ...]
    ) -> None:
        self.engine, self.clock, self.own, self.others = engine, clock, own, others
        self._sent = 0

    async def send(self, command: Command, by: Identity = AUTHOR, key: str = KEY) -> None:
        self._sent += 1
        await self.engine.send(key, command, id=f"{self._sent}", by=by, timeout=20)

    def versions(self, known: Editions) -> list[int]:
        items = known.at(self.clock.now()).library[Catalogue].items
        return sorted(version for code, version in items if code == CODE)

    async def everywhere(self, versions: list[int]) -> bool:
        return all(self.versions(known) == versions for known in (self.own, *self.others))

    async def submitted(self, *commands: Command, run: int) -> None:
        """Have a draft with `commands` tested and sent for review."""
        for command in commands:
            await self.send(command)
        await self.send(c.RunTests())
        await self.send(c.NoteTestResult(run=run, results=GREEN), PLATFORM)
        await self.send(c.SubmitDesign())


@pytest_asyncio.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    await prepare(database, platform_collections())
    clock, own = FixedClock(WallClock().now()), editions(LIBRARY)
    others = tuple(editions(LIBRARY) for _ in range(ELSEWHERE))
    async with AsyncExitStack() as stack:
        for known in (own, *others):
            await stack.enter_async_context(Following(database, known))
        engine = await stack.enter_async_context(Engine(own, MongoStore(database), clock))
        await stack.enter_async_context(
            Projector(database, all_views(LIBRARY), sender=engine, kinds=own)
        )
        yield Platform(engine, clock, own, others)


def draft(version: int) -> SaveDraft:
    return SaveDraft(
        item=CODE,
        item_version=version,
        channel="web",
        applicant=Applicant(
            kind="natural",
            name="陈嘉慧",
            id_type="resident_id",
            id_number="440602199005060028",
            phone="13800000008",
            account="chen_jiahui",
        ),
        form={},
    )


async def test_a_version_is_in_force_everywhere_at_once_and_cases_keep_theirs(
    platform: Platform,
) -> None:
    await platform.submitted(BEGIN, *WRITTEN, run=1)
    since = time.monotonic()
    await platform.send(c.ApproveDesign(), REVIEWER)
    await until(lambda: platform.everywhere([1]))
    took = time.monotonic() - since
    print(f"in force in {1 + ELSEWHERE} processes after {took:.3f} s")
    assert took < WITHIN

    await platform.send(draft(1), RESIDENT, "case:c1")
    await platform.submitted(c.ReviseDesign(), c.SetFee(), run=1)
    tomorrow = platform.clock.now() + timedelta(days=1)
    await platform.send(c.ApproveDesign(effective_at=tomorrow), REVIEWER)
    assert await platform.everywhere([1])
    platform.clock.set(tomorrow + timedelta(seconds=1))
    await until(lambda: platform.everywhere([1, 2]))

    case: CaseState = (await platform.engine.show("case:c1")).state
    catalogue = platform.own.at(platform.clock.now()).library[Catalogue]
    assert case.item_version == 1
    assert catalogue.item(case.item, case.item_version).fee_fen == 2_000
    assert catalogue.item(CODE).fee_fen == 0

    retire = c.ProposeRetirement(successors=("WFZM-01",), reason="并入他项")
    await platform.send(retire)
    await platform.send(c.ApproveDesign(), REVIEWER)

    async def retired() -> bool:
        return (await platform.engine.show(f"{ITEM}:{CODE}")).state.successors is not None

    await until(retired)
    library = platform.others[0]

    async def known() -> bool:
        found = library.at(platform.clock.now()).library[Catalogue]
        return [each.code for each in found.successors(CODE)] == ["WFZM-01"]

    await until(known)
