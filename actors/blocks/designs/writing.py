"""What authors do with a draft: begin it, fill in its tabs, throw it away."""

from collections.abc import Callable
from typing import Any

import msgspec

from actors.blocks.cases.bpmn.graph import LeftOut, UnreadableModel
from actors.blocks.cases.bpmn.reading import read_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.parse_items import CODE
from actors.blocks.designs import commands as c
from actors.blocks.designs import form_editing
from actors.blocks.designs import records as r
from actors.blocks.designs.bundle import content_faults
from actors.blocks.designs.content import blank, of_item, system_of
from actors.blocks.designs.elements import DataElements
from actors.blocks.designs.field_editing import made_field
from actors.blocks.designs.flow_editing import flow_of
from actors.blocks.designs.lanes import units_by_lane
from actors.blocks.designs.parts import Tab
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn

Turning = Turn[r.ItemDesign]
Parts = dict[str, Any]


def begin(turn: Turning, command: c.BeginDesign, library: Library) -> None:
    """Begin an item that there is not yet.

    Raises:
        Refusal: the code is none or has an item, or the system or unit is unknown.
    """
    faults: list[Reason] = []
    if not CODE.fullmatch(turn.id):
        faults.append(Reason("item_design.code", "/code"))
    if any(code == turn.id for code, _ in library[Catalogue].items):
        faults.append(Reason("item_design.code_taken", "/code"))
    if system_of({"system": command.system}, library) is None:
        faults.append(Reason("item_design.unknown_system", "/system"))
    if command.unit not in library[Organisation].units:
        faults.append(Reason("item_design.unknown_unit", "/unit", {"unit": command.unit}))
    if faults:
        raise Refusal(*faults)
    content = blank(turn.id, command.title, command.system, command.unit, library)
    turn.emit(r.DesignBegun(at=turn.now, by=turn.by.id, content=content))


def revise(turn: Turning, command: c.ReviseDesign, library: Library) -> None:
    """Begin a draft from a version of the item; from an earlier one to roll back to it.

    Raises:
        Refusal: there is no such item or version, or it was retired.
    """
    catalogue, state = library[Catalogue], turn.state
    item = catalogue.item(turn.id, command.version or None)
    if turn.id in catalogue.retired:
        raise Refusal(Reason("item_design.retired"), kind="not_now")
    latest = catalogue.item(turn.id).version
    known = next((each for each in state.versions if each.number == item.version), None)
    beside = {"scenarios": list(known.scenarios) if known else [], "replaces": []}
    content = of_item(item, beside)
    turn.emit(r.DesignBegun(at=turn.now, by=turn.by.id, content=content, base=latest))


def discard(turn: Turning, command: c.DiscardDraft, library: Library) -> None:
    """Throw the draft away."""
    turn.emit(r.DraftDiscarded(at=turn.now, by=turn.by.id))


def describe(turn: Turning, command: c.DescribeItem, library: Library) -> None:
    """Tab "item"."""
    said: Parts = msgspec.to_builtins(command)
    del said["type"]
    _change(turn, "item", said)


def arrange(turn: Turning, command: c.ArrangePages, library: Library) -> None:
    """Tab "form": the pages."""
    _change(turn, "form", form_editing.arranged(turn.state.content, command.pages))


def add_elements(turn: Turning, command: c.AddElements, library: Library) -> None:
    """Tab "form": standard data elements.

    Raises:
        Refusal: nothing was chosen, or an element or the page is unknown.
    """
    known = library[DataElements].elements
    faults = [
        Reason("item_design.unknown_element", "/elements", {"name": code})
        for code in command.elements
        if code not in known
    ]
    if faults or not command.elements:
        raise Refusal(*(faults or [Reason("form.required", "/elements")]))
    chosen = [known[code] for code in command.elements]
    _change(turn, "form", form_editing.with_elements(turn.state.content, chosen, command.page))


def set_field(turn: Turning, command: c.SetField, library: Library) -> None:
    """Tab "form": a field."""
    made = made_field(command)
    _change(turn, "form", form_editing.with_field(turn.state.content, made, command.page))


def move_field(turn: Turning, command: c.MoveField, library: Library) -> None:
    """Tab "form": the order."""
    _change(turn, "form", form_editing.moved(turn.state.content, command.name))


def remove_field(turn: Turning, command: c.RemoveField, library: Library) -> None:
    """Tab "form": a field goes."""
    _change(turn, "form", form_editing.without_field(turn.state.content, command.name))


def set_materials(turn: Turning, command: c.SetMaterials, library: Library) -> None:
    """Tab "form": the materials; what this asks nothing of stays as it was."""
    was = {each["name"]: each for each in turn.state.content["materials"]}
    materials = [
        {**was.get(each.name, {}), **msgspec.to_builtins(each)} for each in command.materials
    ]
    _change(turn, "form", {"materials": materials})


def set_flow(turn: Turning, command: c.SetFlow, library: Library) -> None:
    """Tab "flow", as a table."""
    was = turn.state.content["flow"]
    flow = flow_of(was["name"], command.title, command.steps)
    ends = {each["name"]: each.get("on_objection") for each in was["stages"]}
    for stage in flow["stages"]:
        if ends.get(stage["name"]):
            stage["on_objection"] = ends[stage["name"]]
    _change(turn, "flow", {"flow": flow})


def draw_flow(turn: Turning, command: c.DrawFlow, library: Library) -> None:
    """Tab "flow", as drawn: what a flow can hold of it is kept, the rest is named.

    Raises:
        Refusal: it is no BPMN 2.0 that can be read, or no flow comes of it.
    """
    try:
        lanes = units_by_lane(library, turn.state.content["unit"])
        reading = read_bpmn(command.model.encode(), lanes)
    except UnreadableModel as error:
        raise Refusal(Reason(error.rule, "/model")) from error
    flow = {**reading.document, "name": turn.state.content["flow"]["name"]}
    for stage in flow["stages"]:
        stage.setdefault("then", [])
    try:
        msgspec.convert({**turn.state.content, **_bare(turn.id), "flow": flow}, ServiceItem)
    except msgspec.ValidationError as error:
        facts = {"error": str(error)[:200]}
        raise Refusal(Reason("item_design.no_flow_drawn", "/model", facts)) from error
    _change(turn, "flow", {"flow": flow}, reading.left_out)


def set_limits(turn: Turning, command: c.SetLimits, library: Library) -> None:
    """Tab "limits"."""
    said: Parts = msgspec.to_builtins(command)
    del said["type"]
    beside = {name: said.pop(name) for name in ("special", "deemed_acceptance", "two_persons")}
    _change(turn, "limits", {"limits": said, **beside})


def set_result(turn: Turning, command: c.SetResult, library: Library) -> None:
    """Tab "output"."""
    result: Parts | None = None
    if command.paper:
        title = command.title or turn.state.content["title"]
        result = {
            "kind": command.licence,
            "title": msgspec.to_builtins(title),
            "valid_years": command.valid_years,
            "paper": command.paper,
            "shows": list(command.shows),
        }
    _change(turn, "output", {"result": result})


def set_fee(turn: Turning, command: c.SetFee, library: Library) -> None:
    """Tab "fee"."""
    exemption = command.exemption
    if exemption is not None and not (exemption.zh.strip() or exemption.en.strip()):
        exemption = None
    said = {
        "fee_fen": command.fee_fen,
        "fee_basis": command.basis.strip(),
        "fee_exemption": msgspec.to_builtins(exemption),
    }
    _change(turn, "fee", said)


def take(turn: Turning, command: c.TakeContent, library: Library) -> None:
    """Take the whole content.

    Raises:
        Refusal: it has not the shape of one; every fault with its path.
    """
    faults = content_faults(command.content)
    if faults:
        raise Refusal(*faults)
    turn.emit(r.ContentTaken(at=turn.now, by=turn.by.id, content=command.content))


def _bare(code: str) -> Parts:
    return {"code": code, "version": 1, "statement": None}


def _change(turn: Turning, tab: Tab, parts: Parts, left_out: tuple[LeftOut, ...] = ()) -> None:
    """Record what is other than it was; nothing, if nothing is."""
    content = turn.state.content
    changed = {name: part for name, part in parts.items() if content.get(name) != part}
    if changed:
        turn.emit(
            r.ContentChanged(at=turn.now, by=turn.by.id, tab=tab, parts=changed, left_out=left_out)
        )


HANDLERS: dict[type, Callable[[Turning, Any, Library], None]] = {
    c.BeginDesign: begin,
    c.ReviseDesign: revise,
    c.DescribeItem: describe,
    c.ArrangePages: arrange,
    c.AddElements: add_elements,
    c.SetField: set_field,
    c.MoveField: move_field,
    c.RemoveField: remove_field,
    c.SetMaterials: set_materials,
    c.SetFlow: set_flow,
    c.DrawFlow: draw_flow,
    c.SetLimits: set_limits,
    c.SetResult: set_result,
    c.SetFee: set_fee,
    c.TakeContent: take,
    c.DiscardDraft: discard,
}
