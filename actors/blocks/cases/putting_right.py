"""Records of a person that are put right (更正, PIPL Art. 46): by a case that was granted, in the
entity that holds the record, as an event of its own."""

from datetime import date

from msgspec.structs import replace

from actors.blocks.accounts.putting_right import PutRight, RecordPutRight, faults, replaced_by, tell
from actors.blocks.cases.applicants import form_faults
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import PutFileRight
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.putting_files_right import digest_said, is_file, right_file
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.forms import normalise
from actors.blocks.forms.answers import read_typed, yuan_of
from actors.blocks.forms.layout import Field, fields_in
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason
from actors.kernel.library import Library
from actors.kernel.turn import Turn

ACCOUNT = "account"  # what `Corrects.record` says of the account itself
OF_ACCOUNT = f"{ACCOUNT}:"  # and, with its name, of that of whoever is present at a window
OF_APPLICANT = ("/applicant/name", "/applicant/phone")
_FORM = "/form/"


def have_put_right(turn: Turn[CaseState], item: ServiceItem) -> None:
    """Send what was granted to the record that it is about, if the item is of that sort."""
    corrects, state = item.corrects, turn.state
    if corrects is None or state.applicant is None:
        return
    said = {name: str(text) for name, text in corrects.said(state.form).items()}
    account, record = state.applicant.account, said["record"]
    if is_file(said["part"]):
        wish = PutFileRight(
            part=said["part"],
            was=digest_said(said["says"]),
            file=right_file(item, state.materials),
            account=account,
            unit=state.unit,
            basis=state.number,
        )
        turn.send(f"case:{record}", wish)
        return
    present = record.startswith(OF_ACCOUNT)
    if present:
        account = record.removeprefix(OF_ACCOUNT)
    key = f"account:{account}" if present or record == ACCOUNT else f"case:{record}"
    turn.send(
        key,
        PutRight(
            part=said["part"],
            says=said["says"],
            should_be=as_kept(said["part"], said["should_be"]),
            account=account,
            unit=state.unit,
            basis=state.number,
            seen=present and was_seen(state.applicant),
        ),
    )


def was_seen(applicant: Applicant) -> bool:
    """Tell whether a clerk has seen the document of the applicant, who was present."""
    return applicant.by_agent.startswith("staff:") and bool(applicant.identified)


def as_kept(part: str, text: str) -> str:
    """Return what somebody typed for a part of a record as such a part is kept."""
    if part.startswith(_FORM):
        return text
    if part.endswith("/id_number"):
        return normalise.identifier(text)
    is_phone = part.endswith("/phone")
    return normalise.identifier(text, "mobile") if is_phone else normalise.person_name(text)


def says(state: CaseState, part: str, item: ServiceItem) -> tuple[str, ...]:
    """Return what a part of the case says, as text: as it is kept and, of a choice, in both
    languages; nothing if there is no such part."""
    found = _at(state, part)
    if found is None:
        return ()
    return _text(found, _money(part, item)), *(
        each for code, each in _choices(part, item) if code == found
    )


def value_of(state: CaseState, part: str, text: str, item: ServiceItem, library: Library) -> object:
    """Return what `text` is as a value of the part, in the one form in which such are kept: of a
    choice its code; None if there is no such part."""
    if _at(state, part) is None:
        return None
    if not part.startswith(_FORM):
        return as_kept(part, text)
    chosen = {title: code for code, title in _choices(part, item)}
    if field := _money(part, item):
        return read_typed(field, None, text)
    form = library[Catalogue].form(item)
    return form.read(part.removeprefix(_FORM), chosen.get(text, text))


def says_so(state: CaseState, part: str, text: str, item: ServiceItem, library: Library) -> bool:
    """Tell whether `text` is what the part of the case says, by whatever word it is called."""
    found = _at(state, part)
    if found is None:
        return False
    return text in says(state, part, item) or value_of(state, part, text, item, library) == found


def part_faults(
    state: CaseState, part: str, value: object, item: ServiceItem, library: Library
) -> tuple[Reason, ...]:
    """Return what would be wrong with the part if it had this value, each at the part."""
    if not part.startswith(_FORM):
        on = local_day(state.submitted_at) if state.submitted_at else date.max
        return faults(part, str(value), on, field=part)
    filed = state.submitted_at
    if filed is None:
        return (Reason("put_right.not_sent", part),)
    answers = {**state.form, part.removeprefix(_FORM): value}
    found = form_faults(answers, state.applicant, item, library, local_day(filed))
    return tuple(fault for fault in found if fault.field == part)


def put_right(turn: Turn[CaseState], command: PutRight, basis: Basis) -> None:
    """Put an answer, or the applicant's name or telephone, right, and tell the applicant. Nothing
    changes where the record is another's or another unit's, has changed since, or could not hold
    what it should say."""
    state = turn.state
    before = _at(state, command.part)
    after = value_of(state, command.part, command.should_be, basis.item, basis.library)
    own = state.applicant is not None and state.applicant.account == command.account
    done = (
        own
        and not state.restricted
        and state.unit == command.unit
        and after is not None
        and says_so(state, command.part, command.says, basis.item, basis.library)
        and not part_faults(state, command.part, after, basis.item, basis.library)
    )
    if done:
        turn.emit(
            RecordPutRight(
                at=turn.now,
                part=command.part,
                before=before,
                after=after,
                unit=command.unit,
                basis=command.basis,
            )
        )
    tell(turn, "case", command.account, command.basis, done=done)


def with_part(state: CaseState, event: RecordPutRight) -> CaseState:
    """Return the case with the part as it is from now on."""
    kept = (*state.put_right, replaced_by(event))
    name = event.part.rpartition("/")[2]
    if event.part.startswith(_FORM):
        return replace(state, form={**state.form, name: event.after}, put_right=kept)
    applicant = state.applicant and replace(state.applicant, **{name: event.after})
    return replace(state, applicant=applicant, put_right=kept)


def _at(state: CaseState, part: str) -> object:
    if part.startswith(_FORM):
        said = state.form.get(part.removeprefix(_FORM))
        return None if isinstance(said, list) else said  # rows are no single part of a record
    of_applicant = part in OF_APPLICANT and isinstance(state.applicant, Applicant)
    return getattr(state.applicant, part.rpartition("/")[2]) if of_applicant else None


def _choices(part: str, item: ServiceItem) -> tuple[tuple[str, str], ...]:
    """Return the codes of a choice with what they are called, in each language."""
    name = part.removeprefix(_FORM)
    fields = fields_in(item.sections)
    return tuple(
        (code, text)
        for field in fields
        if part.startswith(_FORM) and field.name == name
        for code, title in field.choices
        for text in (title.zh, title.en)
    )


def _money(part: str, item: ServiceItem) -> Field | None:
    """Return the field of the part if it is an amount of money."""
    name = part.removeprefix(_FORM)
    fields = fields_in(item.sections) if part.startswith(_FORM) else ()
    return next((each for each in fields if each.name == name and each.widget == "money"), None)


def _text(value: object, money: Field | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if money is not None and isinstance(value, int):
        return yuan_of(value)
    return str(value)
