"""The applicant (申请人) as he was written down: how that is kept, what a clerk should look at."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.forms import normalise
from actors.kernel.errors import Reason
from actors.kernel.identifiers import DivisionRegister, check, mobile, person_name
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
    """Yield what is wrong with the name of a person; that there is none is told elsewhere."""
    if applicant.kind == "natural" and applicant.name:
        yield from person_name(applicant.name, field="/applicant/name").errors


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
