"""A motion goes on as a suggestion (转为建议), which begins by a message and tells its number."""

from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_review import require_heard, tell_signers
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion.commands import BeginFromMotion

Turning = Turn[MotionState]


def turn_into_suggestion(turn: Turning, command: c.TurnIntoSuggestion, books: MotionBooks) -> None:
    """Have the motion go on as a suggestion, its deputies having been heard.

    Raises:
        Refusal: they were not heard, or no rules for suggestions of the congress are in force.
    """
    require_heard(turn, command.heard_at, command.text)
    profile = books.suggestions.in_force(turn.state.congress, turn.now)
    suggestion = f"{turn.id}-suggestion"
    turn.emit(
        e.TurnedIntoSuggestion(
            at=turn.now, text=command.text, heard_at=command.heard_at, suggestion=suggestion
        )
    )
    turn.send(f"suggestion:{suggestion}", _begin(turn.id, turn.state, profile.key))
    tell_signers(turn, "is_suggestion")
    others = (post(body) for body in ("work_body", "session_secretariat") if not turn.by.has(body))
    notify(turn, others, "is_suggestion", number=turn.state.number)


def note_suggestion(turn: Turning, command: c.NoteSuggestion, books: MotionBooks) -> None:
    """Note the number of the suggestion, once; the deputies are told."""
    state, number = turn.state, command.number
    if state.suggestion_number or command.suggestion != state.suggestion:
        return
    turn.emit(e.SuggestionNumbered(at=turn.now, suggestion=command.suggestion, number=number))
    told = map(deputy, state.counted)
    notify(turn, told, "suggestion_numbered", number=state.number, suggestion=number)


def _begin(id: str, state: MotionState, profile: tuple[str, int]) -> BeginFromMotion:
    """Return what the suggestion begins with: subject and grounds are its matter, the plan is what
    it asks for."""
    text = state.text
    matter = (text.subject, text.grounds, text.bill_text)
    others = (account for account in state.counted if account != state.lead)
    return BeginFromMotion(
        motion=id,
        number=state.number,
        congress=state.congress,
        term=state.term,
        session="" if state.between_sessions else state.session,
        mover="delegation" if state.mover == "delegation" else "deputies",
        delegation=state.delegation,
        title=text.title,
        matter="\n\n".join(filter(None, matter)),
        requests=(text.plan,),
        attachments=text.attachments,
        clues=state.clues,
        public_allowed=state.publishable,
        profile=profile,
        signers=tuple(state.roster[account] for account in (state.lead, *others)),
    )
