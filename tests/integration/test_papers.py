"""Papers are made beside the acts that order them: in their order, each once, whatever breaks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from actors.blocks.documents.kind import paper_kind
from actors.blocks.documents.make import Organ, make, paper_id
from actors.blocks.documents.paper import PaperFailed, PaperMade, TakeUpAgain
from actors.blocks.documents.shell.making import Making
from actors.blocks.documents.shell.pool import Broken, ThreadPool
from actors.blocks.documents.shell.settings import Settings
from actors.blocks.documents.shell.stamper import (
    SealRefused,
    Stamped,
    StampOrder,
    StampUnavailable,
)
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from actors.blocks.documents.template import Field, Papers, Template
from actors.blocks.documents.view import PAPERS, view
from actors.followers.projector import Projector
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.words import Title
from actors.runtime.engine import Engine
from storage.files import Files
from storage.mongo import Database
from storage.tasks import begin, end
from tests.blocks.cases.city import LIBRARY
from tests.blocks.documents.scenarios import ROOT
from tests.integration.conftest import ME, StartEngine

AWARD = Template(
    name="award",
    version=1,
    title=Title(zh="奖状", en="Award"),
    sealed=False,
    fields=(Field(name="winner", title=Title(zh="获奖人", en="Winner")),),
    sample={"winner": "李堃"},
    source="""#import "/shared/notice.typ": *
#show: notice.with("奖状", to: facts.winner)
特发此状。
""",
)
HERE = LIBRARY.having(Papers(templates={("award", 1): AWARD}))


class Honour(Command, frozen=True, kw_only=True):
    winner: str = "李堃"
    seal: str = ""


class Noted(Event, frozen=True, kw_only=True):
    told: str


class Prize(msgspec.Struct, frozen=True):
    told: tuple[str, ...] = ()


def decide(turn: Turn[Prize], command: Honour | PaperMade | PaperFailed) -> None:
    match command:
        case Honour(winner=winner, seal=seal):
            make(turn, "award", {"winner": winner}, seal, organ=Organ("culture", "文化局"))
        case PaperMade(sha256=sha256):
            turn.emit(Noted(told=sha256))
        case PaperFailed(code=code):
            turn.emit(Noted(told=code))


PRIZE: EntityKind[Prize] = EntityKind(
    name="prize",
    state=Prize,
    initial=lambda key: Prize(),
    commands=Honour | PaperMade | PaperFailed,
    events=Noted,
    decide=decide,
    evolve=lambda state, event: Prize((*state.told, event.told)),
)
KINDS: dict[str, EntityKind[Any]] = {"prize": PRIZE, "document": paper_kind(HERE)}


class Breaking(ThreadPool):
    """Breaks off so many times before each paper that is `breaks` long."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    async def make(self, work: Work) -> Rendered | Flaw:
        if self.left:
            self.left -= 1
            raise Broken
        return await super().make(work)


class Keeper:
    """Seals once it has been asked so many times; never with the seal that is lost."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.orders: list[StampOrder] = []

    async def stamp(self, pdf: bytes, order: StampOrder) -> Stamped:
        if order.seal == "lost":
            raise SealRefused("it is lost")
        if self.away:
            self.away -= 1
            raise StampUnavailable
        self.orders.append(order)
        return Stamped(pdf + b"%sealed\n", "ef" * 32, datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what was put off be tried again at once."""
    monkeypatch.setattr("actors.blocks.documents.shell.making.LATER", 0.05)
    monkeypatch.setattr("actors.blocks.documents.shell.making.LOOK", 0.05)


@asynccontextmanager
async def making(
    database: Database, engine: Engine, pool: ThreadPool | None = None, keeper: Keeper | None = None
) -> AsyncIterator[None]:
    """Make papers meanwhile."""
    pool = pool or ThreadPool(2)
    task = begin(Making(database, engine, HERE, pool, Settings(), keeper).run())
    try:
        yield
    finally:
        await end(task)
        pool.stop()


@asynccontextmanager
async def office(database: Database, start: StartEngine) -> AsyncIterator[Engine]:
    """An office that gives prizes."""
    async with (
        start(of=KINDS) as engine,
        Projector(database, (view(),), sender=engine, kinds=KINDS),
    ):
        yield engine


async def told(engine: Engine, prize: str, times: int = 1) -> tuple[str, ...]:
    """Wait until a prize has been told of its paper so many times; return what."""
    async with asyncio.timeout(60):
        while True:
            state: Prize = (await engine.show(f"prize:{prize}")).state
            if len(state.told) >= times:
                return state.told
            await asyncio.sleep(0.02)


async def honour(engine: Engine, prize: str, **more: str) -> None:
    await engine.send(f"prize:{prize}", Honour(**more), id=f"honour-{prize}", by=ME)


async def row_of(database: Database, prize: str) -> Mapping[str, Any]:
    return await database[PAPERS].find_one({"_id": paper_id(f"prize:{prize}", "award")}) or {}


async def test_a_paper_is_made_kept_hidden_and_told_of(
    prepared: Database, start_engine: StartEngine
) -> None:
    async with office(prepared, start_engine) as engine, making(prepared, engine):
        await honour(engine, "1")
        (sha256,) = await told(engine, "1")

    files = Files(prepared)
    content = b"".join([piece async for piece in files.open(sha256)])
    kept = await prepared["files.files"].find_one({"filename": sha256})
    assert content.startswith(b"%PDF-1.7")
    assert kept is not None
    assert kept["metadata"]["held_by"] == [f"document:{paper_id('prize:1', 'award')}"]
    assert await prepared["files.chunks"].count_documents({"data": {"$regex": "PDF"}}) == 0


async def test_papers_are_made_in_the_order_of_their_acts_and_none_twice_when_the_maker_dies(
    prepared: Database, start_engine: StartEngine
) -> None:
    names = [str(number) for number in range(20)]
    async with office(prepared, start_engine) as engine:
        for name in names:
            await honour(engine, name)
        for lives in (0.15, 0.1):
            async with making(prepared, engine, ThreadPool(1)):
                await asyncio.sleep(lives)
        async with making(prepared, engine, ThreadPool(1)):
            for name in names:
                assert len(await told(engine, name)) == 1
            await asyncio.sleep(0.3)
        states = [
            (await engine.show(f"document:{paper_id(f'prize:{name}', 'award')}")).state
            for name in names
        ]
        commits = await prepared["journal"].count_documents({"kind": "document"})

    assert all(state.phase == "made" for state in states)
    assert commits == 2 * len(names)  # ordered and made, each once
    made = sorted(states, key=lambda state: (state.made_at, state.ordered_at))
    assert [state.ordered_at for state in made] == sorted(state.ordered_at for state in states)


async def test_what_breaks_off_is_tried_again_and_given_up_in_the_end(
    prepared: Database, start_engine: StartEngine
) -> None:
    async with office(prepared, start_engine) as engine:
        async with making(prepared, engine, Breaking(2)):
            await honour(engine, "1")
            assert len((await told(engine, "1"))[0]) == 64
        async with making(prepared, engine, Breaking(3)):
            await honour(engine, "2")
            assert await told(engine, "2") == ("broken",)


async def test_a_character_that_no_font_has_is_named_and_the_paper_taken_up_again(
    prepared: Database, start_engine: StartEngine
) -> None:
    key = f"document:{paper_id('prize:1', 'award')}"
    async with office(prepared, start_engine) as engine, making(prepared, engine):
        await honour(engine, "1", winner="王𪚥")
        assert await told(engine, "1") == ("missing_glyph",)
        failed = (await engine.show(key)).state
        await engine.send(key, TakeUpAgain(), id="again", by=ROOT)
        assert await told(engine, "1", 2) == ("missing_glyph", "missing_glyph")
        again = (await engine.show(key)).state
        row = await row_of(prepared, "1")

    assert (failed.detail, failed.field, failed.attempt) == ("𪚥", "winner", 1)
    assert again.attempt == 2
    assert "𪚥" not in str(row)  # a row holds nothing of what the paper says


async def test_a_paper_waits_for_its_seal_as_long_as_there_is_none(
    prepared: Database, start_engine: StartEngine
) -> None:
    keeper = Keeper(away=2)
    async with office(prepared, start_engine) as engine:
        async with making(prepared, engine):
            await honour(engine, "1", seal="culture")
            async with asyncio.timeout(60):
                while not (await row_of(prepared, "1")).get("waits_for_seal"):
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.3)
            assert (await engine.show("prize:1")).state.told == ()
        async with making(prepared, engine, keeper=keeper):
            (sha256,) = await told(engine, "1")
            await honour(engine, "2", seal="lost")
            assert await told(engine, "2") == ("seal_refused",)
    content = b"".join([piece async for piece in Files(prepared).open(sha256)])

    assert content.endswith(b"%sealed\n")
    (order,) = keeper.orders
    assert (order.seal, order.organ, order.asked_by) == ("culture", "culture", ME.id)
    assert len(order.place.split(",")) == 5
