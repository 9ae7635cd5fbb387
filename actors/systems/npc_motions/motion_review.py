"""From the number to the presidium's decision, and its reconsideration (审查、决定、复议)."""

from datetime import datetime

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_dates import (
    consult_by,
    opinion_by,
    reconsideration_in_time,
    reconsideration_until,
    report_by,
    views_by,
)
from actors.systems.npc_motions.motion_signing import local_minute
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.provisions import Reconsideration
from actors.systems.npc_motions.thresholds import Signature

Turning = Turn[MotionState]


def forward(turn: Turning, command: c.ForwardToCommittee, books: MotionBooks) -> None:
    """Forward the motion to a committee; between sessions the term of its opinion begins."""
    if not command.committee:
        raise Refusal(Reason("motion.committee_missing", "/committee"))
    state = turn.state
    dues = books.dues(state, turn.now, opinion_by) if state.between_sessions else ()
    turn.emit(e.MotionForwarded(at=turn.now, committee=command.committee, dues=dues))


def give_back(turn: Turning, command: c.ReturnMotion, books: MotionBooks) -> None:
    """Return the motion for a ground, with a text, its deputies having been heard."""
    require_heard(turn, command.heard_at, command.text)
    turn.emit(
        e.MotionReturned(
            at=turn.now, ground=command.ground, text=command.text, heard_at=command.heard_at
        )
    )
    tell_signers(turn, "returned")


def give_opinion(turn: Turning, command: c.GiveOpinion, books: MotionBooks) -> None:
    """Tell what the committee recommends."""
    if not command.text.strip():
        raise Refusal(Reason("motion.text_missing", "/text"))
    turn.emit(
        e.OpinionGiven(
            at=turn.now,
            committee=turn.state.committee,
            recommends=command.recommends,
            text=command.text,
        )
    )


def decide(turn: Turning, command: c.DecideMotion, books: MotionBooks) -> None:
    """Record the presidium's decision; all deputies are told."""
    require_decision(turn, books, command.present, command.in_favour)
    if command.outcome == "not_a_motion" and not command.reason.strip():
        raise Refusal(Reason("motion.reason_missing", "/reason"))
    turn.emit(
        e.MotionDecided(
            at=turn.now,
            outcome=command.outcome,
            present=command.present,
            in_favour=command.in_favour,
            members=turn.state.meeting.presidium,
            reason=command.reason,
            dues=_dues_of(turn, command.outcome, books),
        )
    )
    _tell_congress(turn)


def ask_reconsideration(turn: Turning, command: c.AskReconsideration, books: MotionBooks) -> None:
    """Ask for reconsideration as one of the signers; when enough of them have, it is opened.

    Raises:
        Refusal: it was reconsidered before, the place knows no reconsideration, the last second has
            passed, or whoever asks is no signer in office.
    """
    state = turn.state
    account = turn.by.id.partition(":")[2]
    if state.answered:
        raise Refusal(Reason("motion.reconsidered_before"), kind="not_now")
    if not command.text.strip():
        raise Refusal(Reason("motion.text_missing", "/text"))
    own = _counted(state)
    if account not in thresholds.active_signers(own):
        raise Refusal(Reason("motion.not_a_signer"), kind="forbidden")
    if account in state.asking:
        raise Refusal(Reason("motion.asked_already"), kind="not_now")
    rule = _rule_in_time(turn, books)
    turn.emit(e.ReconsiderationAsked(at=turn.now, account=account, text=command.text))
    asking = turn.state.asking
    behind = [signature for signature in own if signature.deputy in asking]
    if thresholds.reconsideration_suffices(rule, own, behind):
        turn.emit(e.ReconsiderationOpened(at=turn.now, asked=asking))


def answer_reconsideration(
    turn: Turning, command: c.AnswerReconsideration, books: MotionBooks
) -> None:
    """Record the presidium's answer, with its reason; there is no second reconsideration."""
    require_decision(turn, books, command.present, command.in_favour)
    if not command.reason.strip():
        raise Refusal(Reason("motion.reason_missing", "/reason"))
    turn.emit(
        e.ReconsiderationAnswered(
            at=turn.now,
            outcome=command.outcome,
            present=command.present,
            in_favour=command.in_favour,
            members=turn.state.meeting.presidium,
            reason=command.reason,
            dues=_dues_of(turn, command.outcome, books),
        )
    )
    tell_signers(turn, "reconsidered")


def require_decision(turn: Turning, books: MotionBooks, present: int, in_favour: int) -> None:
    """Check that the presidium could decide and did, by more than half of all its members.

    Raises:
        Refusal: it could not, or did not.
    """
    congress, members = books.congress(turn.state), turn.state.meeting.presidium
    if members < 1:
        raise Refusal(Reason("motion.no_presidium"), kind="not_now")
    if not 0 <= in_favour <= present <= members:
        raise Refusal(Reason("motion.more_votes_than_people", "/in_favour"))
    if not thresholds.presidium_quorate(congress, present, members):
        facts = {"present": str(present), "members": str(members)}
        raise Refusal(Reason("motion.presidium_not_quorate", "/present", facts), kind="not_now")
    if not thresholds.presidium_decides(congress, in_favour, members):
        needed = thresholds.needed(congress.presidium_decision.share, members)
        facts = {"in_favour": str(in_favour), "needed": str(needed)}
        raise Refusal(Reason("motion.presidium_majority", "/in_favour", facts), kind="not_now")


def committee_terms(
    state: MotionState, closed_at: datetime, books: MotionBooks
) -> tuple[FixedDate, ...]:
    """Return the terms of a motion that was left to a committee after the session."""
    return books.dues(state, closed_at, consult_by, views_by, report_by)


def _dues_of(turn: Turning, outcome: c.Outcome, books: MotionBooks) -> tuple[FixedDate, ...]:
    closed_at = turn.state.meeting.closed_at
    if outcome != "committee_later" or closed_at is None:
        return ()
    return committee_terms(turn.state, closed_at, books)


def _rule_in_time(turn: Turning, books: MotionBooks) -> Reconsideration:
    profile = books.profile(turn.state, turn.now)
    if profile is None or profile.motions is None:
        raise Refusal(Reason("motion.no_reconsideration"), kind="not_now")
    last = turn.state.meeting.last_meeting
    if last is None:
        raise Refusal(Reason("motion.no_presidium"), kind="not_now")
    if not reconsideration_in_time(profile, turn.now, last):
        facts = {"until": local_minute(reconsideration_until(profile, last) or last)}
        raise Refusal(Reason("motion.reconsideration_late", facts=facts), kind="not_now")
    return profile.motions.reconsideration


def _counted(state: MotionState) -> tuple[Signature, ...]:
    """Return the signatures that counted when it was handed in, as their deputies stand now."""
    return tuple(
        state.roster[account].signature for account in state.counted if account in state.roster
    )


def require_heard(turn: Turning, heard_at: datetime, text: str) -> None:
    """Check that the deputies were heard since it was handed in, and that a text says why.

    Raises:
        Refusal: one of the two is missing.
    """
    faults: list[Reason] = []
    if not text.strip():
        faults.append(Reason("motion.text_missing", "/text"))
    submitted = turn.state.submitted_at
    if submitted is None or not submitted <= heard_at <= turn.now:
        faults.append(Reason("motion.not_heard", "/heard_at"))
    if faults:
        raise Refusal(*faults)


def tell_signers(turn: Turning, template: str) -> None:
    """Tell those whose signatures counted."""
    state = turn.state
    notify(turn, map(deputy, state.counted), template, number=state.number)


def _tell_congress(turn: Turning) -> None:
    state = turn.state
    everybody = [post("deputy", delegation) for delegation in state.meeting.delegations]
    told = everybody or map(deputy, state.counted)
    notify(turn, told, "decided", number=state.number, outcome=state.outcome or "")
