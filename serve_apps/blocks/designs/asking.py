"""The forms of a design: what they choose from, and what stands in them before somebody types."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD
from actors.blocks.designs.content import current_statements, system_of
from actors.blocks.designs.elements import DataElements
from actors.blocks.designs.flow_editing import steps_of
from actors.blocks.designs.form_editing import sent_of
from actors.blocks.designs.parts import AskedMaterial, FormPage, Tab
from actors.blocks.designs.records import DESIGN, ItemDesign
from actors.blocks.documents.template import Papers
from actors.blocks.forms.layout import Field
from actors.blocks.organisation.units import Organisation
from actors.blocks.retention.classes import RetentionClasses
from actors.kernel.identifiers import KINDS
from actors.kernel.system import Installed
from actors.kernel.words import Title
from serve_apps.front.language import translations
from serve_apps.front.words import known_word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Asking

Choice = Iterable[tuple[str, str]]
Values = Mapping[str, Any]

COMMANDS: Mapping[Tab, tuple[str, ...]] = {
    "item": ("DescribeItem",),
    "form": ("AddElements", "ArrangePages", "SetMaterials"),
    "flow": ("SetFlow",),
    "limits": ("SetLimits",),
    "output": ("SetResult",),
    "fee": ("SetFee",),
    "tests": (),
}
"""What each tab is edited by, beside what its own page draws."""


def _units(asking: Asking) -> Choice:
    units = asking.services.library[Organisation].units
    return [(code, unit.title[asking.language]) for code, unit in sorted(units.items())]


def _step_units(asking: Asking) -> Choice:
    lead = translations(asking.language).gettext("牵头部门")
    return [(LEAD, lead), *_units(asking)]


def _systems(asking: Asking) -> Choice:
    library = asking.services.library
    for name, system in sorted(library[Installed].systems.items()):
        if system_of({"system": name}, library) is not None:
            yield name, system.title[asking.language]


def _themes(asking: Asking) -> Choice:
    themes = asking.services.library[Catalogue].themes
    return [(code, title[asking.language]) for code, title in sorted(themes.items())]


def _statements(asking: Asking) -> Choice:
    known = current_statements(asking.services.library)
    return [(name, each.title[asking.language]) for name, each in sorted(known.items())]


def _retention(asking: Asking) -> Choice:
    classes = asking.services.library[RetentionClasses].classes
    return [(each.name, each.title[asking.language]) for each in classes]


def _papers(asking: Asking) -> Choice:
    papers = asking.services.library[Papers].current()
    holding = (each for each in papers if any(f.name == "holder" for f in each.fields))
    return [(each.name, each.title[asking.language]) for each in holding]


def _roles(asking: Asking) -> Choice:
    staff = asking.services.library[Organisation].staff.values()
    roles = sorted({role for member in staff for role in member.roles if member.unit})
    return [(role, known_word(f"roles.{role}", asking.language) or role) for role in roles]


def _elements(asking: Asking) -> Choice:
    return [
        (each.code, each.title[asking.language])
        for each in asking.services.library[DataElements].elements.values()
        if each.code not in _names(asking.state)
    ]


def _pages(asking: Asking) -> Choice:
    for number, page in enumerate(asking.state.content["sections"], 1):
        yield str(number), f"{number} {page['title'][asking.language]}"


def _fields(asking: Asking) -> Choice:
    for page in asking.state.content["sections"]:
        for field in page["fields"]:
            yield field["name"], field["title"][asking.language] or field["name"]


def _widgets(asking: Asking) -> Choice:
    for widget in get_args(get_type_hints(Field)["widget"]):
        word = known_word(f"{DESIGN}.choices.widget.{widget}", asking.language)
        yield widget, word or widget


def _checks(asking: Asking) -> Choice:
    for kind in sorted(KINDS):
        yield kind, known_word(f"{DESIGN}.choices.check.{kind}", asking.language) or kind


ACTING = Acting(
    kind=DESIGN,
    choices={
        "BeginDesign.unit": _units,
        "BeginDesign.system": _systems,
        "DescribeItem.unit": _units,
        "DescribeItem.theme": _themes,
        "DescribeItem.statement": _statements,
        "DescribeItem.retention": _retention,
        "SetFlow.steps.unit": _step_units,
        "SetFlow.steps.role": _roles,
        "SetResult.paper": _papers,
        "SetResult.shows": _fields,
        "AddElements.elements": _elements,
        "AddElements.page": _pages,
        "SetField.page": _pages,
        "SetField.widget": _widgets,
        "SetField.check": _checks,
        "SetField.shown_if": _fields,
    },
    left_out=("TakeContent",),
)


def _names(state: ItemDesign) -> frozenset[str]:
    fields = (field for page in state.content["sections"] for field in page["fields"])
    return frozenset(field["name"] for field in fields)


def _titled(said: Mapping[str, str] | None) -> Title | None:
    return Title(said["zh"], said["en"]) if said else None


def _described(content: Values) -> Values:
    conditions = tuple(_titled(each) for each in content.get("conditions", ()))
    titles = {name: _titled(content[name]) for name in ("title", "summary")}
    return {**content, **titles, "conditions": conditions}


def _arranged(content: Values) -> Values:
    pages = (
        FormPage(page["title"]["zh"], page["title"]["en"], number)
        for number, page in enumerate(content["sections"], 1)
    )
    return {"pages": tuple(pages)}


def _materials(content: Values) -> Values:
    several = (msgspec.convert(each, AskedMaterial) for each in content["materials"])
    return {"materials": tuple(several)}


def _flow(content: Values) -> Values:
    flow = content["flow"]
    return {"title": _titled(flow["title"]), "steps": tuple(steps_of(flow))}


def _limits(content: Values) -> Values:
    beside = ("special", "deemed_acceptance", "two_persons")
    return {**content["limits"], **{name: content[name] for name in beside}}


def _result(content: Values) -> Values:
    result = content.get("result")
    if not result:
        return {}
    return {**result, "licence": result["kind"], "title": _titled(result["title"])}


def _fee(content: Values) -> Values:
    return {
        "fee_fen": content["fee_fen"],
        "basis": content["fee_basis"],
        "exemption": _titled(content["fee_exemption"]),
    }


_WRITTEN: Mapping[str, Callable[[Values], Values]] = {
    "DescribeItem": _described,
    "ArrangePages": _arranged,
    "SetMaterials": _materials,
    "SetFlow": _flow,
    "SetLimits": _limits,
    "SetResult": _result,
    "SetFee": _fee,
}


def values_of(command: str, state: ItemDesign, field: str = "") -> Values:
    """Return what stands in the form of `command`, by its fields; `field` is the one whose page it
    is, "" for a new one."""
    if command == "SetField":
        if field:
            return sent_of(state.content, field)
        return {"page": len(state.content["sections"]), "required": True}
    write = _WRITTEN.get(command)
    return write(state.content) if write and state.content else {}
