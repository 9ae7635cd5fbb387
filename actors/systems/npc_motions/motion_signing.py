"""From the draft to handing in: text, invitations, signatures, threshold, deadline."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.attachments import (
    AttachFile,
    Attachment,
    RemoveFile,
    with_file,
    without_file,
)
from actors.systems.npc_motions.clue_records import NoteUse, clue_key
from actors.systems.npc_motions.congress_session_names import congress_and_term, next_session
from actors.systems.npc_motions.deputy_roster import Follow, deputy_key, in_office, signers
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_numbers import ask_number
from actors.systems.npc_motions.motion_state import (
    MotionState,
    counting,
    needed,
    suffices,
)
from actors.systems.npc_motions.motion_text import Draft, Written, signed_hash
from actors.systems.npc_motions.notices import deputy, notify
from actors.systems.npc_motions.texts import require_open

Turning = Turn[MotionState]
PARTS = ("subject", "grounds", "plan")
NOT_IN_OFFICE = {
    "unknown": "motion.deputy_unknown",
    "suspended": "motion.deputy_suspended",
    "ended": "motion.deputy_ended",
}


def draft(turn: Turning, command: c.DraftMotion, books: MotionBooks) -> None:
    """Begin the motion; its lead and its session are asked what they are."""
    named = congress_and_term(command.session)
    if named is None:
        raise Refusal(Reason("motion.session_name", "/session"))
    if (command.mover == "delegation") is not bool(command.delegation):
        raise Refusal(Reason("motion.delegation", "/delegation"))
    _require_text(command)
    congress, term = named
    lead = turn.by.id.partition(":")[2]
    turn.emit(
        e.MotionDrafted(
            at=turn.now,
            lead=lead,
            session=command.session,
            congress=congress,
            term=term,
            mover=command.mover,
            delegation=command.delegation,
            form=command.form,
            text_hash=signed_hash(command, ()),
            **parts_of(command, Draft),
        )
    )
    turn.send(deputy_key(congress, term, lead), Follow(follower=turn.key))
    turn.send(f"congress_session:{command.session}", Follow(follower=turn.key))
    _cite(turn, command.clues)


def edit(turn: Turning, command: c.EditMotion, books: MotionBooks) -> None:
    """Change the text; signatures under the former one are void, and those deputies are told."""
    _require_text(command)
    known = turn.state.clues
    _rewrite(turn, command, turn.state.attachments)
    _cite(turn, [clue for clue in command.clues if clue not in known])


def attach(turn: Turning, command: AttachFile, books: MotionBooks) -> None:
    """Add a file to the text; signatures under the text without it are void."""
    _rewrite(turn, _as_it_stands(turn.state), with_file(turn.state.text, command))


def remove_file(turn: Turning, command: RemoveFile, books: MotionBooks) -> None:
    """Take a file from the text; signatures under the text with it are void."""
    _rewrite(turn, _as_it_stands(turn.state), without_file(turn.state.text, command))


def invite(turn: Turning, command: c.InviteCosigners, books: MotionBooks) -> None:
    """Invite deputies, once the text is complete; each is asked what he or she is."""
    state = turn.state
    faults = list(_incomplete(state))
    if faults:
        raise Refusal(*faults, kind="not_now")
    new = tuple(dict.fromkeys(a for a in command.accounts if a and a not in state.roster))
    if not new:
        raise Refusal(Reason("motion.nobody_new", "/accounts"))
    turn.emit(e.CosignersInvited(at=turn.now, accounts=new))
    _follow(turn, new)
    notify(turn, map(deputy, new), "invited", title=state.text.title)


def sign(turn: Turning, command: c.SignMotion, books: MotionBooks) -> None:
    """Sign the text as it stands, all of which was shown to a deputy in office."""
    state = turn.state
    account = turn.by.id.partition(":")[2]
    if account in signers(state.roster):
        raise Refusal(Reason("motion.signed_already"), kind="not_now")
    faults: list[Reason] = []
    if not command.read_to_end:
        faults.append(Reason("motion.not_read", "/read_to_end"))
    if command.text_hash != state.text.hash:
        faults.append(Reason("motion.text_changed", "/text_hash"))
    if faults:
        raise Refusal(*faults)
    _require_office(state, account)
    known = state.roster[account].membership
    if state.mover == "delegation" and known.delegation != state.delegation:
        raise Refusal(Reason("motion.other_delegation"), kind="forbidden")
    if state.mover == "committee" and not known.committee_member:
        raise Refusal(Reason("motion.no_committee_member"), kind="forbidden")
    turn.emit(e.MotionSigned(at=turn.now, account=account, text_hash=command.text_hash))


def withdraw_signature(turn: Turning, command: c.WithdrawSignature, books: MotionBooks) -> None:
    """Take a signature back; the log keeps which text it stood under."""
    state = turn.state
    account = turn.by.id.partition(":")[2]
    if account == state.lead:
        raise Refusal(Reason("motion.lead_abandons"), kind="not_now")
    if account not in signers(state.roster):
        raise Refusal(Reason("motion.not_signed"), kind="not_now")
    text_hash = state.roster[account].text_hash
    turn.emit(
        e.SignatureWithdrawn(
            at=turn.now, account=account, text_hash=text_hash, reason=command.reason
        )
    )
    notify(turn, (deputy(state.lead),), "signature_withdrawn", title=state.text.title)


def abandon(turn: Turning, command: c.AbandonMotion, books: MotionBooks) -> None:
    """Give the motion up."""
    others = [deputy(a) for a in turn.state.roster if a != turn.state.lead]
    turn.emit(e.MotionAbandoned(at=turn.now))
    notify(turn, others, "abandoned", title=turn.state.text.title)


def submit(turn: Turning, command: c.SubmitMotion, books: MotionBooks) -> dict[str, str]:
    """Hand the motion in: everything is asked in this turn. The reply is its receipt (回执).

    Raises:
        Refusal: it is incomplete, too few deputies in office stand behind it, whoever hands it in
            is not in office, or it is late; then the reason names the deadline.
    """
    state = turn.state
    _require_ready(turn, books)
    late = state.meeting.motion_deadline
    if is_late(state, turn.now):
        facts = {"deadline": local_minute(late or turn.now), "next": next_session(state.session)}
        raise Refusal(Reason("motion.late", facts=facts), kind="not_now")
    hand_in(turn)
    return {
        "receipt": turn.id,
        "at": local_minute(turn.now),
        "text_hash": state.text.hash,
        "signers": str(len(turn.state.counted)),
    }


def queue(turn: Turning, command: c.QueueForNextSession, books: MotionBooks) -> None:
    """Have a late motion wait for the next session, which is asked to tell when it opens."""
    state = turn.state
    _require_ready(turn, books)
    if not is_late(state, turn.now):
        raise Refusal(Reason("motion.in_time"), kind="not_now")
    following = next_session(state.session)
    turn.emit(
        e.MotionQueued(
            at=turn.now,
            late_from=state.session,
            session=following,
            deadline=state.meeting.motion_deadline or turn.now,
        )
    )
    turn.send(f"congress_session:{following}", Follow(follower=turn.key))


def hand_in(turn: Turning) -> None:
    """Record that the motion is handed in now, by the signers that count now, and ask for its
    number."""
    state = turn.state
    active = thresholds.active_signers(counting(state))
    turn.emit(
        e.MotionSubmitted(
            at=turn.now,
            session=state.session,
            signers=tuple(account for account in signers(state.roster) if account in active),
            text_hash=state.text.hash,
            between_sessions=state.meeting.phase != "open",
            late_from=state.late_from,
        )
    )
    ask_number(turn, state)


def is_late(state: MotionState, now: datetime) -> bool:
    """Tell whether the deadline of the motion's session has passed at `now`, or the session."""
    deadline = state.meeting.motion_deadline
    return state.meeting.phase == "closed" or (deadline is not None and now > deadline)


def local_minute(at: datetime) -> str:
    """Return the instant `at` as people here write it: "2026-02-03 12:00"."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _require_ready(turn: Turning, books: MotionBooks) -> None:
    state = turn.state
    congress = books.congress(state)
    _require_office(state, turn.by.id.partition(":")[2])
    faults = list(_incomplete(state))
    if (state.mover == "committee") is not (state.meeting.body == "standing_committee"):
        faults.append(Reason("motion.other_body"))
    if state.mover == "delegation" and not congress.delegation_may_move.holds:
        faults.append(Reason("motion.delegations_do_not_move"))
    elif not suffices(state, congress):
        signed = len(thresholds.active_signers(counting(state)))
        facts = {"needed": str(needed(state, congress)), "signed": str(signed)}
        faults.append(Reason("motion.too_few", facts=facts))
    if faults:
        raise Refusal(*faults, kind="not_now")


def _require_office(state: MotionState, account: str) -> None:
    if in_office(state.roster, account, congress=state.congress, term=state.term):
        return
    known = state.roster.get(account)
    status = known.membership.status if known else "unknown"
    if status == "active":
        raise Refusal(Reason("motion.other_congress"), kind="forbidden")
    raise Refusal(Reason(NOT_IN_OFFICE[status]), kind="forbidden")


def _incomplete(state: MotionState) -> Iterator[Reason]:
    """Yield what the motion lacks before anybody may be asked to sign it."""
    for part in PARTS:
        if not getattr(state.text, part).strip():
            yield Reason(f"motion.{part}_missing", f"/{part}")
    if not state.text.one_matter:
        yield Reason("motion.one_matter", "/one_matter")
    if state.form == "bill" and not state.text.bill_text.strip():
        yield Reason("motion.bill_text_missing", "/bill_text")


def _require_text(command: Draft) -> None:
    if not command.title.strip():
        raise Refusal(Reason("motion.title_missing", "/title"))
    parts = {name: getattr(command, name) for name in ("title", *PARTS, "bill_text")}
    require_open(**parts)


def _rewrite(turn: Turning, text: Draft, attachments: tuple[Attachment, ...]) -> None:
    """Have `text` with these files be what is signed; the lead signs by writing it."""
    state = turn.state
    former, new = state.text.hash, signed_hash(text, attachments)
    others = tuple(account for account in signers(state.roster) if account != state.lead)
    voided = others if new != former else ()
    turn.emit(
        e.MotionEdited(
            at=turn.now,
            attachments=attachments,
            former_hash=former,
            text_hash=new,
            voided=voided,
            **parts_of(text, Draft),
        )
    )
    notify(turn, map(deputy, voided), "text_changed", title=text.title)


def _as_it_stands(state: MotionState) -> Draft:
    return Draft(**parts_of(state.text, Written), clues=state.clues, publishable=state.publishable)


def _cite(turn: Turning, clues: Iterable[str]) -> None:
    for clue in dict.fromkeys(clues):
        turn.send(clue_key(clue), NoteUse(suggestion=turn.id, kind="motion"))


def _follow(turn: Turning, accounts: tuple[str, ...]) -> None:
    state = turn.state
    for account in accounts:
        turn.send(deputy_key(state.congress, state.term, account), Follow(follower=turn.key))
