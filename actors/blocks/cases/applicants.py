"""The applicant (申请人) as he was written down: how that is kept, what a clerk should look at."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.forms import normalise
from actors.kernel.calendar import Calendar
from actors.kernel.errors import Reason
from actors.kernel.identifiers import DivisionRegister, check, has_controls, mobile, person_name
from actors.kernel.library import Library


def as_kept(applicant: Applicant) -> Applicant:
    """Return `applicant` with name and numbers in the one form in which they are kept, however they
    were typed."""
    return replace(
        applicant,
        name=normalise.person_name(applicant.name),
        id_number=normalise.identifier(applicant.id_number),
        phone=_phone(applicant),
    )


def name_faults(applicant: Applicant) -> Iterator[Reason]:
    """Yield what is wrong with the name; that there is none is told elsewhere."""
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
    known = (
        {}
        if applicant is None
        else {
            "applicant:kind": applicant.kind,
            "applicant:name": applicant.name,
            "applicant:id_number": applicant.id_number,
        }
    )
    return catalogue.form(item).faults(
        answers,
        today=on,
        divisions=library[DivisionRegister].years,
        rules=catalogue.rules[item.system],
        is_open=library[Calendar].is_open,
        known=known,
    )


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
    form = library[Catalogue].form(item)
    found += form.warnings(form.clean(state.form), today=today, divisions=divisions)
    return tuple(found)


def _phone(applicant: Applicant) -> str:
    """An organisation may have a telephone of another kind than a mobile; it stays as written."""
    number = normalise.identifier(applicant.phone, "mobile")
    if applicant.kind == "natural" or mobile(number).accepted:
        return number
    return normalise.plain_text(applicant.phone)
