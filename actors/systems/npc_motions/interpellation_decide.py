"""What an interpellation answers to each command."""

from collections.abc import Mapping

from actors.kernel.errors import Reason, Refusal
from actors.kernel.offer import Handler
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.congress_session_names import congress_and_term
from actors.systems.npc_motions.congress_session_records import NoteSession
from actors.systems.npc_motions.deputy_roster import (
    Follow,
    NoteDeputy,
    deputy_key,
    in_office,
    news,
    signatures,
    signers,
)
from actors.systems.npc_motions.motion_text import hash_of
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.texts import require_open

MOST_ANSWERS = 2
Turning = Turn[r.InterpellationState]


def handlers(
    congresses: Mapping[str, Congress],
) -> dict[type[Command], Handler[r.InterpellationState]]:
    """Return what answers each command, by the numbers of `congresses`."""

    def congress_of(turn: Turning) -> Congress:
        found = congresses.get(turn.state.meeting.level)
        if found is None:
            facts = {"session": turn.state.session}
            raise Refusal(Reason("interpellation.session_unknown", facts=facts), kind="not_now")
        return found

    def submit(turn: Turning, command: r.SubmitInterpellation) -> None:
        state, congress = turn.state, congress_of(turn)
        _require_office(state, _account(turn))
        if state.meeting.phase != "open":
            raise Refusal(Reason("interpellation.session_not_open"), kind="not_now")
        if not suffices(state, congress):
            active = thresholds.active_signers(_counting(state))
            facts = {"needed": str(needed(state, congress)), "signed": str(len(active))}
            raise Refusal(Reason("interpellation.too_few", facts=facts), kind="not_now")
        active = thresholds.active_signers(_counting(state))
        turn.emit(
            r.InterpellationSubmitted(
                at=turn.now,
                signers=tuple(each for each in signers(state.roster) if each in active),
                text_hash=state.text_hash,
            )
        )

    def deliver(turn: Turning, command: r.DeliverInterpellation) -> None:
        state, congress = turn.state, congress_of(turn)
        members = state.meeting.presidium
        if not 0 <= command.in_favour <= command.present <= members:
            raise Refusal(Reason("interpellation.more_votes_than_people", "/in_favour"))
        if not thresholds.presidium_quorate(congress, command.present, members):
            raise Refusal(
                Reason("interpellation.presidium_not_quorate", "/present"), kind="not_now"
            )
        if not thresholds.presidium_decides(congress, command.in_favour, members):
            raise Refusal(Reason("interpellation.presidium_majority", "/in_favour"), kind="not_now")
        if command.answer_by <= turn.now:
            raise Refusal(Reason("interpellation.answer_by_over", "/answer_by"))
        turn.emit(
            r.InterpellationDelivered(
                at=turn.now,
                manner=command.manner,
                answer_by=command.answer_by,
                present=command.present,
                in_favour=command.in_favour,
            )
        )
        notify(turn, (post("unit_head", state.target),), "delivered")

    def judge(turn: Turning, command: r.JudgeAnswer) -> None:
        state, account = turn.state, _account(turn)
        if account not in state.counted:
            raise Refusal(Reason("interpellation.not_a_signer"), kind="forbidden")
        _require_office(state, account)
        if account in state.answers[-1].judged:
            raise Refusal(Reason("interpellation.judged_already"), kind="not_now")
        if not command.satisfied and not command.text.strip():
            raise Refusal(Reason("interpellation.text_missing", "/text"))
        turn.emit(
            r.AnswerJudged(
                at=turn.now,
                account=account,
                round=len(state.answers),
                satisfied=command.satisfied,
                text=command.text,
            )
        )
        against = sum(not satisfied for satisfied in turn.state.answers[-1].judged.values())
        asked = thresholds.second_answer_needs(congress_of(turn), len(state.counted))
        if against >= asked and len(state.answers) < MOST_ANSWERS:
            turn.emit(
                r.SecondAnswerDemanded(
                    at=turn.now, dissatisfied=against, signers=len(state.counted)
                )
            )
            notify(turn, (post("unit_head", state.target),), "second_answer")

    return {
        r.DraftInterpellation: _draft,
        r.InviteInterpellants: _invite,
        r.SignInterpellation: _sign,
        r.LeaveInterpellation: _leave,
        r.SubmitInterpellation: submit,
        r.WithdrawInterpellation: _withdraw,
        r.DeliverInterpellation: deliver,
        r.AnswerInterpellation: _answer,
        r.JudgeAnswer: judge,
        r.CloseInterpellation: _close,
        NoteDeputy: _note_deputy,
        NoteSession: _note_session,
    }


def needed(state: r.InterpellationState, congress: Congress) -> int:
    """Return how many active signers the interpellation needs."""
    if state.mover == "delegation":
        delegation = state.meeting.delegations.get(state.delegation)
        return thresholds.delegation_needs(congress, delegation.deputies if delegation else 0)
    if state.mover == "committee":
        asked = congress.committee_interpellants
        return asked.count if asked else 0
    return congress.interpellants.count


def suffices(state: r.InterpellationState, congress: Congress) -> bool:
    """Tell whether enough stand behind the interpellation at this instant."""
    signed = _counting(state)
    if (state.mover == "committee") is not (state.meeting.body == "standing_committee"):
        return False
    if state.mover == "delegation":
        delegation = state.meeting.delegations.get(state.delegation)
        deputies = delegation.deputies if delegation else 0
        return deputies > 0 and thresholds.delegation_interpellates(congress, signed, deputies)
    if state.mover == "committee":
        asked = congress.committee_interpellants
        return asked is not None and len(thresholds.active_signers(signed)) >= asked.count
    return thresholds.interpellation_suffices(congress, signed)


def _counting(state: r.InterpellationState) -> tuple[thresholds.Signature, ...]:
    people = {account: each.membership for account, each in state.roster.items()}
    among: list[str] | None = None
    if state.mover == "delegation":
        among = [a for a, known in people.items() if known.delegation == state.delegation]
    elif state.mover == "committee":
        among = [a for a, known in people.items() if known.committee_member]
    return signatures(state.roster, congress=state.congress, term=state.term, among=among)


def _account(turn: Turning) -> str:
    return turn.by.id.partition(":")[2]


def _draft(turn: Turning, command: r.DraftInterpellation) -> None:
    named = congress_and_term(command.session)
    faults: list[Reason] = []
    if named is None:
        faults.append(Reason("interpellation.session_name", "/session"))
    if (command.mover == "delegation") is not bool(command.delegation):
        faults.append(Reason("interpellation.delegation", "/delegation"))
    for part in ("target", "question", "content"):
        if not getattr(command, part).strip():
            faults.append(Reason(f"interpellation.{part}_missing", f"/{part}"))
    if named is None or faults:
        raise Refusal(*faults)
    require_open(question=command.question, content=command.content)
    congress, term = named
    turn.emit(
        r.InterpellationDrafted(
            at=turn.now,
            lead=_account(turn),
            session=command.session,
            congress=congress,
            term=term,
            mover=command.mover,
            delegation=command.delegation,
            target=command.target,
            question=command.question,
            content=command.content,
            text_hash=hash_of(command.target, command.question, command.content),
        )
    )
    turn.send(deputy_key(congress, term, turn.state.lead), Follow(follower=turn.key))
    turn.send(f"congress_session:{command.session}", Follow(follower=turn.key))


def _invite(turn: Turning, command: r.InviteInterpellants) -> None:
    state = turn.state
    new = tuple(dict.fromkeys(a for a in command.accounts if a and a not in state.roster))
    if not new:
        raise Refusal(Reason("interpellation.nobody_new", "/accounts"))
    turn.emit(r.InterpellantsInvited(at=turn.now, accounts=new))
    for account in new:
        turn.send(deputy_key(state.congress, state.term, account), Follow(follower=turn.key))
    notify(turn, map(deputy, new), "invited")


def _sign(turn: Turning, command: r.SignInterpellation) -> None:
    state, account = turn.state, _account(turn)
    if account in signers(state.roster):
        raise Refusal(Reason("interpellation.signed_already"), kind="not_now")
    if not command.read_to_end or command.text_hash != state.text_hash:
        raise Refusal(Reason("interpellation.not_read", "/read_to_end"))
    _require_office(state, account)
    turn.emit(r.InterpellationSigned(at=turn.now, account=account, text_hash=command.text_hash))


def _leave(turn: Turning, command: r.LeaveInterpellation) -> None:
    state, account = turn.state, _account(turn)
    if account not in signers(state.roster):
        raise Refusal(Reason("interpellation.not_signed"), kind="not_now")
    turn.emit(r.InterpellationLeft(at=turn.now, account=account, text_hash=state.text_hash))


def _withdraw(turn: Turning, command: r.WithdrawInterpellation) -> None:
    if not command.reason.strip():
        raise Refusal(Reason("interpellation.text_missing", "/reason"))
    turn.emit(r.InterpellationWithdrawn(at=turn.now, reason=command.reason))


def _answer(turn: Turning, command: r.AnswerInterpellation) -> None:
    faults = [
        Reason(f"interpellation.{part}_missing", f"/{part}")
        for part in ("text", "answered_by")
        if not getattr(command, part).strip()
    ]
    if faults:
        raise Refusal(*faults)
    require_open(text=command.text)
    turn.emit(
        r.InterpellationAnswered(
            at=turn.now,
            round=len(turn.state.answers) + 1,
            text=command.text,
            answered_by=command.answered_by,
        )
    )
    notify(turn, map(deputy, turn.state.counted), "answered")


def _close(turn: Turning, command: r.CloseInterpellation) -> None:
    turn.emit(r.InterpellationClosed(at=turn.now, text=command.text))


def _note_deputy(turn: Turning, command: NoteDeputy) -> None:
    if news(turn.state.roster, command.membership):
        turn.emit(r.InterpellantNoted(at=turn.now, membership=command.membership))


def _note_session(turn: Turning, command: NoteSession) -> None:
    if command.session == turn.state.session and command.facts.seq > turn.state.meeting.seq:
        turn.emit(r.SessionHeard(at=turn.now, facts=command.facts))


def _require_office(state: r.InterpellationState, account: str) -> None:
    if not in_office(state.roster, account, congress=state.congress, term=state.term):
        raise Refusal(Reason("interpellation.not_in_office"), kind="forbidden")
