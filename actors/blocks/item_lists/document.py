"""The list as a document of JSON: written, read, and held against what is offered. Every fault of
every row is told at once, by its row and its field."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

import msgspec

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.parse_items import element_faults
from actors.blocks.item_lists.elements import (
    Difference,
    Elements,
    differences,
    elements_of,
    fixed_faults,
    with_elements,
)
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.shape import read, repeated, title_faults
from actors.kernel.system import Installed

FORMAT = "implementation-list"
VERSION = 1


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a list: `row` counts from 1, 0 is the document itself; `field` is a path
    in the row ("materials[0].copies"), "" for all of it."""

    row: int
    code: str
    field: str
    rule: str


class ImplementationList(msgspec.Struct, frozen=True, kw_only=True):
    """The document: `format` and `version` say which it is, `items` are its rows."""

    format: str = FORMAT
    version: int = VERSION
    items: tuple[Elements, ...] = ()


def list_of(items: Iterable[ServiceItem]) -> ImplementationList:
    """Return the list of `items`."""
    return ImplementationList(items=tuple(map(elements_of, items)))


def read_list(content: bytes, library: Library) -> tuple[tuple[Elements, ...], list[RowFault]]:
    """Return the rows of a document, as far as they can be read, and everything that is wrong: with
    their shape, with what the platform offers, and among themselves."""
    try:
        document = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        return (), [RowFault(row=0, code="", field="", rule=f"is no JSON: {error}")]
    faults = list(_document_faults(document))
    if faults:
        return (), faults
    rows: list[Elements] = []
    for number, row in enumerate(cast("list[Any]", document["items"]), 1):
        found, wrong = _row(number, row, library)
        faults += wrong
        if found is not None:
            rows.append(found)
    for code in repeated([row.code for row in rows]):
        faults.append(RowFault(row=0, code=code, field="items", rule=f"two rows are of {code}"))
    return tuple(rows), faults


def compared(rows: Iterable[Elements], library: Library) -> tuple[Difference, ...]:
    """Return where `rows` and the items that are offered differ, by code: fields, items that only
    the list has, and items that it has not."""
    offered = {item.code: item for item in library[Catalogue].current_items()}
    found: list[Difference] = []
    listed: set[str] = set()
    for row in rows:
        listed.add(row.code)
        item = offered.get(row.code)
        if item is None:
            found.append(Difference(code=row.code, field="", here=None, there=row.title.zh))
        else:
            found += differences(item, row)
    for code in offered.keys() - listed:
        title = offered[code].title.zh
        found.append(Difference(code=code, field="", here=title, there=None))
    return tuple(sorted(found, key=lambda each: (each.code, each.field)))


def _document_faults(document: Any) -> Iterator[RowFault]:
    said = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    if said.get("format") != FORMAT:
        yield RowFault(row=0, code="", field="format", rule=f'is "{FORMAT}"')
    if said.get("version") != VERSION:
        yield RowFault(row=0, code="", field="version", rule=f"is {VERSION}")
    if not isinstance(said.get("items"), list):
        yield RowFault(row=0, code="", field="items", rule="is a list of rows")
    for key in sorted(said.keys() - {"format", "version", "items"}):
        yield RowFault(row=0, code="", field=key, rule="unknown key")


def _row(number: int, row: Any, library: Library) -> tuple[Elements | None, list[RowFault]]:
    if not isinstance(row, dict):
        return None, [RowFault(row=number, code="", field="", rule="is no object")]
    document = cast("dict[str, Any]", row)
    code = str(document.get("code", ""))
    found, mistakes = read(document, Elements, "")
    wrong = [(mistake.place, mistake.rule) for mistake in mistakes]
    wrong += title_faults(document)
    if found is not None:
        wrong += _misfits(found, library)
    told = dict.fromkeys(wrong)
    return found, [RowFault(row=number, code=code, field=f, rule=rule) for f, rule in told]


def _misfits(row: Elements, library: Library) -> Iterator[tuple[str, str]]:
    catalogue = library[Catalogue]
    item = next((each for each in catalogue.current_items() if each.code == row.code), None)
    if item is None:
        yield "code", "no such item is offered here: its form and flow come first"
        return
    yield from fixed_faults(item, row)
    system = library[Installed].systems[item.system]
    changed = with_elements(item, row, item.version)
    faults = element_faults(changed, system, library[Organisation].units, catalogue.themes, None)
    for place, rule in faults:
        yield place.removeprefix("limits."), rule
