"""The reply (答复): drafted, approved by the head, sealed, sent. No step can be left out."""

from collections.abc import Iterable

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.commitment_dates import commitment_cards
from actors.systems.npc_motions.commitment_records import BeginCommitment
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.letters import COPIES, recipients_of, withdraw_letters
from actors.systems.npc_motions.handling.state import Draft, HandlingState
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion.commands import NoteReply
from actors.systems.npc_motions.suggestion.state import Reply
from actors.systems.npc_motions.texts import digest, require_filled, require_open

Turning = Turn[HandlingState]


def draft_reply(_: Books, turn: Turning, command: c.DraftReply) -> None:
    """Draft the reply, when there is everything that it has to rest on."""
    require_filled(text=command.text, contact=command.contact, telephone=command.telephone)
    require_open(text=command.text, answers=[each.text for each in command.answers])
    reasons = [*_lacking(turn.state), *_gaps(turn, command)]
    if reasons:
        raise Refusal(*reasons)
    draft = Draft(
        text=command.text,
        answers={str(each.request): each.text for each in command.answers},
        result=command.result,
        reasons=command.reasons,
        promises=command.promises,
        contact=command.contact,
        telephone=command.telephone,
        sha256=digest_of(command),
        by=turn.by.id,
    )
    turn.emit(e.ReplyDrafted(at=turn.now, draft=draft))


def digest_of(reply: c.DraftReply) -> str:
    """Return the SHA-256 of everything that a reply says to the deputy."""
    ordered = sorted((str(each.request), each.text) for each in reply.answers)
    answers = [f"{number} {text}" for number, text in ordered]
    promises = [f"{promise.due} {promise.text}" for promise in reply.promises]
    said = [*answers, reply.reasons, *promises, reply.contact, reply.telephone]
    return digest(reply.result, reply.text, said)


def _lacking(state: HandlingState) -> Iterable[Reason]:
    """Yield what must have happened before anything is answered."""
    if not state.contacts:
        yield Reason("handling.contact_missing")
    there = {view.unit for view in state.views}
    for unit in state.assistants:
        if unit not in there:
            yield Reason("handling.view_missing", facts={"unit": unit})
    if state.disagreement:
        yield Reason("handling.disagreement_open")


def _gaps(turn: Turning, command: c.DraftReply) -> Iterable[Reason]:
    """Yield what the reply itself lacks."""
    answered = {each.request for each in command.answers if each.text.strip()}
    for number in turn.state.requests:
        if number not in answered:
            yield Reason("handling.answer_missing", "/answers", {"request": str(number)})
    if command.result == "D" and not command.reasons.strip():
        yield Reason("handling.reasons_missing", "/reasons")
    if command.result in ("B", "C") and not command.promises:
        yield Reason("handling.promise_missing", "/promises")
    if command.result in ("A", "D") and command.promises:
        yield Reason("handling.promise_out_of_class", "/promises")
    today = local_day(turn.now)
    for number, promise in enumerate(command.promises):
        if promise.due <= today:
            yield Reason("handling.promise_past", f"/promises/{number}/due")
        if not promise.text.strip():
            yield Reason("proposal.empty", f"/promises/{number}/text")


def send_back(_: Books, turn: Turning, command: c.SendBackDraft) -> None:
    """Have it drafted again."""
    require_filled(reason=command.reason)
    withdraw_letters(turn)
    turn.emit(e.DraftSentBack(at=turn.now, reason=command.reason))
    notify(turn, [post("handler", turn.state.unit)], "draft_sent_back")


def approve(_: Books, turn: Turning, command: c.ApproveReply) -> None:
    """Approve the draft of somebody else."""
    draft = _draft(turn.state)
    if draft.by == turn.by.id:
        raise Refusal(Reason("handling.own_draft"), kind="forbidden")
    turn.emit(e.ReplyApproved(at=turn.now, by=turn.by.id, sha256=draft.sha256))
    notify(turn, [post("seal_keeper", turn.state.unit)], "reply_approved")


def send(books: Books, turn: Turning, command: c.SendReply) -> None:
    """Send it: to the deputies, with copies, and with its commitments begun."""
    state, draft = turn.state, _draft(turn.state)
    lacking = [*_lacking(state)]
    if lacking:
        raise Refusal(*lacking, kind="not_now")
    commitments = tuple(f"{turn.id}-{n}" for n, _ in enumerate(draft.promises, start=1))
    recipients = recipients_of(books, state)
    turn.emit(
        e.ReplySent(
            at=turn.now,
            result=draft.result,
            sha256=draft.sha256,
            letter=state.letter,
            recipients=recipients,
            copies=COPIES,
            commitments=commitments,
        )
    )
    _begin_commitments(books, turn, commitments)
    reply = Reply(
        handling=turn.id,
        unit=state.unit,
        round=state.round,
        result=draft.result,
        sha256=draft.sha256,
        letter=state.letter,
        at=turn.now,
        commitments=commitments,
    )
    turn.send(f"suggestion:{state.suggestion}", NoteReply(reply=reply))
    notify(turn, [*map(deputy, recipients), *map(post, COPIES)], "replied", unit=state.unit)


def _begin_commitments(books: Books, turn: Turning, commitments: tuple[str, ...]) -> None:
    state, profile = turn.state, books.of(turn.state.profile)
    for id, promise in zip(commitments, _draft(state).promises, strict=True):
        turn.send(
            f"commitment:{id}",
            BeginCommitment(
                suggestion=state.suggestion,
                number=state.number,
                handling=turn.id,
                congress=state.congress,
                unit=state.unit,
                lead=state.lead,
                text=promise.text,
                due=promise.due,
                cards=commitment_cards(profile, promise.due),
            ),
        )


def _draft(state: HandlingState) -> Draft:
    assert state.draft is not None  # the states of the offers follow a draft
    return state.draft
