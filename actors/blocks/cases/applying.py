"""The applicant's side: draft, apply, correct, supply, withdraw, rate."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases import materials
from actors.blocks.cases.applicants import as_kept, form_faults, name_faults
from actors.blocks.cases.basis import Basis, refuse, same_materials
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import closed_units
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.offers import may_begin
from actors.blocks.cases.state import Applicant, Application, CaseState, application_of
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister, check
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn

_ID_TYPES = {"natural": "resident_id", "legal": "credit_code"}
_DAY_AND_SERIAL = re.compile(r"[0-9]{12}")


def save_draft(turn: Turn[CaseState], command: c.SaveDraft, basis: Basis) -> None:
    """Keep what has been filled in so far; nothing is checked but who, what and where."""
    _require_may_begin(turn, basis)
    item, command = basis.item, replace(command, applicant=as_kept(command.applicant))
    refuse(
        (
            *_wrong_place(command, basis),
            *basis.library[Catalogue].form(item).misshapen(command.form),
        )
    )
    turn.emit(
        e.DraftSaved(
            system=item.system,
            unit=item.unit,
            **_as_filed(turn.by, command),
        )
    )


def submit(turn: Turn[CaseState], command: c.Submit, basis: Basis) -> None:
    """申报: everything is checked and every fault named at once."""
    _require_may_begin(turn, basis)
    item, library = basis.item, basis.library
    command = replace(command, applicant=as_kept(command.applicant))
    answers, faults = _checked_form(command.form, command.applicant, turn.now, basis)
    refuse(
        (
            *_wrong_version(basis),
            *_closed_unit(basis),
            *_wrong_number(command, basis),
            *_wrong_place(command, basis),
            *_wrong_applicant(command.applicant, local_day(turn.now), basis),
            *name_faults(command.applicant),
            *faults,
            *materials.faults(item, answers, command.materials),
        )
    )
    turn.emit(
        e.Submitted(
            at=turn.now,
            number=command.number,
            system=item.system,
            unit=library[Organisation].unit(item.unit).code,
            **_as_filed(turn.by, replace(command, form=answers)),
        )
    )
    set_dues(turn, basis, "submitted")
    if turn.by.acting_for:
        for who in (f"person:{turn.by.acting_for}", turn.by.id):
            notify(turn, to_somebody(who), "case.FiledByAgent", {"number": command.number})


def correct(turn: Turn[CaseState], command: c.Correct, basis: Basis) -> None:
    """补正: the whole form anew, and the materials that changed. The notice period starts again."""
    state = turn.state
    filed = state.submitted_at or turn.now  # dates are seen from the day of the application
    answers, faults = _checked_form(command.form, state.applicant, filed, basis)
    everything = same_materials(turn.state.materials, command.materials)
    refuse((*faults, *materials.faults(basis.item, answers, everything)))
    turn.emit(e.Corrected(at=turn.now, form=answers, materials=everything))
    set_dues(turn, basis, "corrected")


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


def rate(turn: Turn[CaseState], command: c.Rate, basis: Basis) -> None:
    """好差评: once, by the applicant, when there is something to rate."""
    if not 1 <= command.stars <= 5:
        raise Refusal(Reason("rating.stars", "/stars"))
    turn.emit(e.Rated(at=turn.now, stars=command.stars, comment=command.comment))


def _require_may_begin(turn: Turn[CaseState], basis: Basis) -> None:
    """A draft may have become one for another item."""
    if turn.state.phase == "draft" and not may_begin(turn.by, basis.item, basis.library):
        raise Refusal(Reason("case.forbidden"), kind="forbidden")


def _as_filed(by: Identity, sent: Application) -> dict[str, Any]:
    """Return the application with the applicant as the platform knows it: a resident files for his
    own account or the one that he acts for, clerks and kiosks file as agents. What was sent about
    that is not believed."""
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


def _wrong_version(basis: Basis) -> Iterator[Reason]:
    """A draft may wait while the item changes; an application is made to the current version."""
    if basis.item.version != basis.library[Catalogue].item(basis.item.code).version:
        yield Reason("item.superseded", "/item_version")


def _closed_unit(basis: Basis) -> Iterator[Reason]:
    """What a unit that is no more would have to handle reaches nobody."""
    if closed_units(basis.item, basis.library[Organisation]):
        yield Reason("item.unit_closed", "/item")


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


def _wrong_applicant(applicant: Applicant, today: date, basis: Basis) -> Iterator[Reason]:
    if applicant.kind not in basis.item.audience:
        yield Reason("applicant.not_addressed", "/applicant/kind")
    if not applicant.name.strip():
        yield Reason("applicant.name_missing", "/applicant/name")
    divisions = basis.library[DivisionRegister].years
    if applicant.id_type != _ID_TYPES[applicant.kind]:
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
