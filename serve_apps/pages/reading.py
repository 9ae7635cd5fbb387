"""Answers and materials as rows to read: for check-your-answers, receipts and officers."""

from collections.abc import Callable, Mapping
from typing import Any

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState, Material
from actors.blocks.files.formats import file_name
from actors.blocks.forms.conditions import holds, is_filled
from actors.blocks.forms.layout import Section
from actors.kernel.identifiers import mask_name, mask_number
from serve_apps.front.language import Language, translations
from serve_apps.pages.answers import PREFIX, shown
from serve_apps.pages.parts import SummaryRow

NO_PICTURES: Mapping[str, str] = {}
_MASKS: Mapping[str, Callable[[str], str]] = {  # by the check of a field, which tells its class
    "person_name": mask_name,
    "resident_id": mask_number,
    "mobile": mask_number,
    "code": mask_number,
}
NOTHING_CHANGED: Mapping[str, Any] = {}


def answer_rows(
    section: Section,
    answers: Mapping[str, Any],
    language: Language,
    change: str = "",
    changed: Mapping[str, Any] = NOTHING_CHANGED,
    masked: bool = False,
) -> list[SummaryRow]:
    """Return the answers of a section; fields that the answers hide are left out. `changed` has
    what a correction changed, as it was before, None where nothing was said. `masked`: names of
    people and numbers of people, accounts and telephones are masked by their class.

    `change` is the address where they can be changed; each row leads to its own field there.
    """
    _ = translations(language).gettext
    rows: list[SummaryRow] = []
    for field in section.fields:
        if not holds(field.visible_if, answers):
            continue
        value = answers.get(field.name)
        cover = _MASKS.get(field.check) if masked else None
        text = shown(field, value, language, _("是"), _("否")) if is_filled(value) else ""
        text = cover(text) if cover else text
        name = PREFIX + field.name
        link = f"{change}?back=check#{name}" if change else ""
        note = ""
        if field.name in changed:
            before = shown(field, changed[field.name], language, _("是"), _("否"))
            before = cover(before) if cover else before
            note = _("补正前：%(before)s") % {"before": before or _("未填写")}
        id = name if change else ""
        rows.append(SummaryRow(field.title[language], text, link, id=id, note=note))
    return rows


def material_rows(
    item: ServiceItem,
    state: CaseState,
    language: Language,
    change: str = "",
    pictures: Mapping[str, str] = NO_PICTURES,
) -> list[SummaryRow]:
    """Return what was handed in, by the item's order; `pictures` has addresses of small pictures by
    the names of materials."""
    there = {material.name: material for material in state.materials}
    rows: list[SummaryRow] = []
    for spec in item.materials:
        material = there.get(spec.name)
        if material is None:
            continue
        name = f"materials.{spec.name}"
        link = f"{change}/materials#{name}" if change else ""
        text = handed_in(material, language)
        picture = pictures.get(spec.name, "")
        id = name if change else ""
        rows.append(SummaryRow(spec.title[language], text, link, id=id, picture=picture))
    return rows


def handed_in(material: Material, language: Language) -> str:
    """Return what there is of a material: its file and size, or the promise."""
    _ = translations(language).gettext
    match material.source:
        case "promise":
            return _("承诺限期补交")
        case "licence_store":
            return _("由证照库共享")
        case _:
            name = file_name(material.file_name, material.media_type, material.name)
            return name + _("（%(what)s）") % {"what": size(material.bytes)}


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"
