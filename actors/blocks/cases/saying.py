"""What the papers (文书) of a case say: of each act, and the result document."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.materials import given, promised
from actors.blocks.cases.state import CORRECTION, CaseState, Material
from actors.blocks.documents.make import Organ
from actors.blocks.documents.template import Papers, Template
from actors.blocks.forms.answers import yuan_of
from actors.blocks.forms.layout import Field
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identifiers import DivisionRegister, mask_number
from actors.kernel.turn import Event

Facts = dict[str, Any]
Wanted = tuple[str, Facts, int]
"""A paper that is wanted: its template, what it says, and which of its kind it is in the case."""


def result_facts(state: CaseState, basis: Basis, fields: Mapping[str, Any]) -> Facts:
    """Return what the result document of a case says, with the `fields` that an officer filled in.
    Where it holds from a day on and nobody said from which, it is that of the decision, for as long
    as the item says."""
    item, applicant = basis.item, state.applicant
    assert applicant is not None and item.result is not None
    natural = applicant.kind == "natural"
    number = mask_number(applicant.id_number) if natural else applicant.id_number
    facts: Facts = {
        "title": item.result.title.zh,
        "item": item.title.zh,
        "holder": applicant.name,
        "holder_number": number,
        "natural": natural,
        "says": list(_answers(item, state.form, basis.library[DivisionRegister])),
        "basis": list(item.legal_basis),
        "case": state.number,
    }
    return facts | usual_days(state, basis) | dict(fields)


def usual_days(state: CaseState, basis: Basis) -> Facts:
    """Return the days from and up to which the result is valid, where nobody said others."""
    result, template = basis.item.result, result_template(basis)
    if result is None or template is None or state.decided_at is None:
        return {}
    since = local_day(state.decided_at)
    days = {"valid_from": f"{since}"}
    if result.valid_years:
        days["valid_until"] = f"{years_after(since, result.valid_years) - timedelta(days=1)}"
    return {field.name: days[field.name] for field in template.asked if field.name in days}


def result_template(basis: Basis) -> Template | None:
    """Return the template of the item's result document; None: it has none, or it is not known."""
    result, library = basis.item.result, basis.library
    return library[Papers].template(result.paper) if result and Papers in library else None


def day_said(said: object) -> date | None:
    """Return the local day that an entry of a result says, None where it says something else, such
    as that there is no end (长期)."""
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def common_facts(state: CaseState, basis: Basis) -> Facts:
    """Return what stands in every notice: to whom it goes, and about what."""
    return {
        "applicant": state.applicant.name if state.applicant else "",
        "item": basis.item.title.zh,
        "permit": basis.item.kind == "permit",
    }


def remedies_of(basis: Basis) -> Facts:
    """Return whom an applicant can turn to (救济途径)."""
    return {"government": basis.library[Organisation].city.zh}


def organ_of(state: CaseState, basis: Basis) -> Organ:
    """Return the organ that papers of a case are from, by its full name."""
    return Organ(state.unit, basis.library[Organisation].full_name(state.unit))


def years_after(day: date, years: int) -> date:
    """Return the day `years` after `day`; 29 February on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def act_paper(event: Event, state: CaseState, basis: Basis) -> Wanted | None:
    """Return the paper that an act up to the decision calls for, None for none."""
    common, remedies, round_ = common_facts(state, basis), remedies_of(basis), 1 + state.reopened
    match event:
        case e.Submitted() | e.Corrected():
            return "case_receipt", common | _receipt(state, basis), state.corrections + 1
        case e.CorrectionRequested(in_review=in_review):
            said = common | {
                "faults": list(_faults(state, basis)),
                "due": _day(state, "correction"),
                "in_review": in_review,
            }
            return "case_correction", said, state.corrections
        case e.Accepted(since=since, deemed=deemed):
            promised = [_material(name, basis.item) for name in state.promised_materials]
            dues = {name: _day(state, name) for name in ("promised", "statutory")}
            said = common | {"since": f"{local_day(since)}", "deemed": deemed, "owed": promised}
            return "case_acceptance", said | dues, 1
        case e.Declined(reason=reason):
            return "case_non_acceptance", common | {"reason": reason} | remedies, 1
        case e.ClockPaused():
            said = {"procedure": event.procedure, "days": str(event.days), "reason": event.reason}
            told = {"told": f"{event.told}"}
            return (
                "case_special_procedure",
                common | said | told,
                sum(each.kind != CORRECTION for each in state.pauses),
            )
        case e.Extended(days=days, reason=reason):
            said = {"days": str(days), "reason": reason, "due": _day(state, "statutory")}
            return "case_extension", common | said, round_
        case e.Granted(reason=reason):
            said = {"reason": reason, "basis": list(basis.item.legal_basis)}
            result = basis.item.result
            said["result"] = result.title.zh if result else ""
            return "case_grant", common | said, round_
        case e.Denied(reason=reason):
            said = {"reason": reason, "basis": list(basis.item.legal_basis)}
            return "case_denial", common | said | remedies, round_
        case e.ResultNumbered():
            return result_paper(state, basis)
        case e.Issued(document=document) if document:
            return result_paper(state, basis)
        case _:
            return None


def result_paper(state: CaseState, basis: Basis) -> Wanted | None:
    """Return the result document as it is to be made now, None for an item that has none."""
    result = basis.item.result
    if result is None:
        return None
    return result.paper, result_facts(state, basis, state.result_fields), 1 + state.editions


def _receipt(state: CaseState, basis: Basis) -> Facts:
    received = state.received_at
    return {
        "received_on": f"{local_day(received)}" if received else "",
        "materials": list(_handed_in(state, basis.item)),
        "notice_by": _day(state, "notice"),
        "silence_accepts": basis.item.deemed_acceptance,
        "agent": bool(state.applicant and state.applicant.by_agent.startswith("person:")),
    }


def _handed_in(state: CaseState, item: ServiceItem) -> Iterator[list[str]]:
    """Yield what was handed in and how, one line a material however many files it has."""
    firsts = {each.name: each for each in reversed(state.materials)}
    for name in dict.fromkeys(each.name for each in state.materials):
        first = firsts[name]
        count = len(given(state.materials, first.name))
        title = _material(first.name, item)
        yield [f"{title} ×{count}" if count > 1 else title, _how(first)]


def _how(material: Material) -> str:
    return "promised" if promised((material,)) else "supplied"


def _faults(state: CaseState, basis: Basis) -> Iterator[list[str]]:
    """Yield what is to be put right: what it concerns, and why."""
    titles = {field.name: field.title.zh for field in _fields(basis.item)}
    for fault in state.faults:
        part, _, name = fault.field.removeprefix("/").partition("/")
        name = name.partition("/")[0]
        title = titles.get(name, name) if part == "form" else _material(name, basis.item)
        yield [title, fault.reason]


def _material(name: str, item: ServiceItem) -> str:
    return next((spec.title.zh for spec in item.materials if spec.name == name), name)


def _answers(
    item: ServiceItem, form: Mapping[str, Any], register: DivisionRegister
) -> Iterator[list[str]]:
    """Yield the answers that the result document shows: what is asked, and what was answered."""
    assert item.result is not None
    fields = {field.name: field for field in _fields(item)}
    for name in item.result.shows:
        value = form.get(name)
        if value not in (None, "", [], {}):
            yield [fields[name].title.zh, _said(fields[name], value, register)]


def _said(field: Field, value: Any, register: DivisionRegister) -> str:
    if field.widget == "rows":
        return "；".join("，".join(_row(field, row, register)) for row in value)
    if field.widget == "money":
        return f"¥{yuan_of(value)}"
    if field.widget == "division":
        return register.title(value)
    choices = {code: title.zh for code, title in field.choices}
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return choices.get(value, str(value)) if isinstance(value, str) else str(value)


def _row(field: Field, row: Mapping[str, Any], register: DivisionRegister) -> Iterator[str]:
    for column in field.columns:
        if column.name in row:
            yield _said(column, row[column.name], register)


def _fields(item: ServiceItem) -> Iterator[Field]:
    return (field for section in item.sections for field in section.fields)


def _day(state: CaseState, name: str) -> str:
    day = getattr(state.dues, name)
    return f"{day}" if day else ""
