"""Makes the kinds and views that owners declare, and tells of those that cannot be made."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from actors import scan
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.restricting import restrictable, unlisting
from actors.kernel.system import Installed, System
from actors.kernel.view import View

T = TypeVar("T", EntityKind[Any], View)
Owned = dict[str, tuple[System, T]]
"""By name, each with its owner."""


def kinds(library: Library, mistakes: list[Mistake]) -> Owned[EntityKind[Any]]:
    """Return the entity kinds that can be made, those that are ever destroyed with what restricts
    them; what is wrong is added to `mistakes`."""
    made, kept = _made(library, "kinds", mistakes), library[Installed].kept()
    for name, (owner, kind) in made.items():
        if name not in kept or not kept[name].goes:
            continue
        try:
            made[name] = owner, restrictable(kind, kept[name].over_since)
        except ValueError as error:
            mistakes.append(Mistake(scan.file_of(owner, "system.py"), f"kept.{name}", str(error)))
    return made


def views(library: Library, mistakes: list[Mistake]) -> Owned[View]:
    """Return the views that can be made, without rows of what is restricted; what is wrong is added
    to `mistakes`."""
    made = _made(library, "views", mistakes)
    return {name: (owner, unlisting(view)) for name, (owner, view) in made.items()}


def _made(library: Library, what: str, mistakes: list[Mistake]) -> dict[str, tuple[System, Any]]:
    found: dict[str, tuple[System, Any]] = {}
    for owner in library[Installed].owners:
        file = scan.file_of(owner, "system.py")
        for number, declared in enumerate(getattr(owner, what)):
            try:
                made = _make(declared, library)
            except Mistakes as error:
                mistakes += error.mistakes
                continue
            except Exception as error:  # an owner's own code: whatever it raises is its mistake
                rule = f"{type(error).__name__}: {error}"
                mistakes.append(Mistake(file, f"{what}[{number}]", rule))
                continue
            if made.name in found:
                other = scan.file_of(found[made.name][0], "system.py")
                mistakes.append(Mistake(file, f"{what}.{made.name}", f"{other} has it, too"))
            found[made.name] = (owner, made)
    return found


def _make(declared: T | Callable[[Library], T], library: Library) -> T:
    return declared(library) if callable(declared) else cast(T, declared)
