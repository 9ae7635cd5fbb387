"""What a motion is told: by deputies what they are, by its session, by the register its number."""

from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.congress_session_records import NoteSession, SessionFacts
from actors.systems.npc_motions.deputy_roster import Follow, NoteDeputy, deputy_key, news
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_dates import forward_by
from actors.systems.npc_motions.motion_review import committee_terms
from actors.systems.npc_motions.motion_signing import hand_in
from actors.systems.npc_motions.motion_state import ENDED, MotionState, suffices
from actors.systems.npc_motions.notices import deputy, notify, post

Turning = Turn[MotionState]


def note_deputy(turn: Turning, command: NoteDeputy, books: MotionBooks) -> None:
    """Note what a deputy of the roster is; what is older than what is known is ignored."""
    if news(turn.state.roster, command.membership):
        turn.emit(e.DeputyNoted(at=turn.now, membership=command.membership))


def note_session(turn: Turning, command: NoteSession, books: MotionBooks) -> None:
    """Note what a session is. The one that a motion waits for lets it in when it opens; one that
    closes starts the terms of a motion that was left to a committee."""
    known = turn.state.sessions.get(command.session, SessionFacts())
    if command.facts.seq <= known.seq:
        return
    turn.emit(e.SessionNoted(at=turn.now, session=command.session, facts=command.facts))
    state = turn.state
    if command.session != state.session:
        return
    _invite_head(turn)
    if state.phase == "queued" and command.facts.phase == "open":
        _let_in(turn, books)
    closed_at = command.facts.closed_at
    if state.phase == "committee_later" and closed_at is not None and known.closed_at is None:
        dues = committee_terms(state, closed_at, books)
        turn.emit(e.CommitteeTermsSet(at=turn.now, dues=dues))


def note_number(turn: Turning, command: Numbered, books: MotionBooks) -> None:
    """Note the number, once: it may be told again."""
    state = turn.state
    if state.number:
        return
    dues = books.dues(state, turn.now, forward_by) if state.between_sessions else ()
    turn.emit(e.MotionRegistered(at=turn.now, number=command.number, dues=dues))
    notify(turn, map(deputy, state.counted), "registered", number=command.number)


def note_no_number(turn: Turning, command: Unnumbered, books: MotionBooks) -> None:
    """Tell the work body (代工委) that the year's numbers are used up; the motion stays in."""
    notify(turn, (post("work_body"),), "numbers_used_up", title=turn.state.text.title)


def _invite_head(turn: Turning) -> None:
    """Have the head of the delegation that moves be known, who hands the motion in."""
    state = turn.state
    delegation = state.meeting.delegations.get(state.delegation)
    if delegation is None or delegation.head in state.roster or state.phase in ENDED:
        return
    turn.emit(e.DelegationHeadFollowed(at=turn.now, account=delegation.head))
    head = deputy_key(state.congress, state.term, delegation.head)
    turn.send(head, Follow(follower=turn.key))


def _let_in(turn: Turning, books: MotionBooks) -> None:
    if suffices(turn.state, books.congress(turn.state)):
        hand_in(turn)
        return
    turn.emit(e.MotionReopened(at=turn.now))
    notify(turn, (deputy(turn.state.lead),), "reopened", title=turn.state.text.title)
