"""Reads the city: where and who. Every mistake of every file is reported at once."""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import msgspec

from actors.blocks.cases.state import Applicant
from actors.blocks.organisation.units import OrgUnit, Place, StaffMember
from actors.kernel.mistakes import Mistake, unknown
from actors.kernel.shape import read
from actors.kernel.system import Role
from actors.kernel.words import Title

FOLDER = Path(__file__).parent
_LEVEL_ABOVE = {"district": "city", "town": "district", "village": "town"}
T = TypeVar("T", bound=msgspec.Struct)


class DemoApplicant(msgspec.Struct, frozen=True, kw_only=True):
    """An invented person or company to try the platform with (示例申请人).

    `id_type` and `id_number` as in `Applicant`; `representative` is the account of a company's
    legal representative (法定代表人). `roles` are what somebody is besides a resident, at `unit`.
    """

    account: str
    kind: Literal["natural", "legal"]
    name: Title
    id_type: Literal["resident_id", "credit_code"]
    id_number: str
    phone: str
    place: str
    representative: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""

    @property
    def applicant(self) -> Applicant:
        """The same one as an application names people."""
        return Applicant(
            kind=self.kind,
            name=self.name.zh,
            id_type=self.id_type,
            id_number=self.id_number,
            phone=self.phone,
            account=self.account,
        )


class Kiosk(msgspec.Struct, frozen=True, kw_only=True):
    """A self-service terminal (自助终端) that the city has set up; `unit` looks after it."""

    id: str
    title: Title
    place: str
    unit: str


class CityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What `city.toml` says. `implementation_code` is the pattern of the codes of items here,
    `themes` (主题) are what the service guide is sorted by, `life_events` (人生大事) what happens
    in the lives of people and firms, in the order in which it is shown."""

    code: str
    title: Title
    hall: Title
    implementation_code: str
    themes: dict[str, Title]
    life_events: dict[str, Title] = {}


@dataclass(frozen=True, kw_only=True)
class City:
    """One city's data: places, units and staff by code and account, the rest in file order."""

    facts: CityFacts
    places: Mapping[str, Place]
    units: Mapping[str, OrgUnit]
    staff: Mapping[str, StaffMember]
    applicants: tuple[DemoApplicant, ...]
    kiosks: tuple[Kiosk, ...]


def read_city(
    folder: Path,
    *,
    roles: Mapping[str, Role],
    elsewhere: Collection[str] = (),
    beside: Sequence[Path] = (),
) -> tuple[City | None, list[Mistake]]:
    """Read the city in `folder` as far as it goes, with everything that is wrong with it. There is
    no city when `city.toml` itself cannot be used.

    `roles` are those that staff may hold; roles of `elsewhere` belong to what is not installed, and
    are left out, as is who has no other. `beside` are folders whose units, staff and residents
    join those of the city: what systems bring along.
    """
    mistakes: list[Mistake] = []
    folders = [folder, *(each for each in beside if each.is_dir())]
    places = _unique(_places(folder / "places.csv", mistakes), lambda p: p.code, mistakes)
    files: dict[str, str] = {}
    units = _unique(_rows(folders, "units", OrgUnit, mistakes), lambda u: u.code, mistakes, files)
    everybody = _unique(
        _rows(folders, "staff", StaffMember, mistakes), lambda s: s.account, mistakes, files
    )
    staff = {
        account: msgspec.structs.replace(member, roles=kept)
        for account, member in everybody.items()
        if (kept := tuple(role for role in member.roles if role not in elsewhere))
    }
    people = _unique(
        _rows(folders, "residents", DemoApplicant, mistakes), lambda r: r.account, mistakes, files
    )
    kiosks = _unique(_rows(folders, "terminals", Kiosk, mistakes), lambda k: k.id, mistakes, files)
    document = _document(folder / "city.toml", "city.toml", mistakes)
    facts = _convert(document, CityFacts, "city.toml", "", mistakes) if document else None
    mistakes += _unknown_references(facts, places, units, staff, people, kiosks, roles, files)
    if facts is None:
        return None, mistakes
    city = City(
        facts=facts,
        places=places,
        units=units,
        staff=staff,
        applicants=tuple(people.values()),
        kiosks=tuple(kiosks.values()),
    )
    return city, mistakes


def _unknown_references(
    facts: CityFacts | None,
    places: Mapping[str, Place],
    units: Mapping[str, OrgUnit],
    staff: Mapping[str, StaffMember],
    people: Mapping[str, DemoApplicant],
    kiosks: Mapping[str, Kiosk],
    roles: Mapping[str, Role],
    files: Mapping[str, str],
) -> Iterable[Mistake]:
    if facts:
        yield from _named("city.toml", "code", facts.code, places, "place")
        try:
            re.compile(facts.implementation_code)
        except re.error as error:
            yield Mistake("city.toml", "implementation_code", f"it is no pattern: {error}")
    for place in places.values():
        above = places.get(place.superior)
        if place.level in _LEVEL_ABOVE and (
            above is None or above.level != _LEVEL_ABOVE[place.level]
        ):
            yield Mistake(
                "places.csv", place.code, f"there is no {_LEVEL_ABOVE[place.level]} above"
            )
        elif above and not place.code.startswith(above.code.rstrip("0")):
            yield Mistake("places.csv", place.code, f"its code does not begin like {above.code}")
    for unit in units.values():
        yield from _named(files["units.toml:" + unit.code], unit.code, unit.place, places, "place")
        if unit.superior:
            yield from _named(
                files["units.toml:" + unit.code], unit.code, unit.superior, units, "unit"
            )
    for member in staff.values():
        yield from _named(
            files["staff.toml:" + member.account], member.account, member.unit, units, "unit"
        )
        held = [role.name for role in roles.values() if role.of == "staff"]
        for role in member.roles:
            if role not in held:
                yield Mistake(
                    files["staff.toml:" + member.account],
                    member.account,
                    unknown(role, held, "role of staff"),
                )
    for person in people.values():
        yield from _named(
            files["residents.toml:" + person.account], person.account, person.place, places, "place"
        )
        if person.representative:
            yield from _named(
                files["residents.toml:" + person.account],
                person.account,
                person.representative,
                people,
                "account",
            )
        file = files["residents.toml:" + person.account]
        if person.unit:
            yield from _named(file, person.account, person.unit, units, "unit")
        offered = [role.name for role in roles.values() if role.of == "resident"]
        for role in person.roles:
            if role not in offered:
                yield Mistake(file, person.account, unknown(role, offered, "role of residents"))
        if person.account in staff:
            yield Mistake(
                file,
                person.account,
                "a member of staff has this account",
            )
    for kiosk in kiosks.values():
        yield from _named(
            files["terminals.toml:" + kiosk.id], kiosk.id, kiosk.place, places, "place"
        )
        yield from _named(files["terminals.toml:" + kiosk.id], kiosk.id, kiosk.unit, units, "unit")


def _named(
    file: str, place: str, name: str, known: Mapping[str, object], what: str
) -> Iterable[Mistake]:
    if name not in known:
        yield Mistake(file, place, unknown(name, known, what))


def _places(path: Path, mistakes: list[Mistake]) -> Iterable[tuple[str, Place]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            document = {
                "code": row["code"],
                "level": row["level"],
                "superior": row["superior"],
                "title": {"zh": row["zh"], "en": row["en"]},
            }
            place = _convert(document, Place, path.name, row["code"], mistakes)
            if place:
                yield path.name, place


def _rows(
    folders: Iterable[Path], table: str, kind: type[T], mistakes: list[Mistake]
) -> Iterable[tuple[str, T]]:
    """Yield the rows of `[[table]]` in `table.toml` of each folder, each with its file's name. The
    first folder must have the file."""
    for number, folder in enumerate(folders):
        path = folder / f"{table}.toml"
        if number and not path.exists():
            continue
        file = f"{folder.parent.name}/city/{path.name}" if number else path.name
        document = _document(path, file, mistakes)
        rows: Any = document.get(table, []) if document else []
        if document and (set(document) != {table} or not isinstance(rows, list)):
            mistakes.append(Mistake(file, "", f"it holds [[{table}]] and nothing else"))
            continue
        for place, row in enumerate(cast(list[Any], rows), 1):
            value = _convert(row, kind, file, f"{table}[{place}]", mistakes)
            if value is not None:
                yield file, value


def _document(path: Path, file: str, mistakes: list[Mistake]) -> dict[str, Any] | None:
    try:
        return cast(dict[str, Any], msgspec.toml.decode(path.read_bytes()))
    except (OSError, ValueError) as error:
        mistakes.append(Mistake(file, "", str(error)))
        return None


def _convert(
    document: object, kind: type[T], file: str, place: str, mistakes: list[Mistake]
) -> T | None:
    if not isinstance(document, dict):
        mistakes.append(Mistake(file, place, "it is no table"))
        return None
    value, found = read(cast(dict[str, Any], document), kind, file)
    mistakes += (
        Mistake(file, ".".join(filter(None, (place, mistake.place))), mistake.rule)
        for mistake in found
    )
    return value


def _unique(
    rows: Iterable[tuple[str, T]],
    key: Callable[[T], str],
    mistakes: list[Mistake],
    files: dict[str, str] | None = None,
) -> dict[str, T]:
    """Return `rows` by `key`. `files` is told in which file each stands: "staff.toml:an" in
    "pets/city/staff.toml"."""
    found: dict[str, T] = {}
    for file, row in rows:
        if key(row) in found:
            mistakes.append(Mistake(file, key(row), "it stands here twice"))
        found[key(row)] = row
        if files is not None:
            files[f"{file.rpartition('/')[2]}:{key(row)}"] = file
    return found
