"""Reads what the deciders look up: what is installed, the city, the calendar, items and flows."""

import re
from collections.abc import Iterable, Iterator
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
from actors.blocks.cases.parse_flows import read_flow
from actors.blocks.cases.parse_items import clashes, read_item
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.organisation.units import Organisation
from actors.check import check
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.system import Installed, System
from actors.place.calendars.load import load_calendar
from actors.place.city.load import FOLDER as CITY
from actors.place.city.load import City, read_city
from actors.place.divisions.load import load_divisions


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
    parts: list[object] = [installed, load_calendar(), DivisionRegister(load_divisions())]
    for owner in installed.owners:
        for reader in owner.reads:
            part, found = reader(scan.folder_of(owner))
            mistakes += found
            parts.append(part)
    if here is not None:
        parts.append(Organisation(units=here.units, places=here.places, staff=here.staff))
        mistakes += _unread(installed)
        if "cases" in installed.blocks:
            parts.append(_catalogue(installed, here, mistakes))
    library = Library(*parts, read_policies(installed, mistakes))
    if here is not None:  # without a city there is nothing that kinds could look up
        mistakes += check(library)
    if mistakes:
        raise Mistakes(mistakes)
    return library


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


def _catalogue(installed: Installed, here: City, mistakes: list[Mistake]) -> Catalogue:
    read: list[tuple[str, ServiceItem]] = []
    for system in installed.systems.values():
        for file, item in _items(scan.folder_of(system), system, installed, here, mistakes):
            read.append((file, item))
            mistakes += (Mistake(file, place, rule) for place, rule in _misfits(item, here))
    mistakes += clashes(read)
    return Catalogue(
        items={(item.code, item.version): item for _, item in read},
        themes=here.facts.themes,
        rules={system.name: system.rules for system in installed.systems.values()},
    )


def _items(
    folder: Path, system: System, installed: Installed, city: City, mistakes: list[Mistake]
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
            document, file=file, system=system, flows=flows, units=units, themes=themes
        )
        mistakes += found
        if item:
            yield file, item


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
