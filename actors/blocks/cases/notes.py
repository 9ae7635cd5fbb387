"""Notes among those who handle a case (内部备注)."""

from actors.blocks.cases import joint_commands as c
from actors.blocks.cases import joint_events as j
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

LONGEST = 2_000  # characters
MOST = 200


def add_note(turn: Turn[CaseState], command: c.AddNote, basis: Basis) -> None:
    """Keep a note for the officers of the units that take part."""
    if not command.text.strip():
        raise Refusal(Reason("note.empty", "/text"))
    if len(command.text) > LONGEST:
        raise Refusal(Reason("note.too_long", "/text", {"limit": str(LONGEST)}))
    if len(turn.state.notes) >= MOST:
        raise Refusal(Reason("note.too_many"), kind="not_now")
    turn.emit(j.NoteAdded(at=turn.now, by=turn.by.id, unit=turn.by.unit, text=command.text))
