"""Papers after a rush: as many acts as one after the other can be sent, and the papers of all of
them made by a process that is killed again and again."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from actors.blocks.documents.make import Organ, make
from actors.blocks.documents.paper import DOCUMENT, PaperFailed, PaperMade
from actors.blocks.documents.shell.making import Making
from actors.blocks.documents.shell.pool import ThreadPool
from actors.blocks.documents.shell.settings import Settings
from actors.blocks.documents.template import Papers
from actors.blocks.documents.view import PAPERS, view
from actors.followers.projector import Projector
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.turn import Command, Event, Turn
from actors.kinds import build_kinds, platform_collections
from actors.library import load_library
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from benchmarks.cpu import cpu_seconds
from benchmarks.database import database_of_its_own
from storage.clock import WallClock
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings

TEMPLATE = "case_receipt"
ME = Identity("staff:wen", ("window_clerk",), "market_supervision")
AT_ONCE = 50  # acts under way
PATIENCE = 3_600.0  # seconds that all papers may take


class Order(Command, frozen=True, kw_only=True):
    """Have a paper made, with the seal of `seal`, "" for none."""

    seal: str = ""


class Nothing(Event, frozen=True, kw_only=True):
    """Nothing happens."""


class Desk(msgspec.Struct, frozen=True):
    """Nothing is remembered."""


class Asked(msgspec.Struct, frozen=True):
    """Where the process that makes papers finds the database."""

    uri: str
    database: str
    data: str


def desk_kind(library: Library, template: str = TEMPLATE) -> EntityKind[Desk]:
    """Return a kind whose entities have one paper each made."""
    sample = library[Papers].template(template)
    assert sample is not None

    def decide(turn: Turn[Desk], command: Order | PaperMade | PaperFailed) -> None:
        if isinstance(command, Order):
            organ = Organ("market_supervision", "佛山市市场监督管理局")
            by = turn.by.id
            make(turn, template, sample.sample, command.seal, organ=organ, approved_by=by)

    return EntityKind(
        name="desk",
        state=Desk,
        initial=lambda key: Desk(),
        commands=Order | PaperMade | PaperFailed,
        events=Nothing,
        decide=decide,
        evolve=lambda state, event: state,
    )


def kinds_of(library: Library) -> dict[str, EntityKind[Any]]:
    """Return the kinds that papers take."""
    every = build_kinds(library)
    return {name: every[name] for name in (DOCUMENT, "verification")} | {"desk": desk_kind(library)}


def rush(tell: Callable[[str], None], papers: int, kills: int) -> dict[str, float]:
    """Have `papers` ordered at once and made by a process that is killed `kills` times; return
    figures.

    Raises:
        TimeoutError: it takes an hour and more.
    """
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
    ):
        return asyncio.run(_rush(tell, storage, Path(folder), papers, kills))


async def _rush(
    tell: Callable[[str], None], storage: StorageSettings, folder: Path, papers: int, kills: int
) -> dict[str, float]:
    database = connect(storage)
    try:
        await prepare(database, platform_collections())
        tell(f"{papers} acts at once")
        ordering = await _order(database, papers)
        asked = Asked(uri=storage.uri, database=storage.database, data=str(folder))
        tell(f"their papers, by a process that is killed {kills} times")
        seconds, spent = await _made(database, asked, papers, kills)
        rows = await database[PAPERS].find({}).to_list()
        commits = await database["journal"].count_documents({"kind": DOCUMENT})
    finally:
        await database.client.close()
    made = [row for row in rows if row["state"] == "made"]
    in_order = sorted(made, key=lambda row: row["made_at"])
    latest = accumulate((row["ordered_at"] for row in in_order), max)
    return {
        "after a rush: acts a second": papers / ordering,
        "after a rush: papers made": len(made),
        "after a rush: papers a minute": papers / seconds * 60,
        "after a rush: papers per CPU-second": papers / spent,
        "after a rush: lost": papers - len(made),
        "after a rush: doubled": commits - len(rows) - len(made),  # each ordered once, made once
        "after a rush: made after one that was ordered later": sum(
            row["ordered_at"] < before for row, before in zip(in_order, latest, strict=True)
        ),
    }


async def _order(database: Database, papers: int) -> float:
    """Have papers ordered, and return how many seconds the acts took."""
    kinds, seats = kinds_of(load_library()), asyncio.Semaphore(AT_ONCE)

    async def act(engine: Engine, n: int) -> None:
        async with seats:
            await engine.send(f"desk:{n}", Order(), id=f"order-{n}", by=ME, timeout=60)

    async with (
        Engine(kinds, MongoStore(database), WallClock()) as engine,
        Projector(database, (view(),), sender=engine, kinds=kinds),
    ):
        began = time.perf_counter()
        await asyncio.gather(*(act(engine, n) for n in range(papers)))
        took = time.perf_counter() - began
        while await database[PAPERS].count_documents({}) < papers:
            await asyncio.sleep(0.1)
    return took


async def _made(database: Database, asked: Asked, papers: int, kills: int) -> tuple[float, float]:
    """Return the seconds and the CPU-seconds until every paper is made."""
    began, spent = time.monotonic(), 0.0
    async with asyncio.timeout(PATIENCE):
        for left in range(kills, -1, -1):
            process = await asyncio.to_thread(_start, asked)
            at_first = cpu_seconds(process.pid)  # what starting takes is not of papers
            there = await _there(database)
            share = max(1, (papers - there) // (left + 1)) if left else papers
            while (now := await _there(database)) < papers:
                if left and now >= there + share:
                    break
                await asyncio.sleep(0.02)
            spent += cpu_seconds(process.pid) - at_first
            process.kill()
            await asyncio.to_thread(process.communicate)
    return time.monotonic() - began, spent


async def _there(database: Database) -> int:
    return await database[PAPERS].count_documents({"state": "made"})


def _start(asked: Asked) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.papers_rush"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(msgspec.json.encode(asked) + b"\n")
    process.stdin.flush()
    if process.stdout.readline() != b"making\n":
        raise RuntimeError("what makes papers did not start")
    return process


async def serve(asked: Asked) -> None:
    """Make papers until killed."""
    library, clock = load_library(), WallClock()
    kinds = kinds_of(library)
    storage = StorageSettings(uri=asked.uri, database=asked.database, data=Path(asked.data), port=0)
    database = connect(storage)
    async with (
        Engine(kinds, MongoStore(database), clock) as engine,
        Projector(database, (view(),), sender=engine, kinds=kinds),
    ):
        print("making", flush=True)
        await Making(database, engine, library, ThreadPool(), Settings()).run()


if __name__ == "__main__":
    asyncio.run(serve(msgspec.json.decode(sys.stdin.readline(), type=Asked)))
