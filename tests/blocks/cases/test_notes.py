"""Notes among those who handle a case: the applicant never sees them."""

import pytest

from actors.blocks.cases.joint_commands import AddNote, ProposePause
from serve_apps.blocks.cases.api import told_of
from serve_apps.blocks.cases.journey import Reader, entries
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    FIRE,
    HALL,
    LIBRARY,
    PERMIT,
    RESIDENT_A,
    SUPERVISOR_1,
    accepted,
)
from tests.blocks.cases.kit import codes

pytestmark = pytest.mark.feature("HALL-21")
NOTE = AddNote(text="申请人电话说图纸下周补齐")


def test_officers_of_the_units_that_take_part_write_notes() -> None:
    case = accepted()
    case.when(FIRE, NOTE)
    case.when(APPROVER_LEAD, AddNote(text="知悉"))

    assert [(note.by, note.unit) for note in case.state.notes] == [
        (FIRE.id, "fire_rescue"), (APPROVER_LEAD.id, "construction"),
    ]  # fmt: skip
    for other in (RESIDENT_A, HALL, SUPERVISOR_1):
        assert case.refused(other, NOTE).kind == "forbidden"


def test_a_note_says_something_and_not_too_much() -> None:
    case = accepted()

    assert codes(case.refused(FIRE, AddNote(text=" "))) == [("note.empty", "/text")]
    assert codes(case.refused(FIRE, AddNote(text="长" * 2_001))) == [("note.too_long", "/text")]


def test_the_applicant_is_told_neither_by_program_nor_on_the_timeline() -> None:
    case = accepted()
    case.when(FIRE, NOTE)
    case.when(FIRE, ProposePause(procedure="hearing", days=3, reason="听证"))

    own = told_of(case.state, "resident")
    assert (own.notes, own.proposal, own.wishes) == ((), None, ())
    assert told_of(case.state, "staff").notes == case.state.notes
    row = {"at": case.now.isoformat(), "by": FIRE.id, "event": "NoteAdded", "facts": {}}
    assert entries([row], PERMIT, LIBRARY, Reader("zh", office=False)) == []
    assert len(entries([row], PERMIT, LIBRARY, Reader("zh", office=True))) == 1
