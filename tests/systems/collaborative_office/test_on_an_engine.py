"""Number books on a real engine and database: many at once, none twice, no gap."""

import asyncio

import pytest

from actors.blocks.numbers.register import Asker, VoidNumber
from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.outgoing.commands import RegisterDocument
from storage.clock import FixedClock
from storage.mongo import Database
from tests.integration.conftest import StartEngine
from tests.systems.collaborative_office.office import KINDS, NAMES, REGISTRY
from tests.systems.collaborative_office.rechecked import NOW, place

HERE = {name: KINDS[name] for name in (*NAMES, "mailbox")}
BOOK = "register:official_document-佛市监-2026"


@pytest.mark.feature("OA-02")
async def test_documents_at_once_are_numbered_without_a_gap_and_a_void_number_is_not_given_again(
    start_engine: StartEngine, prepared: Database
) -> None:
    keys = [f"official_document:v{n}" for n in range(40)]
    async with start_engine(of=HERE, clock=FixedClock(NOW)) as engine:
        await place(engine, [*keys, "official_document:late"])

        async def register(key: str) -> None:
            await engine.send(key, RegisterDocument(), id=f"{key}/r", by=REGISTRY, timeout=60.0)

        async def numbered(keys: list[str]) -> list[str]:
            async with asyncio.timeout(60):  # a book that is busy is asked again
                while not all([(await engine.show(key)).state.number for key in keys]):
                    await courier.settled()
                    await asyncio.sleep(0.05)
            return [(await engine.show(key)).state.number for key in keys]

        courier = Projector(prepared, (), sender=engine, kinds=HERE, partitions=2)
        async with courier:
            await asyncio.gather(*map(register, keys))
            given = dict(zip(await numbered(keys), keys, strict=True))
            asker = Asker(given["佛市监〔2026〕17号"], "1")
            await engine.send(BOOK, VoidNumber(n=17, asker=asker), id="void", by=PLATFORM)
            await register("official_document:late")
            late = await numbered(["official_document:late"])
            voided = (await engine.show(BOOK)).state.voided

    assert set(given) == {f"佛市监〔2026〕{n}号" for n in range(1, 41)}
    assert late == ["佛市监〔2026〕41号"]
    assert voided == (17,)
