"""The applicant (申请人) as he was written down: how that is kept, what a clerk should look at."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.forms import normalise
from actors.kernel.calendar import Calendar
from actors.kernel.errors import Reason
from actors.kernel.identifiers import DivisionRegister, check, has_controls, mobile, person_name
from actors.kernel.library import Library

ID_TYPES: Mapping[str, Literal["resident_id", "credit_code"]] = {
    "natural": "resident_id",
    "legal": "credit_code",
}


def as_kept(applicant: Applicant) -> Applicant:
    """Return `applicant` with name and numbers in the one form in which they are kept, however they
    were typed."""
    return replace(
        applicant,
        name=normalise.person_name(applicant.name),
        id_number=normalise.identifier(applicant.id_number),
        phone=_phone(applicant),
    )


def applicant_faults(
    applicant: Applicant, item: ServiceItem, library: Library, today: date
) -> tuple[Reason, ...]:
    """Return everything that is wrong with whoever applies for `item`, as he is kept. `today` is
    the local date."""
    return (*_wrong_applicant(applicant, item, library, today), *_wrong_name(applicant))


def _wrong_applicant(
    applicant: Applicant, item: ServiceItem, library: Library, today: date
) -> Iterator[Reason]:
    if applicant.kind not in item.audience:
        yield Reason("applicant.not_addressed", "/applicant/kind")
    if not applicant.name.strip():
        yield Reason("applicant.name_missing", "/applicant/name")
    divisions = library[DivisionRegister].years
    if applicant.id_type != ID_TYPES[applicant.kind]:
        yield Reason("applicant.id_type", "/applicant/id_type")
    else:
        yield from check(
            applicant.id_type,
            applicant.id_number,
            today=today,
            divisions=divisions,
            field="/applicant/id_number",
        ).errors
    if applicant.phone and applicant.kind == "natural":
        yield from check(
            "mobile", applicant.phone, today=today, divisions=divisions, field="/applicant/phone"
        ).errors
    if applicant.texted and not mobile(applicant.phone).accepted:
        yield Reason("applicant.phone_for_texts", "/applicant/phone")


def _wrong_name(applicant: Applicant) -> Iterator[Reason]:
    if applicant.kind == "natural" and applicant.name:
        yield from person_name(applicant.name, field="/applicant/name").errors
    elif has_controls(applicant.name):
        yield Reason("name.control", "/applicant/name")


def form_faults(
    answers: Mapping[str, Any],
    applicant: Applicant | None,
    item: ServiceItem,
    library: Library,
    on: date,
) -> tuple[Reason, ...]:
    """Return everything that is wrong with cleaned `answers`, by the form and by the rules of the
    item, to which the applicant is known. `on` is the local day on which they are handed in."""
    catalogue = library[Catalogue]
    return catalogue.form(item).faults(
        answers,
        today=on,
        divisions=library[DivisionRegister].years,
        rules=catalogue.rules[item.system],
        is_open=library[Calendar].is_open,
        known=known_of(applicant) if applicant else {},
    )


def known_of(applicant: Applicant) -> dict[str, Any]:
    """Return what rules know of whoever applies, under names that no field has."""
    return {
        "applicant:kind": applicant.kind,
        "applicant:name": applicant.name,
        "applicant:id_number": applicant.id_number,
    }


def example_on(item: ServiceItem, library: Library, on: date) -> dict[str, Any]:
    """Return answers that satisfy the form of `item` on the local day `on`: its example, with dates
    that are no longer or not yet in order moved."""
    form = library[Catalogue].form(item)
    return form.timely(item.example, today=on, is_open=library[Calendar].is_open)


def warnings(
    state: CaseState, item: ServiceItem, library: Library, today: date
) -> tuple[Reason, ...]:
    """Return what whoever handles the case should look at: numbers that were accepted, but are odd.
    `today` is the local date."""
    divisions = library[DivisionRegister].years
    found: list[Reason] = []
    if state.applicant is not None:
        found += check(
            state.applicant.id_type,
            state.applicant.id_number,
            today=today,
            divisions=divisions,
            field="/applicant/id_number",
        ).warnings
        if state.channel == "kiosk" and not state.applicant.identified:
            found.append(Reason("applicant.not_identified", "/applicant/identified"))
    form = library[Catalogue].form(item)
    found += form.warnings(form.clean(state.form), today=today, divisions=divisions)
    return tuple(found)


def _phone(applicant: Applicant) -> str:
    """An organisation may have a telephone of another kind than a mobile; it stays as written."""
    number = normalise.identifier(applicant.phone, "mobile")
    if applicant.kind == "natural" or mobile(number).accepted:
        return number
    return normalise.plain_text(applicant.phone)
