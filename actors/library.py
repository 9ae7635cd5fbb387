"""Reads what the deciders look up: systems, items and flows, the city, the calendar."""

import importlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

import actors.systems
from actors.calendars.load import load_calendar
from actors.city.load import FOLDER as CITY
from actors.city.load import City, read_city
from actors.divisions.load import load_divisions
from actors.kernel.flow import LEAD, Flow, Stage
from actors.kernel.identity import APPROVER, WINDOW_CLERK
from actors.kernel.items import ServiceItem
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.parse_flows import read_flow
from actors.kernel.parse_items import clashes, read_item
from actors.kernel.system import System

CHOICE = "YIMEN_SYSTEMS"  # names of the systems to load, with commas; unset: all


def load_library(only: Iterable[str] | None = None, *, city: Path = CITY) -> Library:
    """Read everything and check that it fits together.

    Args:
        only: names of the systems to load; None means what `YIMEN_SYSTEMS` says, or all.
        city: the folder of the city's data.

    Raises:
        Mistakes: files are wrong; every mistake of every file is named.
    """
    here, mistakes = read_city(city)
    systems: dict[str, System] = {}
    read: list[tuple[str, ServiceItem]] = []
    for folder in _chosen(system_folders(), only, mistakes):
        system = _system(folder, mistakes)
        if system is None:
            continue
        systems[system.name] = system
        for file, item in _items(folder, system, here, mistakes):
            read.append((file, item))
            if here:
                mistakes += (Mistake(file, place, rule) for place, rule in _misfits(item, here))
    mistakes += clashes(read)
    if mistakes or here is None:
        raise Mistakes(mistakes)
    return Library(
        systems=systems,
        items={(item.code, item.version): item for _, item in read},
        units=here.units,
        places=here.places,
        staff=here.staff,
        themes=here.facts.themes,
        calendar=load_calendar(),
        divisions=load_divisions(),
    )


def system_folders() -> dict[str, Path]:
    """Return the folders of `actors.systems` that are a system, by name."""
    found = (
        folder for root in actors.systems.__path__ for folder in Path(root).glob("*/system.py")
    )
    return {file.parent.name: file.parent for file in sorted(found)}


def _chosen(
    folders: Mapping[str, Path], only: Iterable[str] | None, mistakes: list[Mistake]
) -> Iterator[Path]:
    wanted = only
    if wanted is None and CHOICE in os.environ:
        wanted = filter(None, (name.strip() for name in os.environ[CHOICE].split(",")))
    for name in folders if wanted is None else wanted:
        if name in folders:
            yield folders[name]
        else:
            mistakes.append(Mistake(f"systems/{name}", "", "there is no such system"))


def _system(folder: Path, mistakes: list[Mistake]) -> System | None:
    file = f"{folder.name}/system.py"
    try:
        system = importlib.import_module(f"actors.systems.{folder.name}.system").SYSTEM
    except Exception as error:  # a system's own code: whatever it raises is its mistake
        mistakes.append(Mistake(file, "", f"{type(error).__name__}: {error}"))
        return None
    if not isinstance(system, System) or system.name != folder.name:
        mistakes.append(Mistake(file, "SYSTEM", f"it is no System called {folder.name!r}"))
        return None
    known = system_folders()
    mistakes += (
        Mistake(file, "uses", f"there is no system {name!r}")
        for name in system.uses
        if name not in known
    )
    return system


def _items(
    folder: Path, system: System, city: City | None, mistakes: list[Mistake]
) -> Iterator[tuple[str, ServiceItem]]:
    if city is None:
        return  # without units and themes every item would look wrong
    units, themes = city.units, city.facts.themes
    flows: dict[str, Flow] = {}
    for file, document in _documents(folder, "flows", mistakes):
        flow, found = read_flow(document, file=file, units=units)
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
