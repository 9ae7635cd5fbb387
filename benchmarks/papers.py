"""What a paper costs, beside the same page by Typst alone, and a sealed one beside Typst and
pyHanko; how long after an act at rest its paper is ready; and that after a rush all are made, in
order, whoever is killed.

`python -m benchmarks.papers [--papers 200] [--rush 5000] [--kills 5]`
"""

import asyncio
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import typst

from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import DOCUMENT
from actors.blocks.documents.shell.compiling import FORMAT, compile_paper, given_to_typst
from actors.blocks.documents.shell.making import Making, filled
from actors.blocks.documents.shell.pool import ThreadPool
from actors.blocks.documents.shell.settings import Settings
from actors.blocks.documents.shell.work import Flaw, Work
from actors.blocks.documents.template import Papers, Template
from actors.blocks.seals.sample import acts as seal_acts
from actors.blocks.seals.sample import sample_seal
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.stamping import SealStamper
from actors.followers.projector import Projector
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kinds import all_views, build_kinds
from actors.library import load_library
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from benchmarks import machine, papers_rush, printing
from benchmarks.database import prepared_database
from benchmarks.papers_rush import ME, TEMPLATE, Order, desk_kind
from benchmarks.papers_sealed import authority
from benchmarks.papers_sealed import spent as sealed_spent
from serve_apps.blocks.seals.sample_city import make_sample_seals
from storage.clock import WallClock
from storage.mongo import Database
from storage.tasks import begin, end

PAPERS = 200
AT_REST = 40
RUSH = 5_000
KILLS = 5
VIEWS = ("papers", "paper_seals", "seal_uses")
NUMBER = "11440600MB2C9270XW4000131001000202603020001"


class Waits(NamedTuple):
    """Seconds from each act to its paper, ascending, and the CPU-seconds of all."""

    seconds: list[float]
    spent: float

    def part(self, percent: int) -> float:
        """Return the milliseconds that so many in a hundred waited at most."""
        return self.seconds[len(self.seconds) * percent // 100] * 1000


def measure(
    tell: Callable[[str], None], papers: int = PAPERS, rush: int = RUSH, kills: int = KILLS
) -> dict[str, Any]:
    """Make papers every way, and return figures and ratios; `rush` of them are ordered at once and
    made by a process that is killed `kills` times."""
    library = load_library()
    template = library[Papers].template(TEMPLATE)
    assert template is not None
    works = [_work(template, n) for n in range(papers)]
    given = [given_to_typst(_work(template, papers + n)) for n in range(papers)]  # codes drawn
    ours, bare = 0.0, 0.0
    compile_paper(works[0])
    _bare(given[0])
    for turn in range(4):  # by turns, so that neither has the quieter machine
        tell(f"part {turn + 1} of 4: {papers // 4} papers each way")
        part = slice(turn * papers // 4, (turn + 1) * papers // 4)
        ours += _spent(compile_paper, works[part])
        bare += _spent(_bare, given[part])
    with authority() as settings:
        for_seals = [msgspec.structs.replace(work, sealed=True) for work in works[: papers // 2]]
        ours_sealed, bare_sealed = sealed_spent(settings, for_seals, tell)
        tell(f"{AT_REST} acts at rest, then as many whose papers are sealed")
        plain = asyncio.run(_at_rest(library, settings, ""))
        sealed = asyncio.run(_at_rest(library, settings, ME.unit))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    after = papers_rush.rush(tell, rush, kills)
    lost, doubled = after["after a rush: lost"], after["after a rush: doubled"]
    return {
        "name": "papers",
        "host": machine.host(),
        "figures": {
            "papers per CPU-second": papers / ours,
            "bare typst, papers per CPU-second": papers / bare,
            "sealed papers per CPU-second": len(for_seals) / ours_sealed,
            "bare typst and pyHanko, per CPU-second": len(for_seals) / bare_sealed,
            "from act to ready, papers per CPU-second": AT_REST / plain.spent,
            "from act to ready at rest, p50, milliseconds": plain.part(50),
            "from act to ready at rest, p95, milliseconds": plain.part(95),
            "from act to sealed at rest, p50, milliseconds": sealed.part(50),
            "from act to sealed at rest, p95, milliseconds": sealed.part(95),
            "megabytes of the process, at most": megabytes,
            **after,
        },
        "ratios": {"bare": bare_sealed / ours_sealed, "unsealed": bare / ours},
        "broken": [f"{lost} papers lost"] * bool(lost) + [f"{doubled} doubled"] * bool(doubled),
    }


def _work(template: Template, n: int) -> Work:
    facts = filled(template, template.sample) | {"applicant": f"佛山市禅城区第{n}餐饮店"}
    code = paper_id(f"case:{n}", TEMPLATE)
    return Work(
        source=template.source,
        facts=facts,
        organ_name="佛山市市场监督管理局",
        number=NUMBER,
        day="2026-03-02",
        at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        code=code,
        address=f"https://hall.example/verify/{code}",
        sealed=False,
    )


def _bare(given: dict[str, Any]) -> bytes | None:
    return typst.compile(**given, **FORMAT, timestamp=0)


def _spent(make_one: Callable[[Any], object], each: list[Any]) -> float:
    began = time.process_time()
    for one in each:
        assert not isinstance(make_one(one), Flaw)
    return time.process_time() - began


async def _at_rest(library: Library, settings: SealSettings, seal: str) -> Waits:
    """Return how long each of some acts at rest waits for its paper, with the seal of the unit
    `seal` or, "", with none."""
    kinds = {"desk": desk_kind(library), **_of_the_platform(library)}
    views = [each for each in all_views(library) if each.name in VIEWS]
    waits: list[float] = []
    async with (
        prepared_database() as (_, database),
        Engine(kinds, MongoStore(database), WallClock()) as engine,
        Projector(database, views, sender=engine, kinds=kinds),
    ):
        if seal:
            await _put_into_use(library, engine, database, settings, seal)
        pool, stamper = ThreadPool(), SealStamper(engine, database, WallClock(), settings)
        task = begin(Making(database, engine, library, pool, Settings(), stamper).run())
        spent = time.process_time()
        for n in range(AT_REST):
            began = time.perf_counter()
            await engine.send(f"desk:{n}", Order(seal=seal), id=f"order-{n}", by=ME)
            key = f"{DOCUMENT}:{paper_id(f'desk:{n}', TEMPLATE)}"
            while not (await engine.show(key)).state.is_final:
                await asyncio.sleep(0.005)
            waits.append(time.perf_counter() - began)
        spent = time.process_time() - spent
        await end(task)
        pool.stop()
    return Waits(sorted(waits), spent)


def _of_the_platform(library: Library) -> dict[str, EntityKind[Any]]:
    every = build_kinds(library)
    return {name: every[name] for name in (DOCUMENT, "verification", "seal", "seal_use", "mailbox")}


async def _put_into_use(
    library: Library, engine: Engine, database: Database, settings: SealSettings, unit: str
) -> None:
    """Have the seal of a unit of the sample city in use, as its pages do."""
    for n, act in enumerate(act for act in seal_acts(library) if act.key == sample_seal(unit)):
        await engine.send(act.key, act.command, id=f"seal-{n}", by=act.by)
    assert await make_sample_seals(engine, database, library, settings) == 1
    while await database["paper_seals"].find_one({"organ": unit, "state": "in_use"}) is None:
        await asyncio.sleep(0.05)


def run() -> None:
    """Measure and print; exit status 1 when a paper was lost or doubled."""
    options = printing.parser(__doc__)
    options.add_argument("--papers", type=int, default=PAPERS)
    options.add_argument("--rush", type=int, default=RUSH)
    options.add_argument("--kills", type=int, default=KILLS)
    chosen = options.parse_args()
    with printing.alone(chosen.json):
        result = measure(printing.tell, chosen.papers, chosen.rush, chosen.kills)
    printing.show(result, as_json=chosen.json)
    sys.exit(bool(result["broken"]))


if __name__ == "__main__":
    run()
