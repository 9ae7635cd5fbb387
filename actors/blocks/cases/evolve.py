"""What each event does to a case. Nothing is checked here: what happened, happened."""

from typing import Any

from msgspec.structs import replace

from actors.blocks.accounts.putting_right import RecordPutRight
from actors.blocks.cases import confirming, serving, succession, taken_back
from actors.blocks.cases import events as e
from actors.blocks.cases.confirming import ConfirmationAsked, ConfirmationGiven
from actors.blocks.cases.evolve_end import OF_END
from actors.blocks.cases.evolve_later import OF_LATER
from actors.blocks.cases.evolve_review import OF_REVIEW
from actors.blocks.cases.evolve_tasks import Evolving
from actors.blocks.cases.materials import given, promised
from actors.blocks.cases.parts import Change
from actors.blocks.cases.putting_files_right import with_file
from actors.blocks.cases.putting_right import with_part
from actors.blocks.cases.restricting import restricted
from actors.blocks.cases.state import CORRECTION, CaseState, Pause, application_of
from actors.blocks.organisation.succession import TakenOver
from actors.kernel.restricting import Restricted


def begin(key: str) -> CaseState:
    """Return the case that has no history yet, from its key ("case:7f3a")."""
    return CaseState(id=key.partition(":")[2])


def evolve(state: CaseState, event: Any) -> CaseState:
    """Return the case after `event`."""
    return _EVOLVE[type(event)](state, event)


def _draft_saved(state: CaseState, event: e.DraftSaved) -> CaseState:
    return replace(
        state,
        phase="draft",
        system=event.system,
        unit=event.unit,
        **application_of(event),
    )


def _submitted(state: CaseState, event: e.Submitted) -> CaseState:
    return replace(
        state,
        phase="submitted",
        number=event.number,
        system=event.system,
        unit=event.unit,
        submitted_at=event.at,
        received_at=event.came or event.at,
        told=event.told,
        **application_of(event),
    )


def _applicant_recognised(state: CaseState, event: e.ApplicantRecognised) -> CaseState:
    assert state.applicant is not None
    return replace(state, applicant=replace(state.applicant, account=event.account))


def _correction_requested(state: CaseState, event: e.CorrectionRequested) -> CaseState:
    pauses = state.pauses
    if event.told is not None:
        stopped = Pause(
            kind=CORRECTION, days=event.days, reason="", since=event.at, told=event.told
        )
        pauses = (*pauses, stopped)
    return replace(
        state,
        phase="correction_requested",
        faults=event.faults,
        corrections=state.corrections + 1,
        asked_at=event.at,
        correcting_review=event.in_review,
        review_corrections=state.review_corrections + event.in_review,
        asked_by=event.asked_by,
        wishes=(),
        pauses=pauses,
    )


def _corrected(state: CaseState, event: e.Corrected) -> CaseState:
    before, after = state.form, event.form
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    names = dict.fromkeys(each.name for each in event.materials)
    new = [n for n in names if given(state.materials, n) != given(event.materials, n)]
    corrected = (*(f"/form/{name}" for name in changed), *(f"/materials/{name}" for name in new))
    marks = (
        Change(
            field=field,
            at=event.at,
            by=event.by or "applicant",
            why="correction",
            before=before.get(field.removeprefix("/form/")),
        )
        for field in corrected
    )
    pauses = state.pauses
    if pauses and pauses[-1].until is None:
        pauses = (*pauses[:-1], replace(pauses[-1], until=event.at))
    return replace(
        state,
        replaced={name: before[name] for name in changed if name in before},
        corrected=corrected,
        changes=(*state.changes, *marks),
        phase="accepted" if event.in_review else "submitted",
        form=event.form,
        materials=event.materials,
        faults=(),
        correcting_review=False,
        pauses=pauses,
        received_at=state.received_at if event.in_review else event.at,
    )


def _accepted(state: CaseState, event: e.Accepted) -> CaseState:
    return replace(
        state,
        phase="accepted",
        accepted_at=event.at,
        since=event.since,
        deemed=event.deemed,
        promised_materials=event.promised,
    )


def _declined(state: CaseState, event: e.Declined) -> CaseState:
    return replace(state, phase="declined", reason=event.reason, closed_at=event.at)


def _materials_supplied(state: CaseState, event: e.MaterialsSupplied) -> CaseState:
    names = {material.name for material in event.materials} & promised(state.materials)
    kept = (material for material in state.materials if material.name not in names)
    return replace(
        state,
        materials=(*kept, *event.materials),
        promised_materials=tuple(n for n in state.promised_materials if n not in names),
    )


def _record_put_right(state: CaseState, event: RecordPutRight) -> CaseState:
    mark = Change(field=event.part, at=event.at, by="officer", why="put_right", before=event.before)
    after = with_part(state, event)
    return replace(after, changes=(*after.changes, mark))


def _calendar_published(state: CaseState, event: e.CalendarPublished) -> CaseState:
    years = {year.year: year for year in (*state.calendars, *event.calendars)}
    return replace(state, calendars=tuple(years.values()))


def _dues_set(state: CaseState, event: e.DuesSet) -> CaseState:
    if not event.tasks:
        return replace(state, dues=event.dues)
    moved = dict(event.tasks)
    tasks = tuple(replace(t, due=moved[t.name]) if t.name in moved else t for t in state.tasks)
    return replace(state, dues=event.dues, tasks=tasks)


def _clocks_changed(state: CaseState, event: e.ClocksChanged) -> CaseState:
    return replace(state, clocks=event.clocks)


_OF_APPLICATION: Evolving = {
    e.DraftSaved: _draft_saved,
    e.Submitted: _submitted,
    e.CorrectionRequested: _correction_requested,
    e.Corrected: _corrected,
    e.Accepted: _accepted,
    e.Declined: _declined,
    e.MaterialsSupplied: _materials_supplied,
    e.ApplicantRecognised: _applicant_recognised,
    e.CalendarPublished: _calendar_published,
    e.DuesSet: _dues_set,
    e.ClocksChanged: _clocks_changed,
    RecordPutRight: _record_put_right,
    e.FilePutRight: with_file,
    ConfirmationAsked: confirming.evolve,
    ConfirmationGiven: confirming.evolve,
    Restricted: restricted,
    serving.PaperServed: serving.evolve,
    TakenOver: succession.evolve,
    taken_back.ServiceTakenBack: taken_back.evolve,
}
_EVOLVE: Evolving = {**_OF_APPLICATION, **OF_REVIEW, **OF_END, **OF_LATER}
EVENTS = tuple(_EVOLVE)
