"""Answers and materials as rows to read: for check-your-answers, receipts and officers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.materials import given, grade_of
from actors.blocks.cases.parts import Change
from actors.blocks.cases.state import CaseState, Material
from actors.blocks.files.formats import file_name
from actors.blocks.forms.conditions import holds, is_filled
from actors.blocks.forms.layout import Field, Section, asked_if
from actors.kernel.deadlines import local_day
from actors.kernel.identifiers import mask_name, mask_number
from serve_apps.front.language import Language, translations
from serve_apps.pages.answers import NO_MASKS, PREFIX, long_day, rows_of, shown, shown_rows
from serve_apps.pages.parts import SummaryRow

NO_PICTURES: Mapping[str, str] = {}
_MASKS: Mapping[str, Callable[[str], str]] = {  # by the check of a field, which tells its class
    "person_name": mask_name,
    "resident_id": mask_number,
    "mobile": mask_number,
    "code": mask_number,
}
NOTHING_CHANGED: Mapping[str, Change] = {}


def answer_rows(
    section: Section,
    answers: Mapping[str, Any],
    language: Language,
    change: str = "",
    changed: Mapping[str, Change] = NOTHING_CHANGED,
    masked: bool = False,
) -> list[SummaryRow]:
    """Return the answers of a section; fields that the answers hide are left out. `changed` tells
    what was changed since it was sent, by whom, and as it was before. `masked`: names of people and
    numbers of people, accounts and telephones are masked by their class.

    `change` is the address where they can be changed; each row leads to its own field there.
    """
    _ = translations(language).gettext
    rows: list[SummaryRow] = []
    for field in section.fields:
        if not holds(asked_if(section, field), answers):
            continue
        value = answers.get(field.name)
        if rows_of(value) and field.columns:
            rows += _table_rows(field, value, language, change, changed, masked)
            continue
        cover = _MASKS.get(field.check) if masked else None
        text = shown(field, value, language, _("是"), _("否")) if is_filled(value) else ""
        text = cover(text) if cover else text
        name = PREFIX + field.name
        link = f"{change}?back=check#{name}" if change else ""
        note = ""
        if field.name in changed:
            mark = changed[field.name]
            before = shown(field, mark.before, language, _("是"), _("否"))
            before = cover(before) if cover and before else before
            note = change_note(mark, before, language)
        id = name if change else ""
        rows.append(SummaryRow(field.title[language], text, link, id=id, note=note))
    return rows


def _table_rows(
    field: Field,
    value: Any,
    language: Language,
    change: str,
    changed: Mapping[str, Change],
    masked: bool,
) -> Iterator[SummaryRow]:
    """Yield each row of an answer as a row to read; what a correction changed is told with the
    first."""
    _ = translations(language).gettext
    yes, no, masks = _("是"), _("否"), _MASKS if masked else NO_MASKS
    note = ""
    if mark := changed.get(field.name):
        told = shown_rows(field, mark.before, language, yes, no, masks)
        before = "; ".join(f"{which} {said}" for which, said in told)
        note = change_note(mark, before, language)
    for at, (which, said) in enumerate(shown_rows(field, value, language, yes, no, masks)):
        name = PREFIX + field.name + (f".{at}" if at else "")
        link = f"{change}?back=check#{name}" if change else ""
        title = f"{field.title[language]} · {which}"
        yield SummaryRow(title, said, link, id=name if change else "", note="" if at else note)


def change_note(mark: Change, before: str, language: Language, *, file: bool = False) -> str:
    """Return whose hand changed an answer, why, and what it was `before`; a `file` was replaced."""
    _ = translations(language).gettext
    by = _("申请人") if mark.by == "applicant" else _("工作人员")
    why = {"correction": _("补正"), "put_right": _("更正"), "clerical_error": _("勘误")}[mark.why]
    if file and mark.why == "put_right":
        return _("已更正，更正前的文件列在后面")
    if file:
        return _("%(by)s%(why)s时提交") % {"by": by, "why": why}
    told = _("%(by)s%(why)s时修改，修改前：%(before)s")
    return told % {"by": by, "why": why, "before": before or _("未填写")}


def material_rows(
    item: ServiceItem,
    state: CaseState,
    language: Language,
    change: str = "",
    pictures: Mapping[str, str] = NO_PICTURES,
    download: str = "",
    changed: Mapping[str, Change] = NOTHING_CHANGED,
) -> list[SummaryRow]:
    """Return what was handed in, by the item's order, one row a file; `pictures` has addresses of
    small pictures by the digests of files, `download` is the address below which the files are."""
    rows: list[SummaryRow] = []
    for spec in item.materials:
        files = given(state.materials, spec.name)
        for at, material in enumerate(files):
            name = f"materials.{spec.name}"
            link = f"{change}/materials#{name}" if change else ""
            title = spec.title[language]
            title = f"{title} {at + 1}/{len(files)}" if len(files) > 1 else title
            id = name if change and not at else ""
            picture = pictures.get(material.sha256, "")
            text = handed_in(material, language)
            href = f"{download}/{spec.name}/{at + 1}" if download and material.sha256 else ""
            mark = changed.get(f"/materials/{spec.name}/{at + 1}")
            mark = mark or changed.get(f"/materials/{spec.name}")
            note = change_note(mark, "", language, file=True) if mark else ""
            rows.append(SummaryRow(title, text, link, id=id, picture=picture, href=href, note=note))
    return rows


def past_rows(
    item: ServiceItem, state: CaseState, language: Language, download: str
) -> list[SummaryRow]:
    """Return the files of which others have taken the places (更正), one row a file; `download` is
    the address below which they are."""
    _ = translations(language).gettext
    titles = {spec.name: spec.title[language] for spec in item.materials}
    return [
        SummaryRow(
            titles.get(past.file.name, past.file.name),
            handed_in(past.file, language),
            href=f"{download}/{number}",
            note=_("更正前的文件，%(day)s 按办件 %(number)s 的决定更正")
            % {"day": long_day(local_day(past.until), language), "number": past.basis},
        )
        for number, past in enumerate(state.past_files, 1)
    ]


def handed_in(material: Material, language: Language) -> str:
    """Return what there is of a material: its file and size, or the promise."""
    _ = translations(language).gettext
    name = file_name(material.file_name, material.media_type, material.name)
    match material.source:
        case "promise":
            return _("承诺限期补交")
        case "made" if not material.sha256:
            return _("由一并办理的事项出具，无需提交")
        case "made":
            return _("由办件 %(number)s 出具，A 级") % {"number": material.case_number}
        case "earlier" if material.issued_on:
            facts = {"name": name, "number": material.case_number, "grade": grade_of(material)}
            facts |= {"day": long_day(material.issued_on, language)}
            return _("%(name)s，沿用 %(day)s 办件 %(number)s 提交的材料，%(grade)s 级") % facts
        case "licence_store" if material.issuer and material.issued_on:
            facts = {
                "organ": material.issuer[language],
                "day": long_day(material.issued_on, language),
            }
            return _("由证照库共享：%(organ)s %(day)s颁发，A 级") % facts
        case "licence_store":
            return _("由证照库共享")
        case _:
            return name + _("（%(what)s）") % {"what": size(material.bytes)}


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"
