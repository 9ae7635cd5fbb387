"""The content of a design: what a service item says, as a document that is edited part by part.

It has the shape of `ServiceItem` at all times, however unfinished it is, with the statement by its
name; beside it stand `scenarios`, which it is tested with, and `replaces`, the items whose place it
takes.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow
from actors.blocks.cases.items import ServiceItem, TimeLimits
from actors.blocks.cases.parse_flows import read_flow
from actors.blocks.cases.parse_items import read_item
from actors.blocks.cases.statement import Statement
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake
from actors.kernel.system import Installed, System
from actors.kernel.words import Title

Content = dict[str, Any]
BESIDE = ("scenarios", "replaces")
"""Parts of a content that are no part of the item."""

_USUAL = "general"  # the statement that most items have
_SERIAL = 12  # digits that end an implementation code
_NOT_KEPT = ("code", "version")  # the design and its publication say them
_FORM: Content = {"type": "object", "additionalProperties": False, "required": [], "properties": {}}


def blank(code: str, title: Title, system: str, unit: str, library: Library) -> Content:
    """Return the content of an item that says nothing but its `title` and who handles it."""
    name = code.lower().replace("-", "_")
    statements = sorted(current_statements(library), key=lambda known: known != _USUAL)
    item = ServiceItem(
        code=code,
        version=1,
        system=system,
        implementation_code=_free_implementation_code(unit, library),
        title=title,
        summary=Title("", ""),
        kind="public_service",
        audience=("natural",),
        handling="promised",
        unit=unit,
        theme="",
        legal_basis=(),
        limits=TimeLimits(statutory=20, promised=10),
        flow=Flow(name=name, title=title, stages=()),
        form=_FORM,
        sections=(),
        retention="ordinary",
    )
    content = content_of(item)
    content["sections"] = [{"title": msgspec.to_builtins(title), "fields": []}]
    content["statement"] = statements[0] if statements else ""
    return content


def _free_implementation_code(unit: str, library: Library) -> str:
    """Return the implementation code after the last of those that `unit` has; "" if it has none."""
    known = {item.implementation_code: item.unit for item in library[Catalogue].items.values()}
    own = [code for code, of in known.items() if of == unit]
    if not own:
        return ""
    start, digits = max(own)[:-_SERIAL], int(max(own)[-_SERIAL:])
    while (code := f"{start}{digits:0{_SERIAL}}") in known:
        digits += 1
    return code


def content_of(item: ServiceItem) -> Content:
    """Return the content that says what `item` says."""
    said: Content = msgspec.json.decode(msgspec.json.encode(item))  # lists, as it is kept
    content = {name: part for name, part in said.items() if name not in _NOT_KEPT}
    content["statement"] = item.statement.name if item.statement else ""
    return content | {"scenarios": [], "replaces": []}


def current_statements(library: Library) -> dict[str, Statement]:
    """Return what people are told of their data, each in its latest version, by name."""
    known = library[Catalogue].statements.values()
    return {each.name: each for each in sorted(known, key=lambda each: each.version)}


def next_version(code: str, library: Library) -> int:
    """Return the number that the next version of an item will have."""
    versions = (version for known, version in library[Catalogue].items if known == code)
    return max(versions, default=0) + 1


def system_of(content: Mapping[str, Any], library: Library) -> System | None:
    """Return the system that an item belongs to, None if it is none that has items."""
    system = library[Installed].systems.get(str(content.get("system", "")))
    return system if system is not None and "cases" in system.uses else None


def systems_with_items(library: Library) -> tuple[str, ...]:
    """Return the names of the systems that can have items, in the order of the alphabet."""
    systems = library[Installed].systems
    return tuple(sorted(name for name, each in systems.items() if "cases" in each.uses))


def read_content(
    content: Mapping[str, Any], code: str, version: int, library: Library
) -> tuple[ServiceItem | None, list[Mistake]]:
    """Return the item that `content` is in `version`, None if it has not even the shape of one, and
    everything that is wrong with it by itself; places are those of the content."""
    mistakes: list[Mistake] = []
    said = {name: part for name, part in content.items() if name not in BESIDE}
    system = system_of(content, library)
    if system is None:
        mistakes.append(Mistake("", "system", "unknown system"))
    organisation, installed = library[Organisation], library[Installed]
    drawn = content.get("flow")
    document = _document(drawn)
    flow, found = read_flow(document, file="", units=organisation.units, roles=installed.roles())
    mistakes += (Mistake("", f"flow.{each.place}".rstrip("."), each.rule) for each in found)
    said |= {"code": code, "version": version, "flow": flow.name if flow else ""}
    said.pop("system", None)
    item, found = read_item(
        said,
        file="",
        system=system or System(name="", title=Title("", "")),
        flows={flow.name: flow} if flow else {},
        units=organisation.units,
        themes=library[Catalogue].themes,
        statements=current_statements(library),
    )
    unread = () if flow else ("flow",)  # what is wrong with it is said above
    mistakes += (each for each in found if each.place not in unread)
    return item, mistakes


def _document(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def of_item(item: ServiceItem, content: Mapping[str, Any]) -> Content:
    """Return the content of `item`, with what stands beside it in `content`."""
    return content_of(item) | {name: content.get(name, []) for name in BESIDE}
