"""Writing, co-signing and handing in a suggestion."""

from collections.abc import Iterable

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions.attachments import (
    AttachFile,
    Attachment,
    RemoveFile,
    digests,
    with_file,
    without_file,
)
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.clue_records import NoteUse, clue_key
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.numbers import ask_number
from actors.systems.npc_motions.suggestion.state import Origin, SuggestionState, Text
from actors.systems.npc_motions.suggestion_dates import assign_by
from actors.systems.npc_motions.texts import digest, require_filled, require_open

Turning = Turn[SuggestionState]


def account_of(by: Identity) -> str:
    """Return the account of who acts."""
    return by.id.partition(":")[2]


def require_in_office(turn: Turning) -> None:
    """Check that who acts is a deputy in office of the suggestion's congress and term.

    Raises:
        Refusal: suspended, ended, of another congress, or not known as one.
    """
    state = turn.state
    account = account_of(turn.by)
    if not roster.in_office(state.roster, account, congress=state.congress, term=state.term):
        raise Refusal(Reason("suggestion.not_in_office"), kind="forbidden")


def save_draft(books: Books, turn: Turning, command: c.SaveDraft) -> None:
    """Begin a draft or change it; a changed text voids the signatures under the old one."""
    _require_mover(turn, command)
    require_open(title=command.title, matter=command.matter, requests=command.requests)
    for number, unit in enumerate(command.proposed_units):
        books.require_unit(unit, f"/proposed_units/{number}")
    state, lead = turn.state, turn.state.lead or account_of(turn.by)
    profile = books.in_force(command.congress, turn.now)
    turn.emit(
        e.DraftSaved(
            at=turn.now,
            **parts_of(command, Origin),
            lead=lead,
            topic=command.topic,
            clues=command.clues,
            proposed_units=command.proposed_units,
            public_allowed=command.public_allowed,
            profile=profile.key,
        )
    )
    if not state.phase:
        follow(turn, lead)
    _change_text(turn, command.title, command.matter, command.requests, state.attachments)
    cite(turn, [clue for clue in command.clues if clue not in state.clues])


def cite(turn: Turning, clues: Iterable[str]) -> None:
    """Have the clues know that they are cited."""
    for clue in clues:
        turn.send(clue_key(clue), NoteUse(suggestion=turn.id))


def _require_mover(turn: Turning, command: c.SaveDraft) -> None:
    state = turn.state
    if state.phase and (state.congress, state.term) != (command.congress, command.term):
        raise Refusal(Reason("suggestion.congress_changed", "/congress"))
    if command.mover != "delegation":
        return
    if not turn.by.has("delegation_head"):
        raise Refusal(Reason("suggestion.delegation_head_only", "/mover"), kind="forbidden")
    if not command.session:
        raise Refusal(Reason("suggestion.delegation_in_session_only", "/session"))
    if not command.delegation:
        raise Refusal(Reason("suggestion.delegation_missing", "/delegation"))


def _change_text(
    turn: Turning,
    title: str,
    matter: str,
    requests: tuple[str, ...],
    attachments: tuple[Attachment, ...],
) -> None:
    state = turn.state
    sha256 = digest(title, matter, requests, digests(attachments))
    before = state.texts[-1].sha256 if state.texts else ""
    if sha256 == before:
        return
    text = Text(
        title=title,
        matter=matter,
        requests=requests,
        sha256=sha256,
        at=turn.now,
        by=turn.by.id,
        attachments=attachments,
    )
    turn.emit(e.TextChanged(at=turn.now, text=text))
    voided = tuple(name for name in roster.signers(state.roster) if name != state.lead)
    if voided:
        turn.emit(e.SignaturesVoided(at=turn.now, accounts=voided, before=before, after=sha256))
        notify(turn, map(deputy, voided), "signature_voided")
    turn.emit(e.Signed(at=turn.now, account=state.lead, sha256=sha256))


def attach(_: Books, turn: Turning, command: AttachFile) -> None:
    """Add a file to the text; signatures under the text without it are void."""
    text = turn.state.text
    _change_text(turn, text.title, text.matter, text.requests, with_file(text, command))


def remove_file(_: Books, turn: Turning, command: RemoveFile) -> None:
    """Take a file from the text; signatures under the text with it are void."""
    text = turn.state.text
    _change_text(turn, text.title, text.matter, text.requests, without_file(text, command))


def follow(turn: Turning, account: str) -> None:
    """Have the deputy `account` tell the suggestion what he or she is."""
    key = roster.deputy_key(turn.state.congress, turn.state.term, account)
    turn.send(key, roster.Follow(follower=turn.key))


def invite(_: Books, turn: Turning, command: c.InviteCosigners) -> None:
    """Invite deputies who are not invited yet."""
    new = tuple(dict.fromkeys(name for name in command.accounts if name not in turn.state.roster))
    if not new:
        raise Refusal(Reason("suggestion.nobody_new", "/accounts"))
    turn.emit(e.CosignersInvited(at=turn.now, accounts=new))
    for account in new:
        follow(turn, account)
    notify(turn, map(deputy, new), "invited_to_sign")


def note_deputy(_: Books, turn: Turning, command: roster.NoteDeputy) -> None:
    """Keep what a deputy told of itself."""
    if roster.news(turn.state.roster, command.membership):
        turn.emit(e.DeputyNoted(at=turn.now, membership=command.membership))


def sign(_: Books, turn: Turning, command: c.Sign) -> None:
    """Put the signature of an invited deputy under the text as it stands."""
    require_in_office(turn)
    state, account = turn.state, account_of(turn.by)
    if command.sha256 != state.text.sha256:
        raise Refusal(Reason("suggestion.text_changed", "/sha256"), kind="not_now")
    if account not in roster.signers(state.roster):
        turn.emit(e.Signed(at=turn.now, account=account, sha256=command.sha256))


def withdraw_signature(_: Books, turn: Turning, command: c.WithdrawSignature) -> None:
    """Take the signature of a co-signer back; the lead can only withdraw the whole."""
    account = account_of(turn.by)
    if account == turn.state.lead or account not in roster.signers(turn.state.roster):
        raise Refusal(Reason("suggestion.no_signature"))
    turn.emit(e.SignatureWithdrawn(at=turn.now, account=account))
    notify(turn, [deputy(turn.state.lead)], "signature_withdrawn")


def submit(books: Books, turn: Turning, command: c.Submit) -> None:
    """Hand the draft in with the signatures that count now, and ask for a number."""
    require_in_office(turn)
    state = turn.state
    require_filled(title=state.text.title, matter=state.text.matter)
    if not command.one_matter:
        raise Refusal(Reason("suggestion.one_matter", "/one_matter"))
    if state.mover == "delegation" and not _heads(state):
        raise Refusal(Reason("suggestion.another_delegation"), kind="forbidden")
    others = [
        each.deputy
        for each in roster.signatures(state.roster, congress=state.congress, term=state.term)
        if each.status == "active" and each.deputy != state.lead
    ]
    hand_in(books, turn, (state.lead, *others))


def hand_in(books: Books, turn: Turning, signers: tuple[str, ...]) -> None:
    """Record that it is handed in now by `signers`, the lead first, and ask for its number."""
    state = turn.state
    in_session = bool(state.session)
    due = None if in_session else assign_by(books.of(state.profile), turn.now, books.calendar)
    turn.emit(
        e.Submitted(
            at=turn.now,
            signers=signers,
            sha256=state.text.sha256,
            assign_due=due,
        )
    )
    ask_number(turn)
    receiver = "session_secretariat" if in_session else "work_body"
    notify(turn, [post(receiver)], "submitted")


def _heads(state: SuggestionState) -> bool:
    return state.roster[state.lead].membership.delegation == state.delegation
