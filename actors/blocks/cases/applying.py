"""The applicant's side: draft, apply, correct, supply, withdraw, rate."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases import materials
from actors.blocks.cases.applicants import applicant_faults, as_kept, form_faults
from actors.blocks.cases.basis import Basis, refuse, same_materials
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import orphaned
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.offers import may_begin
from actors.blocks.cases.review import widen
from actors.blocks.cases.state import Applicant, Application, CaseState, application_of
from actors.blocks.cases.statement import shown_faults
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from actors.kernel.words import Title

_TERMINAL = "terminal:"
_A = TypeVar("_A", c.SaveDraft, c.Submit)
_DAY_AND_SERIAL = re.compile(r"[0-9]{12}")


def save_draft(turn: Turn[CaseState], command: c.SaveDraft, basis: Basis) -> None:
    """Keep what has been filled in so far; nothing is checked but who, what and where."""
    _require_may_begin(turn, basis)
    item, command = basis.item, _as_sent(turn, command)
    refuse(
        (
            *_wrong_place(command, basis),
            *basis.library[Catalogue].form(item).misshapen(command.form),
        )
    )
    turn.emit(
        e.DraftSaved(
            system=item.system,
            unit=_unit(command, basis),
            title=_title(basis),
            **_as_filed(turn.by, command),
        )
    )


def submit(turn: Turn[CaseState], command: c.Submit, basis: Basis) -> None:
    """申报: everything is checked and every fault named at once. What an entity files for somebody
    was filled in when it came, by the version that held then."""
    _require_may_begin(turn, basis)
    item, library = basis.item, basis.library
    command = _as_sent(turn, command)
    filed_by_an_entity = turn.by == PLATFORM
    came = (command.came if filed_by_an_entity else None) or turn.now
    answers, faults = _checked_form(command.form, command.applicant, came, basis)
    refuse(
        (
            *_outdated(turn.by, basis),
            *_closed_unit(basis),
            *_wrong_number(command, basis),
            *_not_told(command, answers, local_day(came), basis),
            *_wrong_place(command, basis),
            *applicant_faults(command.applicant, item, library, local_day(came)),
            *faults,
            *materials.faults(item, answers, command.materials),
        )
    )
    turn.emit(
        e.Submitted(
            at=turn.now,
            number=command.number,
            system=item.system,
            unit=library[Organisation].unit(_unit(command, basis)).code,
            title=_title(basis),
            came=came if came != turn.now else None,
            told=command.told if filed_by_an_entity else "",
            **_as_filed(turn.by, replace(command, form=answers)),
        )
    )
    set_dues(turn, basis, "submitted")
    if turn.by.acting_for:
        for who in (f"person:{turn.by.acting_for}", turn.by.id):
            notify(turn, to_somebody(who), "case.FiledByAgent", {"number": command.number})


def correct(turn: Turn[CaseState], command: c.Correct, basis: Basis) -> None:
    """补正: the whole form anew, and the materials that changed. The notice period starts again, or
    the review goes on."""
    state = turn.state
    filed = state.submitted_at or turn.now  # dates are seen from the day of the application
    answers, faults = _checked_form(command.form, state.applicant, filed, basis)
    everything = same_materials(turn.state.materials, command.materials)
    refuse((*faults, *materials.faults(basis.item, answers, everything)))
    turn.emit(
        e.Corrected(
            at=turn.now,
            form=answers,
            materials=everything,
            in_review=state.correcting_review,
            by="applicant" if turn.by.id.startswith("person:") else "officer",
        )
    )
    set_dues(turn, basis, "corrected")
    if state.correcting_review:
        widen(turn, basis)


def supply_materials(turn: Turn[CaseState], command: c.SupplyMaterials, basis: Basis) -> None:
    """容缺补齐: only what was promised, and no second promise."""
    owed = turn.state.promised_materials
    strange = (
        Reason("material.not_owed", f"/materials/{material.name}")
        for material in command.materials
        if material.name not in owed or material.source == "promise"
    )
    nothing = () if command.materials else (Reason("material.nothing_sent", "/materials"),)
    refuse((*nothing, *strange, *materials.each_fault(basis.item, command.materials)))
    turn.emit(e.MaterialsSupplied(at=turn.now, materials=command.materials))


def withdraw(turn: Turn[CaseState], command: c.Withdraw, basis: Basis) -> None:
    """撤回, before the decision."""
    turn.emit(e.Withdrawn(at=turn.now, reason=command.reason))


def recognise_applicant(turn: Turn[CaseState], command: c.RecogniseApplicant, basis: Basis) -> None:
    """A case that was filed in person belongs to the account with the applicant's number, the first
    that asks. It must be known that it was the applicant: by the card that a kiosk or a clerk read,
    or by the document from which a clerk typed and says so. A name proves nothing."""
    applicant = turn.state.applicant
    if applicant is None or turn.state.phase == "draft" or not _was_identified(applicant):
        raise Refusal(Reason("applicant.not_recognised"), kind="not_now")
    if applicant.account == command.account:
        return
    if applicant.account or not applicant.person or applicant.person != command.person:
        raise Refusal(Reason("applicant.not_recognised"), kind="not_now")
    turn.emit(e.ApplicantRecognised(at=turn.now, account=command.account))


def _was_identified(applicant: Applicant) -> bool:
    typed_by_a_clerk = applicant.identified == "typed" and applicant.by_agent.startswith("staff:")
    return applicant.kind == "natural" and (applicant.identified == "card" or typed_by_a_clerk)


def _require_may_begin(turn: Turn[CaseState], basis: Basis) -> None:
    """A draft may have become one for another item."""
    if turn.state.phase == "draft" and not may_begin(turn.by, basis.item, basis.library):
        raise Refusal(Reason("case.forbidden"), kind="forbidden")


def _as_sent(turn: Turn[CaseState], command: _A) -> _A:
    """Return what was sent, with the applicant as he is kept. What it was begun together with
    stays, and an answer that was changed since is no longer one that stood there before."""
    before = turn.state.form
    return replace(
        command,
        applicant=as_kept(command.applicant),
        together=command.together or turn.state.together,
        prefilled=tuple(
            each
            for each in command.prefilled
            if before.get(each.field, command.form.get(each.field)) == command.form.get(each.field)
        ),
    )


def _as_filed(by: Identity, sent: Application) -> dict[str, Any]:
    """Return the application with the applicant as the platform knows it: a resident files for his
    own account or the one that he acts for, clerks and kiosks file as agents. What was sent about
    that is not believed, unless an entity of the platform sent it that knows for whom it files."""
    if by == PLATFORM:
        return application_of(sent)
    kind, _, account = by.id.partition(":")
    if kind == "person":
        agent = by.id if by.acting_for else ""
        filer = {"account": by.acting_for or account, "by_agent": agent, "identified": "account"}
    else:
        filer = {"by_agent": by.id}
    return application_of(sent) | {"applicant": replace(sent.applicant, **filer)}


def _checked_form(
    form: dict[str, Any], applicant: Applicant | None, filed: datetime, basis: Basis
) -> tuple[dict[str, Any], tuple[Reason, ...]]:
    answers = basis.library[Catalogue].form(basis.item).clean(form)
    on = local_day(filed)
    return answers, form_faults(answers, applicant, basis.item, basis.library, on)


def _outdated(by: Identity, basis: Basis) -> Iterator[Reason]:
    """A draft may wait while the item changes or is retired (停用); an application is made to the
    current version, and to what is still offered. What was filled in at a terminal and waited there
    for its line, or was taken in by an agent and waited for its papers, arrives as what it was: the
    person has gone."""
    if by == PLATFORM or by.id.startswith(_TERMINAL):
        return
    if basis.item.code in basis.library[Catalogue].retired:
        yield Reason("item.retired", "/item")
    elif basis.item.version != basis.library[Catalogue].item(basis.item.code).version:
        yield Reason("item.superseded", "/item_version")


def _unit(command: Application, basis: Basis) -> str:
    """Return the unit that leads today: the item's or, where a record is to be put right, the one
    that is said to hold it; of one that was closed, whoever took over."""
    organisation, corrects = basis.library[Organisation], basis.item.corrects
    said = command.form.get(corrects.unit) if corrects else None
    known = isinstance(said, str) and organisation.acting(said) in organisation.units
    return organisation.acting(said if known and isinstance(said, str) else basis.item.unit)


def _title(basis: Basis) -> Title | None:
    return None if basis.shipped else basis.item.title


def _closed_unit(basis: Basis) -> Iterator[Reason]:
    """What a unit that is no more would have to handle reaches nobody."""
    if orphaned(basis.item, basis.library[Organisation]):
        yield Reason("item.unit_closed", "/item")


def _not_told(
    command: Application, answers: Mapping[str, Any], on: date, basis: Basis
) -> Iterator[Reason]:
    """Whoever applies was told what becomes of his data, in the version of the day."""
    item = basis.item
    child = answers.get(item.child) if item.child else None
    return shown_faults(item.statement, command.statement, child, command.guardian_consents, on)


def _wrong_number(command: c.Submit, basis: Basis) -> Iterator[Reason]:
    code = basis.item.implementation_code
    minted = command.number.removeprefix(code)
    if not command.number.startswith(code) or not _DAY_AND_SERIAL.fullmatch(minted):
        yield Reason("number.malformed", "/number")


def _wrong_place(command: Application, basis: Basis) -> Iterator[Reason]:
    if command.channel not in basis.item.channels:
        yield Reason("channel.not_offered", "/channel")
    if command.place and command.place not in basis.library[Organisation].places:
        yield Reason("place.unknown", "/place")
