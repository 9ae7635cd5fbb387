"""Finds what is installed: every folder of blocks and systems is one, by being there.

A deployment is a list of systems (`YIMEN_SYSTEMS`): it has these, the blocks and systems that they
use, and the blocks that always load. What is unknown, doubled or misspelt is named before anything
starts, all of it at once.
"""

import importlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import actors.blocks
import actors.systems
from actors.kernel.mistakes import Mistake, Mistakes, unknown
from actors.kernel.system import Installed, System

CHOICE = "YIMEN_SYSTEMS"  # names of the systems to load, with commas; unset: all
Storey = Literal["blocks", "systems"]
_ROOTS: Mapping[Storey, Iterable[str]] = {
    "blocks": actors.blocks.__path__,
    "systems": actors.systems.__path__,
}
_DECLARED = ("account_kinds", "roles", "purposes", "clocks", "series")
_NOBODY = "none"  # a role that no account is given


def folders(storey: Storey) -> dict[str, Path]:
    """Return the folders of `storey` that hold a `system.py`, by name."""
    found = (file for root in _ROOTS[storey] for file in Path(root).glob("*/system.py"))
    return {file.parent.name: file.parent for file in sorted(found)}


def load(only: Iterable[str] | None = None) -> Installed:
    """Return what is installed.

    Args:
        only: names of the systems to load; None means what `YIMEN_SYSTEMS` says, or all.

    Raises:
        Mistakes: everything that is wrong with what was chosen, with file and place.
    """
    installed, mistakes = find(only)
    if mistakes:
        raise Mistakes(mistakes)
    return installed


def is_installed(name: str) -> bool:
    """Tell whether the block or system `name` is installed; where everything is, nothing has to be
    loaded for that.

    Raises:
        Mistakes: what was chosen cannot be loaded.
    """
    if CHOICE not in os.environ:
        return any(_folder(storey, name) for storey in _ROOTS)
    installed = load()
    return name in installed.blocks or name in installed.systems


def find(only: Iterable[str] | None = None) -> tuple[Installed, list[Mistake]]:
    """Return what is installed as far as it can be read, with everything that is wrong with it;
    `only` as for `load`."""
    mistakes: list[Mistake] = []
    found: dict[Storey, dict[str, System]] = {"blocks": {}, "systems": {}}
    names = {storey: folders(storey) for storey in found}
    pending: list[tuple[Storey, str]] = []
    for name in _chosen(only, names["systems"]):
        if name in names["systems"]:
            pending.append(("systems", name))
        else:
            mistakes.append(Mistake(CHOICE, "", unknown(name, names["systems"], "system")))
    for name in names["blocks"]:
        block = _read("blocks", name, mistakes)
        if block and (block.always or (only is None and CHOICE not in os.environ)):
            pending.append(("blocks", name))
    while pending:
        storey, name = pending.pop()
        if name in found[storey]:
            continue
        system = _read(storey, name, mistakes)
        if system is None:
            continue
        found[storey][name] = system
        for used in system.uses:
            of: Storey = "blocks" if used in names["blocks"] else "systems"
            if used in names[of]:
                pending.append((of, used))
            else:
                every = [*names["blocks"], *names["systems"]]
                file = f"{storey}/{name}/system.py"
                mistakes.append(Mistake(file, "uses", unknown(used, every, "block or system")))
    installed = Installed(blocks=_in_order(found["blocks"]), systems=_in_order(found["systems"]))
    return installed, [*mistakes, *_doubled(found), *_unreadable(installed)]


def folder_of(owner: System) -> Path:
    """Return the folder of a block or a system that was loaded."""
    folder = _folder("blocks", owner.name) or _folder("systems", owner.name)
    assert folder is not None
    return folder


def file_of(owner: System, name: str) -> str:
    """Return the file `name` of an owner as people know it: "systems/pets/words.toml"."""
    storey = "blocks" if _folder("blocks", owner.name) else "systems"
    return f"{storey}/{owner.name}/{name}"


def declared_roles() -> frozenset[str]:
    """Return the names of all roles of every folder that can be loaded, installed or not."""
    found = (_read(storey, name, []) for storey in _ROOTS for name in folders(storey))
    return frozenset(role.name for owner in found if owner for role in owner.roles)


def _folder(storey: Storey, name: str) -> Path | None:
    """Return what `folders` has under `name`; to look into all of them takes longer."""
    places = (Path(root) / name for root in _ROOTS[storey])
    return next((place for place in places if (place / "system.py").exists()), None)


def _chosen(only: Iterable[str] | None, known: Iterable[str]) -> Iterator[str]:
    if only is not None:
        yield from only
    elif CHOICE in os.environ:
        yield from filter(None, (name.strip() for name in os.environ[CHOICE].split(",")))
    else:
        yield from known


def _module(storey: Storey, name: str) -> object:
    return importlib.import_module(f"actors.{storey}.{name}.system").SYSTEM


def _read(storey: Storey, name: str, mistakes: list[Mistake]) -> System | None:
    file = f"{storey}/{name}/system.py"
    try:
        system = _module(storey, name)
    except Exception as error:  # a system's own code: whatever it raises is its mistake
        mistakes.append(Mistake(file, "", f"{type(error).__name__}: {error}"))
        return None
    if not isinstance(system, System) or system.name != name:
        mistakes.append(Mistake(file, "SYSTEM", f"it is no System called {name!r}"))
        return None
    return system


def _doubled(found: Mapping[Storey, Mapping[str, System]]) -> Iterator[Mistake]:
    """Yield what two owners declare under one name."""
    for what in _DECLARED:
        owners: dict[str, str] = {}
        for storey, systems in found.items():
            for system in systems.values():
                file = f"{storey}/{system.name}/system.py"
                for declared in getattr(system, what):
                    name = declared if isinstance(declared, str) else declared.name
                    if name in owners:
                        yield Mistake(file, what, f"{owners[name]} declares {name!r}, too")
                    owners[name] = file
    for name in found["blocks"].keys() & found["systems"].keys():
        yield Mistake(f"systems/{name}/system.py", "SYSTEM", "a block has this name")


def _unreadable(installed: Installed) -> Iterator[Mistake]:
    """Yield roles of accounts that nobody can open, and numbers that nobody can write."""
    accounts = {kind.name for owner in installed.owners for kind in owner.account_kinds}
    for owner in installed.owners:
        file = file_of(owner, "system.py")
        for role in owner.roles:
            if role.of != _NOBODY and role.of not in accounts:
                rule = unknown(role.of, accounts, "kind of account")
                yield Mistake(file, f"roles.{role.name}", rule)
        for series in owner.series:
            try:
                series.pattern.format(n=1, year=2026, day="20261129", scope="")
            except (IndexError, KeyError, ValueError) as error:
                rule = f"its pattern cannot be filled: {error!r}"
                yield Mistake(file, f"series.{series.name}", rule)


def _in_order(systems: Mapping[str, System]) -> dict[str, System]:
    """Return `systems` by name, each after those that it uses."""
    ordered: dict[str, System] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in ordered or name in above:
            return
        for used in systems[name].uses:
            if used in systems:
                add(used, (*above, name))
        ordered[name] = systems[name]

    for name in sorted(systems):
        add(name, ())
    return ordered
