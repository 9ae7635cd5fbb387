"""Reads what the deciders look up: what is installed, the city, the calendar, items and flows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec

from actors import scan
from actors.blocks.access import access
from actors.blocks.access.access import Access
from actors.blocks.access.vocabulary import Vocabulary
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD, Flow, Stage
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.life_events import LifeEvent, read_event
from actors.blocks.cases.parse_flows import read_flow
from actors.blocks.cases.parse_items import clashes, read_item
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.cases.statement import Statement, read_statement
from actors.blocks.documents.read_papers import read_papers
from actors.blocks.documents.template import Papers
from actors.blocks.messages.delivery_rules import read_delivery_rules
from actors.blocks.messages.template import Letters, Source
from actors.blocks.messages.template import read_letters as read_templates
from actors.blocks.organisation.units import Organisation
from actors.check import check
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes, unknown
from actors.kernel.system import Installed, System
from actors.place.calendars.load import load_calendar
from actors.place.city.load import FOLDER as CITY
from actors.place.city.load import City, read_city
from actors.place.divisions.load import load_division_names, load_divisions


def load_library(only: Iterable[str] | None = None, *, city: Path = CITY) -> Library:
    """Read everything and check that it fits together.

    Args:
        only: names of the systems to load; None means what `YIMEN_SYSTEMS` says, or all.
        city: the folder of the city's data.

    Raises:
        Mistakes: files or declarations are wrong; every mistake of every file is named.
    """
    installed, mistakes = scan.find(only)
    here, found = _city(installed, city)
    mistakes += found
    parts: list[object] = [
        installed,
        load_calendar(),
        DivisionRegister(load_divisions(), load_division_names()),
    ]
    for owner in installed.owners:
        for reader in owner.reads:
            part, found = reader(scan.folder_of(owner))
            mistakes += found
            parts.append(part)
    papers = Papers()
    if "documents" in installed.blocks:
        papers, found = read_papers(_folders(installed))
        mistakes += found
        parts.append(papers)
    if here is not None:
        parts.append(Organisation(units=here.units, places=here.places, staff=here.staff))
        mistakes += _unread(installed)
        if "cases" in installed.blocks:
            parts.append(_catalogue(installed, here, papers, mistakes))
    parts += read_letters(installed, mistakes)
    library = Library(*parts, read_policies(installed, mistakes))
    if here is not None:  # without a city there is nothing that kinds could look up
        mistakes += check(library)
    if mistakes:
        raise Mistakes(mistakes)
    return library


def _folders(installed: Installed) -> Iterator[tuple[str, Path]]:
    return ((owner.name, scan.folder_of(owner)) for owner in installed.owners)


def read_policies(installed: Installed, mistakes: list[Mistake]) -> Access:
    """Return the policies of what is `installed`; what is wrong is added to `mistakes`, and nothing
    is permitted then."""
    files = ((owner.name, scan.folder_of(owner) / "policies.cedar") for owner in installed.owners)
    texts = [(name, file.read_text("utf-8")) for name, file in files if file.exists()]
    owners = installed.owners
    vocabulary = Vocabulary(
        kinds={kind: guarded for owner in owners for kind, guarded in owner.guarded.items()},
        standing={name: type_ for owner in owners for name, type_ in owner.standing.items()},
    )
    try:
        return access.load(texts, vocabulary)
    except Mistakes as found:
        mistakes += found.mistakes
        return access.load((), vocabulary)


def read_letters(installed: Installed, mistakes: list[Mistake]) -> tuple[Letters, ...]:
    """Return the letters of what is `installed`, none without the block that sends them; what is
    wrong is added to `mistakes`."""
    block = installed.blocks.get("messages")
    rules, found = read_delivery_rules(scan.folder_of(block)) if block else (None, [])
    mistakes += found
    if rules is None:
        return ()
    sources = (
        Source(scan.folder_of(owner), scan.file_of(owner, "").rstrip("/"))
        for owner in installed.owners
    )
    letters, found = read_templates(sources, rules)
    mistakes += found
    return (letters,)


def load_city(only: Iterable[str] | None = None, *, city: Path = CITY) -> City:
    """Read the city with what the installed systems bring along; `only` as for `load_library`.

    Raises:
        Mistakes: files are wrong; all of them are named.
    """
    here, mistakes = _city(scan.load(only), city)
    if mistakes or here is None:
        raise Mistakes(mistakes)
    return here


def _city(installed: Installed, city: Path) -> tuple[City | None, list[Mistake]]:
    roles = installed.roles()
    return read_city(
        city,
        roles=roles,
        elsewhere=scan.declared_roles() - roles.keys(),
        beside=[scan.folder_of(owner) / "city" for owner in installed.owners],
    )


def system_folders() -> dict[str, Path]:
    """Return the folders of `actors.systems` that are a system, by name."""
    return scan.folders("systems")


def _unread(installed: Installed) -> Iterator[Mistake]:
    """Yield the systems that have items which nothing would read."""
    for system in installed.systems.values():
        if "cases" not in system.uses and (scan.folder_of(system) / "items").exists():
            yield Mistake(f"{system.name}/system.py", "uses", "it has items: it uses 'cases'")


def _catalogue(
    installed: Installed, here: City, papers: Papers, mistakes: list[Mistake]
) -> Catalogue:
    read: list[tuple[str, ServiceItem]] = []
    statements = _statements(installed, mistakes)
    current = {each.name: each for each in sorted(statements.values(), key=lambda s: s.version)}
    for system in installed.systems.values():
        folder = scan.folder_of(system)
        for file, item in _items(folder, system, installed, here, current, mistakes):
            read.append((file, item))
            mistakes += (Mistake(file, place, rule) for place, rule in _misfits(item, here))
            if item.result is not None and papers.template(item.result.paper) is None:
                known = (template.name for template in papers.current())
                rule = unknown(item.result.paper, known, "template of a paper")
                mistakes.append(Mistake(file, "result.paper", rule))
    mistakes += clashes(read)
    catalogue = Catalogue(
        items={(item.code, item.version): item for _, item in read},
        themes=here.facts.themes,
        life_events=here.facts.life_events,
        statements=statements,
        rules={system.name: system.rules for system in installed.systems.values()},
    )
    return replace(catalogue, events=_events(installed, catalogue, mistakes))


def _events(
    installed: Installed, catalogue: Catalogue, mistakes: list[Mistake]
) -> dict[str, LifeEvent]:
    items = {item.code: item for item in catalogue.current_items()}
    found: dict[str, LifeEvent] = {}
    for system in installed.systems.values():
        for file, document in _documents(scan.folder_of(system), "events", mistakes):
            event, wrong = read_event(
                document,
                file=file,
                system=system.name,
                items=items,
                installed=frozenset(installed.systems),
            )
            mistakes += wrong
            if event and event.name in found:
                mistakes.append(Mistake(file, "name", f"another event is called {event.name}"))
            elif event:
                found[event.name] = event
    return found


def _items(
    folder: Path,
    system: System,
    installed: Installed,
    city: City,
    statements: Mapping[str, Statement],
    mistakes: list[Mistake],
) -> Iterator[tuple[str, ServiceItem]]:
    units, themes = city.units, city.facts.themes
    flows: dict[str, Flow] = {}
    for file, document in _documents(folder, "flows", mistakes):
        flow, found = read_flow(document, file=file, units=units, roles=installed.roles())
        mistakes += found
        if flow and flow.name in flows:
            mistakes.append(Mistake(file, "name", f"another flow is called {flow.name}"))
        elif flow:
            flows[flow.name] = flow
    for file, document in _documents(folder, "items", mistakes):
        item, found = read_item(
            document,
            file=file,
            system=system,
            flows=flows,
            units=units,
            themes=themes,
            life_events=city.facts.life_events,
            statements=statements,
        )
        mistakes += found
        if item:
            yield file, item


def _statements(installed: Installed, mistakes: list[Mistake]) -> dict[str, Statement]:
    """Return every version of what people are told of their data, by reference."""
    found: dict[str, Statement] = {}
    for owner in installed.owners:
        for file, document in _documents(scan.folder_of(owner), "statements", mistakes):
            statement, wrong = read_statement(document, file=file)
            mistakes += wrong
            if statement and statement.reference in found:
                mistakes.append(Mistake(file, "version", f"{statement.reference} stands twice"))
            elif statement:
                found[statement.reference] = statement
    return found


def _documents(
    folder: Path, kind: str, mistakes: list[Mistake]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((folder / kind).glob("*.toml")):
        file = f"{folder.name}/{kind}/{path.name}"
        try:
            yield file, cast(dict[str, Any], msgspec.toml.decode(path.read_bytes()))
        except ValueError as error:
            mistakes.append(Mistake(file, "", str(error)))


def _misfits(item: ServiceItem, city: City) -> Iterator[tuple[str, str]]:
    """Yield what does not fit between an item and its city: units, staff, themes, codes."""
    if not re.fullmatch(city.facts.implementation_code, item.implementation_code):
        yield "implementation_code", f"it does not match {city.facts.implementation_code}"
    for place, unit, role in _work(item):
        if not any(m.unit == unit and role in m.roles for m in city.staff.values()):
            yield place, f"nobody in {unit} is {role}"
    if item.two_persons:
        officers = [
            member
            for member in city.staff.values()
            if member.unit == item.unit and {"reviewer", "approver"} & set(member.roles)
        ]
        if len(officers) < 2:
            yield "two_persons", f"{item.unit} has no two people to review and decide"


def _work(item: ServiceItem) -> Iterator[tuple[str, str, str]]:
    """Yield (place, unit, role) of everything that somebody must be there to do."""
    yield "unit", item.unit, WINDOW_CLERK
    yield "unit", item.unit, APPROVER
    for stage in item.flow.stages:
        yield from _stage_work(item, stage)


def _stage_work(item: ServiceItem, stage: Stage) -> Iterator[tuple[str, str, str]]:
    place = f"flow.{stage.name}"
    if stage.kind != "parallel":
        yield place, item.unit if stage.unit == LEAD else stage.unit, stage.role
    for branch in stage.branches:
        unit = item.unit if branch.unit == LEAD else branch.unit
        yield f"{place}/{branch.name}", unit, branch.role
