"""Tables of the sample city, as CSV: no personal data. Pure; of the same library the same bytes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.library import Library


def divisions(library: Library) -> bytes:
    """Return the divisions of the city (行政区划)."""
    places = library[Organisation].places
    return _csv(
        ("代码", "名称", "英文名称", "级别", "上级代码"),
        (
            (each.code, each.title.zh, each.title.en, each.level, each.superior)
            for each in (places[code] for code in sorted(places))
        ),
    )


def holidays(library: Library) -> bytes:
    """Return the days off and the days worked in their place (节假日安排) of published notices."""
    days = [
        (day.isoformat(), year.year, sort)
        for year in library[Calendar].years
        if year.published
        for sort, of in (("放假", year.closed), ("上班", year.made_up))
        for day in of
    ]
    return _csv(("日期", "年份", "安排"), sorted(days))


def units(library: Library) -> bytes:
    """Return the units of the city, and where people find them (机构名录)."""
    found = library[Organisation].units
    return _csv(
        ("机构编码", "机构名称", "地址", "电话"),
        (
            (unit.code, unit.title.zh, unit.address.zh if unit.address else "", unit.phone)
            for unit in (found[code] for code in sorted(found))
        ),
    )


def by_digest(library: Library) -> Mapping[str, bytes]:
    """Return every table by the digest of its content."""
    return {digest_of(each): each for each in (make(library) for make in TABLES)}


def digest_of(content: bytes) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(content).hexdigest()


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    lines = (head, *rows)
    return "".join(",".join(map(_cell, line)) + "\r\n" for line in lines).encode()


def _cell(value: object) -> str:
    return '"' + str(value).replace('"', '""') + '"'


TABLES = (divisions, holidays, units)
