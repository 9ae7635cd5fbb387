"""The direction of the code. Change this table only together with the README of the root."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A file may import its own folder and the folders listed for it.
MAY_IMPORT = {
    "actors.kernel": set[str](),
    "actors.systems": {"actors.kernel"},
    "storage": {"actors.kernel"},
    "actors": {"actors.kernel", "actors.systems", "storage"},
    "dashboards": {"actors.kernel"},
    "edge": {"actors.kernel"},
    "serve_apps": {"actors", "actors.kernel", "actors.systems", "storage", "dashboards"},
}
# The command line runs benchmarks by name; nothing else of serve_apps may.
COMMAND_LINE = {"benchmarks"}
OURS = {"actors", "storage", "dashboards", "edge", "serve_apps", "benchmarks", "tests"}

# The rules stay free of input and output: what the kernel may import beside itself.
KERNEL_MAY_IMPORT = {
    "abc", "base64", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal",
    "enum", "functools", "hashlib", "heapq", "hmac", "itertools", "json", "math", "operator", "re",
    "string", "struct", "types", "typing", "unicodedata", "urllib", "zoneinfo",
    "cronsim", "msgspec", "jsonschema", "stdnum",
}  # fmt: skip
# Ray appears only where processes are placed.
RAY_FILES = {
    "actors/runtime/processes.py",
    "actors/runtime/metrics.py",
    "actors/projector_actor.py",
}

FILES = sorted(
    path
    for top in ("actors", "storage", "dashboards", "edge", "serve_apps")
    for path in (ROOT / top).rglob("*.py")
)


def folder(module: str) -> str:
    """Return the folder whose rule `module` obeys: "actors.kernel", "actors.systems.one_door"."""
    parts = module.split(".")
    depth = {"kernel": 2, "systems": 3}.get(parts[1], 1) if len(parts) > 1 else 1
    return ".".join(parts[:depth])


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_code_flows_one_way(path: Path) -> None:
    here = folder(".".join(path.relative_to(ROOT).with_suffix("").parts))
    rule = here if here in MAY_IMPORT else here.rpartition(".")[0]
    allowed = MAY_IMPORT[rule] | {here}
    if name(path).startswith("serve_apps/cli/"):
        allowed = allowed | COMMAND_LINE
    ours = {module for module in imported(path) if module.split(".")[0] in OURS}

    assert {folder(module) for module in ours} <= allowed


@pytest.mark.parametrize(
    "path", [path for path in FILES if name(path).startswith("actors/kernel/")], ids=name
)
def test_the_rules_touch_nothing_outside(path: Path) -> None:
    theirs = {module.split(".")[0] for module in imported(path)} - OURS

    assert theirs <= KERNEL_MAY_IMPORT


@pytest.mark.parametrize(
    "path", [path for path in FILES if name(path).startswith("actors/")], ids=name
)
def test_ray_is_imported_only_where_processes_are_placed(path: Path) -> None:
    if "ray" in {module.split(".")[0] for module in imported(path)}:
        assert name(path) in RAY_FILES
