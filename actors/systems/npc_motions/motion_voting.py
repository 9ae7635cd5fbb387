"""On the agenda: signers who stand back, and the vote (撤回、表决)."""

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.congress_session_records import NoteVote
from actors.systems.npc_motions.deputy_roster import signers
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_review import require_decision
from actors.systems.npc_motions.motion_state import MotionState, counting, suffices
from actors.systems.npc_motions.notices import deputy, notify

Turning = Turn[MotionState]


def ask_to_withdraw(turn: Turning, command: c.AskToWithdraw, books: MotionBooks) -> None:
    """Ask, as a signer, to stand back; nothing changes before the presidium consents."""
    state = turn.state
    account = turn.by.id.partition(":")[2]
    if account not in state.counted or account in state.gone:
        raise Refusal(Reason("motion.not_a_signer"), kind="forbidden")
    if account in state.leaving:
        raise Refusal(Reason("motion.asked_already"), kind="not_now")
    if not command.reason.strip():
        raise Refusal(Reason("motion.reason_missing", "/reason"))
    turn.emit(e.WithdrawalAsked(at=turn.now, account=account, reason=command.reason))


def consent(turn: Turning, command: c.ConsentToWithdrawal, books: MotionBooks) -> None:
    """Let those who asked stand back. Without any signer left the motion is withdrawn; with fewer
    in office than may move it is terminated."""
    state = turn.state
    if not state.leaving:
        raise Refusal(Reason("motion.nobody_asked"), kind="not_now")
    require_decision(turn, books, command.present, command.in_favour)
    congress = books.congress(state)
    told = [deputy(account) for account in state.counted]
    turn.emit(e.SignersStoodBack(at=turn.now, accounts=state.leaving))
    after = turn.state
    if not signers(after.roster):
        turn.emit(e.MotionWithdrawn(at=turn.now))
        notify(turn, told, "withdrawn", number=state.number)
    elif not suffices(after, congress):
        left = len(thresholds.active_signers(counting(after)))
        turn.emit(e.MotionTerminated(at=turn.now, left=left))
        notify(turn, told, "terminated", number=state.number)


def record_vote(turn: Turning, command: c.RecordVote, books: MotionBooks) -> None:
    """Record the vote: adopted with more than half of all deputies, whoever is there.

    Raises:
        Refusal: the session is not open, too few are there or took part, or more votes were counted
            than people.
    """
    state = turn.state
    congress, members = books.congress(state), state.meeting.members
    if state.meeting.phase != "open":
        raise Refusal(Reason("motion.session_not_open"), kind="not_now")
    parts = (command.in_favour, command.against, command.abstained)
    taking_part = sum(parts)
    if min(parts) < 0 or not taking_part <= command.present <= members:
        raise Refusal(Reason("motion.more_votes_than_people", "/in_favour"))
    if not thresholds.quorate(congress, command.present, members):
        facts = {"present": str(command.present), "members": str(members)}
        raise Refusal(Reason("motion.not_quorate", "/present", facts), kind="not_now")
    if not thresholds.vote_valid(congress, taking_part, members):
        facts = {"taking_part": str(taking_part), "members": str(members)}
        raise Refusal(Reason("motion.vote_invalid", "/in_favour", facts), kind="not_now")
    adopted = thresholds.adopted(congress, command.in_favour, members)
    turn.emit(
        e.VoteRecorded(
            at=turn.now,
            present=command.present,
            in_favour=command.in_favour,
            against=command.against,
            abstained=command.abstained,
            members=members,
            adopted=adopted,
        )
    )
    turn.send(
        f"congress_session:{state.session}",
        NoteVote(
            motion=turn.id,
            title=state.text.title,
            in_favour=command.in_favour,
            against=command.against,
            abstained=command.abstained,
            adopted=adopted,
        ),
    )
    outcome = "adopted" if adopted else "rejected"
    notify(turn, map(deputy, state.counted), outcome, number=state.number)
