"""Test runs (试运行) of designs: every way of an item is played on the virtual clock, over the
library as it would be with the draft.

Where a platform runs, the row of a design that is under test is the order; what became of it is
told to the design. Whoever is killed in between has lost nothing: the run counts as lost after a
while.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from msgspec import ValidationError

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import (
    Accept,
    Correct,
    Decide,
    Deliver,
    GiveOpinion,
    Issue,
    RequestCorrection,
    Withdraw,
)
from actors.blocks.cases.flow import LEAD, Stage
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.state import Fault as Wanting
from actors.blocks.designs.commands import NoteTestProgress, NoteTestResult
from actors.blocks.designs.content import next_version, read_content
from actors.blocks.designs.parts import Trial
from actors.blocks.designs.records import DESIGN, ItemDesign
from actors.blocks.designs.view import DESIGNS
from actors.blocks.forms.conditions import holds
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.words import Title
from actors.kinds import build_kinds
from actors.testing.expect import local
from actors.testing.files import FIRST_DAY, applicant_of, application, read_scenario, staff_in
from actors.testing.scenario import START, Scenario
from actors.testing.told import ScenarioFailed
from actors.testing.worlds import MemoryWorld
from storage.mongo import Database

LOOK = 0.25  # seconds between two looks for runs that were asked for
TOLD = 800  # characters of what did not fit
_BEGIN = f"{FIRST_DAY} 10:00"

_Way = tuple[str, Title | None, Callable[[], None]]
"""What a scenario is called by a word, or by its own title; and what plays it."""

Played = Callable[[int, int], None]
"""Is told how many scenarios have been played, and how many there are."""


def with_draft(library: Library, item: ServiceItem) -> Library:
    """Return `library` as it would be with `item` in force."""
    catalogue = library[Catalogue]
    items = {**catalogue.items, (item.code, item.version): item}
    return library.amended(replace(catalogue, items=items, retired={}))


def play(
    content: Mapping[str, Any], code: str, library: Library, played: Played = lambda done, of: None
) -> tuple[Trial, ...]:
    """Play every scenario of a content that has no mistakes, the usual ones and its own."""
    item, mistakes = read_content(content, code, next_version(code, library), library)
    if item is None or mistakes:
        return (Trial(name="read", green=False, told="; ".join(map(str, mistakes))[:TOLD]),)
    draft = with_draft(library, item)
    kinds = build_kinds(draft).values()
    trials = [*usual(item, draft, kinds), *_own(content, draft)]
    results: list[Trial] = []
    for name, title, run in trials:
        results.append(_played(name, title, run))
        played(len(results), len(trials))
    return tuple(results)


def usual(item: ServiceItem, library: Library, kinds: Iterable[EntityKind[Any]]) -> Iterator[_Way]:
    """Yield the scenarios that every item is played through, each with what plays it."""
    several, person = tuple(kinds), applicant_of(item)
    applicant = Identity(f"person:{person.account}", (RESIDENT,))
    filed = application(item, person.applicant, library, FIRST_DAY)

    def begun() -> Scenario:
        on = Scenario.of(*several).on("case:1").at(_BEGIN)
        return on.when(filed, by=applicant).then_shown(phase="submitted")

    def accepted() -> Scenario:
        clerk = staff_in(library, item.unit, WINDOW_CLERK)
        return begun().after(hours=1).when(Accept(), by=clerk).then_shown(phase="accepted")

    def granted() -> Scenario:
        decided = _decided(accepted(), item, library, "granted")
        if item.result is None:
            return decided
        clerk = staff_in(library, item.unit, WINDOW_CLERK)
        issued = decided.when(Issue(document="1"), by=clerk).then_shown(phase="issued")
        return issued.when(Deliver(method="electronic"), by=clerk).then_shown(phase="delivered")

    def corrected() -> Scenario:
        clerk = staff_in(library, item.unit, WINDOW_CLERK)
        named = next((f"/form/{name}" for name in item.example), "/form")
        asked = begun().when(RequestCorrection(faults=(Wanting(named, "?"),)), by=clerk)
        return (
            asked.then_shown(phase="correction_requested")
            .when(Correct(form=filed.form), by=applicant)
            .when(Accept(), by=clerk)
            .then_shown(phase="accepted")
        )

    yield "grant", None, lambda: granted().run()
    yield "deny", None, lambda: _decided(accepted(), item, library, "denied").run()
    yield "correct", None, lambda: corrected().run()
    after = "accepted" if item.deemed_acceptance else "submitted"
    silence = min(item.limits.notice, item.limits.promised) * 3 + 10
    yield "silent", None, lambda: begun().after(days=silence).then_shown(phase=after).run()
    yield (
        "withdraw",
        None,
        lambda: begun().when(Withdraw(), by=applicant).then_shown(phase="withdrawn").run(),
    )


async def sample_case(item: ServiceItem, library: Library, *, accepted: bool) -> CaseState:
    """Return a case of `item` as it stands once it was applied for or, further on, accepted.

    Raises:
        KeyError: nobody is there to accept it; the message says so.
        Refusal: the item's own example is not accepted.
    """
    world = MemoryWorld({kind.name: kind for kind in build_kinds(library).values()}, START)
    person = applicant_of(item)
    filed = application(item, person.applicant, library, FIRST_DAY)
    applicant = Identity(f"person:{person.account}", (RESIDENT,))
    await world.send("case:preview", filed, "1", applicant, local(_BEGIN))
    if accepted:
        clerk = staff_in(library, item.unit, WINDOW_CLERK)
        await world.send("case:preview", Accept(), "2", clerk, local(_BEGIN))
    state: CaseState = await world.state("case:preview")
    return state


def _decided(scenario: Scenario, item: ServiceItem, library: Library, outcome: Any) -> Scenario:
    """Take a case that was accepted through every step to its decision."""
    stage: Stage | None = item.flow.stages[0]
    while stage is not None and stage.kind != "decision":
        for name, unit, role in _tasks(stage, item):
            officer = staff_in(library, unit, role)
            scenario = scenario.when(GiveOpinion(task=name, opinion="agree"), by=officer)
        stage = _after(stage, item)
    if stage is None:
        return scenario
    unit = item.unit if stage.unit == LEAD else stage.unit
    officer = _another(library, unit, stage.role, item)
    decision = Decide(outcome=outcome, reason="" if outcome == "granted" else "不符合条件")
    return scenario.when(decision, by=officer).then_shown(outcome=outcome)


def _another(library: Library, unit: str, role: str, item: ServiceItem) -> Identity:
    """Return who decides: somebody who has reviewed nothing, where two persons are needed."""
    first = staff_in(library, unit, role)
    if not item.two_persons:
        return first
    review = item.flow.stages[0]
    reviewer = staff_in(library, item.unit, review.role) if review.unit == LEAD else None
    beside = reviewer.id if reviewer is not None else ""
    return staff_in(library, unit, role, but=beside)


def _tasks(stage: Stage, item: ServiceItem) -> Iterator[tuple[str, str, str]]:
    if stage.kind != "parallel":
        yield stage.name, item.unit if stage.unit == LEAD else stage.unit, stage.role
    for branch in stage.branches:
        if holds(branch.when, item.example):
            unit = item.unit if branch.unit == LEAD else branch.unit
            yield f"{stage.name}/{branch.name}", unit, branch.role


def _after(stage: Stage, item: ServiceItem) -> Stage | None:
    for way in stage.then:
        if holds(way.when, item.example):
            return item.flow.stage(way.to)
    return None


def _own(content: Mapping[str, Any], library: Library) -> Iterator[_Way]:
    for number, document in enumerate(content.get("scenarios", ()), 1):
        title: Any = document.get("title")
        said = Title(zh=f"{number}", en=f"{number}")
        if isinstance(title, dict) and {"zh", "en"} <= title.keys():  # pyright: ignore[reportUnknownMemberType]
            said = Title(zh=f"{title['zh']}", en=f"{title['en']}")
        yield "own", said, lambda document=document: read_scenario(document, library).run()


def _played(name: str, title: Title | None, run: Callable[[], None]) -> Trial:
    try:
        run()
    except (ScenarioFailed, ValidationError, KeyError, Refusal, StopIteration) as failed:
        return Trial(name=name, title=title, green=False, told=str(failed)[:TOLD])
    return Trial(name=name, title=title, green=True)


async def run_trials(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Play what is asked for until cancelled, one design after the other."""
    done: dict[str, int] = {}  # runs that were told of, whose rows may lag behind
    while True:
        rows = await database[DESIGNS].find({"testing": True}).sort("updated_at", 1).to_list()
        for row in rows:
            if done.get(row["_id"]) != row["run"]:
                await _run_one(sender, library, row["_id"])
                done[row["_id"]] = row["run"]
        await asyncio.sleep(LOOK)


async def _run_one(sender: Sender, library: Library, code: str) -> None:
    key = f"{DESIGN}:{code}"
    state: ItemDesign = (await sender.show(key)).state
    run = state.run
    if run is None or not state.testing:
        return
    loop = asyncio.get_running_loop()
    told: list[asyncio.Future[Any]] = []

    def played(count: int, of: int) -> None:
        note = NoteTestProgress(run=run.number, done=count, of=of)
        id = f"{key}/{run.number}/{count}"
        told.append(
            asyncio.run_coroutine_threadsafe(  # pyright: ignore[reportArgumentType]
                sender.send(key, note, id=id, by=PLATFORM), loop
            )
        )

    results = await asyncio.to_thread(play, state.content, code, library.now, played)
    await asyncio.gather(*(asyncio.wrap_future(each) for each in told), return_exceptions=True)  # pyright: ignore[reportArgumentType]
    ended = NoteTestResult(run=run.number, results=results)
    await sender.send(key, ended, id=f"{key}/{run.number}", by=PLATFORM)
