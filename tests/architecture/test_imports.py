"""The direction of the code. Change these tables only together with the README of the root."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from actors import scan

ROOT = Path(__file__).parents[2]
OURS = {"actors", "storage", "dashboards", "edge", "serve_apps", "benchmarks", "tests"}

# A file may import its own folder and what begins with one of these. Of a block or a system in a
# list of its own (`uses`), see below.
MAY_IMPORT: dict[str, set[str]] = {
    "storage": set(),
    "actors.kernel": set(),
    "actors.blocks": {"actors.kernel"},
    "actors.systems": {"actors.kernel"},
    "actors.place": {"actors.kernel", "actors.blocks"},
    "actors.runtime": {"actors.kernel", "storage"},
    "actors.runtime.simulation": {"actors.kernel", "storage", "actors.runtime", "actors.followers"},
    "actors.followers": {"actors.kernel", "storage", "actors.runtime"},
    "actors.testing": {"actors", "storage"},
    "actors": {"actors", "storage"},  # what is installed: scan, kinds, library
    "dashboards": {"actors.kernel"},
    "edge": {"actors.kernel", "actors.blocks"},
    "serve_apps.front": {"actors", "storage", "serve_apps.pages"},
    "serve_apps.pages": {"actors", "storage", "serve_apps.front"},
    "serve_apps.blocks": {"actors", "storage", "serve_apps.front", "serve_apps.pages"},
    "serve_apps.systems": {"actors", "storage", "serve_apps.front", "serve_apps.pages"},
    "serve_apps.cli": {"actors", "storage", "dashboards", "benchmarks", "serve_apps"},
    "serve_apps": {"actors", "storage", "dashboards", "serve_apps"},  # deploy, develop
}
# Where a process begins that is given nothing but its settings.
ENTRIES = {"actors/followers/projector_actor.py": {"actors"}}
# The driver of the database, beside storage.
DRIVER_FOLDERS = ("storage/", "actors/followers/", "serve_apps/")
# What serves a simulated database has the driver's errors and operations for its own.
DRIVER_IN_SIMULATION = "actors/runtime/simulation/"
# Input and output, clocks and chance have no place in rules: what these may import beside ours.
# Of `csv`, `io` and `zipfile` they use what reads bytes that were given.
PURE = {
    "abc", "base64", "bisect", "calendar", "collections", "csv", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "io",
    "itertools", "json", "math", "operator", "pathlib", "random", "re", "string", "struct",
    "tomllib", "types", "typing", "unicodedata", "urllib", "xml", "zipfile", "zoneinfo",
    "cedarpy", "cel", "cronsim", "dateutil", "icalendar", "jsonschema", "lxml", "msgspec",
    "opencc", "openpyxl", "pypinyin", "rapidfuzz", "re2", "segno", "sqlglot", "stdnum",
}  # fmt: skip
KERNEL_MAY_IMPORT = {
    "abc", "base64", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal",
    "difflib", "enum", "functools", "hashlib", "heapq", "hmac", "itertools", "json", "math",
    "operator", "pathlib", "re", "string", "struct", "types", "typing", "unicodedata", "urllib",
    "zoneinfo",
    "cronsim", "msgspec", "stdnum",
}  # fmt: skip
# Ray appears only where processes are placed.
RAY_FILES = {
    "actors/runtime/processes.py",
    "actors/runtime/metrics.py",
    "actors/followers/gauges.py",
}
# The edge knows shapes of blocks, never what decides or folds.
NOT_AT_THE_EDGE = {"decide", "evolve", "state", "kind", "view", "system"}

FILES = sorted(
    path
    for top in ("actors", "storage", "dashboards", "edge", "serve_apps")
    for path in (ROOT / top).rglob("*.py")
)
OWNERS = {
    f"{top}.{storey}.{name}": owner
    for top in ("actors", "serve_apps")
    for storey, owners in (("blocks", scan.load().blocks), ("systems", scan.load().systems))
    for name, owner in owners.items()
}


@cache
def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
    return named


def packages(path: Path) -> set[str]:
    return {each.split(".")[0] for each in imported(path)}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def within(module: str, folders: set[str]) -> bool:
    return any(module == folder or module.startswith(f"{folder}.") for folder in folders)


def by_folder(paths: Iterable[Path]) -> list[object]:
    """Return `paths` as parameters of a test: those of one folder together, under its name."""
    folders: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        folders["/".join(path.parent.relative_to(ROOT).parts[:3])].append(path)
    return [pytest.param(files, id=folder) for folder, files in folders.items()]


def folder_of(module: str) -> str:
    """Return the block or system that `module` is part of, or ""."""
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) > 3 and parts[1] in ("blocks", "systems") else ""


@pytest.mark.parametrize("files", by_folder(FILES))
def test_code_flows_one_way(files: list[Path]) -> None:
    assert not {name(path): up for path in files if (up := imports_against_the_arrow(path))}


def imports_against_the_arrow(path: Path) -> set[str]:
    here = module(path)
    rule = max((rule for rule in MAY_IMPORT if within(here, {rule})), key=len)
    own = folder_of(here)
    allowed = MAY_IMPORT[rule] | {own or rule}
    if own in OWNERS:
        uses = OWNERS[own].uses
        top = here.split(".")[0]
        allowed = allowed | {f"{top}.{s}.{used}" for used in uses for s in ("blocks", "systems")}
    allowed = allowed | ENTRIES.get(name(path), set())
    if "/shell/" in name(path):
        allowed = allowed | {"storage", "actors.runtime"}
    ours = {each for each in imported(path) if each.split(".")[0] in OURS}
    return {each for each in ours if not within(each, allowed)}


def test_the_edge_decides_nothing() -> None:
    blocks = {
        (name(path), each)
        for path in FILES
        if name(path).startswith("edge/")
        for each in imported(path)
        if each.startswith("actors.blocks.")
    }

    assert blocks
    assert not {(file, each) for file, each in blocks if each.split(".")[3] in NOT_AT_THE_EDGE}


@pytest.mark.parametrize(
    "files",
    by_folder(
        path
        for path in FILES
        if name(path).startswith(("actors/kernel/", "actors/blocks/", "actors/systems/"))
        and "/shell/" not in name(path)
    ),
)
def test_the_rules_touch_nothing_outside(files: list[Path]) -> None:
    outside = {
        (name(path), each)
        for path in files
        for each in packages(path) - OURS
        if each not in (KERNEL_MAY_IMPORT if name(path).startswith("actors/kernel/") else PURE)
    }

    assert not outside


def test_the_driver_is_known_where_it_must_be() -> None:
    knowing = {name(path) for path in FILES if packages(path) & {"pymongo", "gridfs"}}

    assert knowing
    assert not {
        file
        for file in knowing
        if not file.startswith((*DRIVER_FOLDERS, DRIVER_IN_SIMULATION)) and "/shell/" not in file
    }


def test_ray_is_imported_only_where_processes_are_placed() -> None:
    knowing = {name(path) for path in FILES if "ray" in packages(path)}

    assert {each for each in knowing if each.startswith("actors/")} == RAY_FILES
