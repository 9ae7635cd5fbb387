"""Departments' own approval systems (部门审批系统): which there are, and for which cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from actors.kernel.identity import Identity
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, repeated
from actors.kernel.words import Title

DEPARTMENT = "department"  # the kind of identity that such a system acts as


class DepartmentSystem(msgspec.Struct, frozen=True, kw_only=True):
    """A system in which the unit `unit` works on cases of `items`, codes. `name` is that of the
    outside party; what it reports is carried out in the `roles` of the unit's staff."""

    name: str
    title: Title
    unit: str
    items: tuple[str, ...]
    roles: tuple[str, ...]

    def identity(self, officer: str = "") -> Identity:
        """Return as whom it acts: for the officer with the code `officer` there, "" where it names
        none. Two officers are two persons."""
        name = f"{self.name}~{officer}" if officer else self.name
        return Identity(f"{DEPARTMENT}:{name}", self.roles, self.unit)


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """A register (登记库) outside, by the name of the party: it is asked what an item wants
    confirmed."""

    name: str
    title: Title


@dataclass(frozen=True)
class Departments:
    """The systems and registers of this deployment."""

    systems: tuple[DepartmentSystem, ...]
    registers: tuple[Register, ...] = ()

    def find(self, name: str) -> DepartmentSystem | None:
        """Return the system called `name`, None if there is none."""
        return next((each for each in self.systems if each.name == name), None)

    def of_item(self, code: str) -> tuple[DepartmentSystem, ...]:
        """Return the systems that cases of the item `code` are told to."""
        return tuple(each for each in self.systems if code in each.items)


class _Document(msgspec.Struct, frozen=True):
    systems: tuple[DepartmentSystem, ...] = ()
    registers: tuple[Register, ...] = ()


def read_departments(folder: Path) -> tuple[Departments | None, list[Mistake]]:
    """Read `departments.toml` of `folder`, and return everything that is wrong with it."""
    file = f"{folder.name}/departments.toml"
    try:
        document = msgspec.toml.decode((folder / "departments.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, _Document, file)
    if found is None:
        return None, mistakes
    mistakes += (Mistake(file, place, rule) for place, rule in _faults(found))
    return Departments(found.systems, found.registers), mistakes


def said_to_be_from(by: Identity, system: str) -> bool:
    """Tell whether `by` is the department's system called `system`, or an officer of it."""
    kind, _, name = by.id.partition(":")
    return kind == DEPARTMENT and name.partition("~")[0] == system


def _faults(document: _Document) -> Iterator[tuple[str, str]]:
    names = [each.name for each in (*document.systems, *document.registers)]
    for name in repeated(names):
        yield "systems", f"two are called {name}"
    for number, each in enumerate(document.systems):
        place = f"systems[{number}]"
        if not NAME.fullmatch(each.name) or len(each.name) > 40:
            yield f"{place}.name", "a name is of small letters, digits and _, 40 at most"
        if not each.items:
            yield f"{place}.items", "names the items whose cases it works on"
        if not each.roles:
            yield f"{place}.roles", "says in which roles its reports are carried out"
