"""The letters (函) of a reply: one for each deputy, copies for the bodies; made by the template
`reply_letter`, under the unit's seal. The reply is sealed once every one of them is there."""

from actors.blocks.documents.make import Organ, make, paper_id
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.verification.verification import end_paper
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.congress_session_names import congress_number
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.state import HandlingState, LetterCopy
from actors.systems.npc_motions.notices import notify, post

Turning = Turn[HandlingState]
TEMPLATE = "reply_letter"
COPIES = ("work_body", "government_office")
_OF_A_LETTER = ("sealing", "sealed", "replied")


def seal(books: Books, turn: Turning, command: c.SealReply) -> None:
    """Order the letters of exactly the text that was approved. Who approved it asks for the seal,
    who keeps the seals of the unit agrees to its use, and both are on its record."""
    state = turn.state
    assert state.draft is not None  # the states of the offer follow a draft
    if command.sha256 != state.draft.sha256:
        raise Refusal(Reason("handling.another_text", "/sha256"), kind="not_now")
    letters = _addressed(books, turn)
    turn.emit(e.LettersOrdered(at=turn.now, by=turn.by.id, sha256=command.sha256, letters=letters))
    organ = Organ(state.unit, books.unit_name(state.unit))
    for letter in letters:
        make(
            turn,
            TEMPLATE,
            _facts(books, state, letter),
            state.unit,
            organ=organ,
            number=state.number,
            asked_by=state.approved_by,
            approved_by=turn.by.id,
            n=letter.n,
        )


def keep(_: Books, turn: Turning, command: PaperMade) -> None:
    """Keep a letter that is there; with the last one the reply is sealed. One that was ordered for
    a text that was sent back since is withdrawn."""
    state = turn.state
    letter = next((each for each in state.letters if each.n == command.n), None)
    if letter is None or state.phase not in _OF_A_LETTER:
        end_paper(turn, command.document)
        return
    if letter.sha256 == command.sha256:
        return
    turn.emit(
        e.LetterMade(
            at=turn.now,
            n=command.n,
            sha256=command.sha256,
            bytes=command.bytes,
            pages=command.pages,
        )
    )
    state = turn.state
    if state.phase == "sealing" and state.draft and all(each.sha256 for each in state.letters):
        sealed, first = state.draft.sha256, state.letters[0].sha256
        turn.emit(e.ReplySealed(at=turn.now, by=state.sealed_by, sha256=sealed, letter=first))
        notify(turn, [post("unit_head" if state.key else "unit_clerk", state.unit)], "reply_sealed")


def miss(_: Books, turn: Turning, command: PaperFailed) -> None:
    """Note why a letter is not there, and tell who keeps the seals."""
    letter = next((each for each in turn.state.letters if each.n == command.n), None)
    if letter is None or letter.sha256 or letter.code == command.code:
        return
    turn.emit(e.LetterMissed(at=turn.now, n=command.n, code=command.code))
    notify(turn, [post("seal_keeper", turn.state.unit)], "letter_missed")


def withdraw_letters(turn: Turning) -> None:
    """Tell the public that the letters that are there are in force no longer: what they say is
    changed, or there is nothing to reply to."""
    for letter in turn.state.letters:
        if letter.sha256:
            end_paper(turn, letter.document)


def recipients_of(books: Books, state: HandlingState) -> tuple[str, ...]:
    """Return the accounts of the deputies who get a letter each, by the place's rules."""
    rule = books.of(state.profile).co_signers
    relayed = rule is not None and rule.answered == "lead_relays"
    return (state.lead,) if relayed else state.signers


def letters_for(state: HandlingState, by: Identity) -> tuple[LetterCopy, ...]:
    """Return the letters that `by` may have, who is shown that there are any: the unit all of its
    own, everybody else what is addressed to him, once it is sent."""
    is_deputy = by.id.startswith("person:")
    if by.unit == state.unit and not is_deputy:
        return state.letters
    if state.phase != "replied":
        return ()
    account = by.id.partition(":")[2]
    mine = (
        each
        for each in state.letters
        if (by.has(each.to) if each.copy else is_deputy and each.to == account)
    )
    return tuple(mine)


def _addressed(books: Books, turn: Turning) -> tuple[LetterCopy, ...]:
    """Return the letters, not made yet: the lead's first."""
    state = turn.state
    deputies = sorted(recipients_of(books, state), key=lambda account: account != state.lead)
    bodies = (body for body in COPIES if unit_of(body, state.congress))
    addressees = [*((each, False) for each in deputies), *((each, True) for each in bodies)]
    first = state.ordered + 1
    return tuple(
        LetterCopy(to=to, copy=copy, n=n, document=paper_id(turn.key, TEMPLATE, n))
        for n, (to, copy) in enumerate(addressees, start=first)
    )


def _facts(books: Books, state: HandlingState, letter: LetterCopy) -> dict[str, object]:
    draft = state.draft
    assert draft is not None
    addressed = recipients_of(books, state) if letter.copy else (letter.to,)
    bodies = (unit_of(body, state.congress) for body in COPIES)
    return {
        "place": books.place_name(unit_of("work_body", state.congress)),
        "term": str(state.term or ""),
        "session": congress_number(state.session),
        "n": state.number,
        "subject": state.title,
        "deputies": [state.names[each] for each in addressed if each in state.names],
        "class": draft.result,
        "text": draft.text,
        "answers": [text for _, text in sorted(draft.answers.items(), key=lambda one: int(one[0]))],
        "reasons": draft.reasons,
        "promises": [[promise.text, f"{promise.due}"] for promise in draft.promises],
        "contact": draft.contact,
        "telephone": draft.telephone,
        "copies": [books.unit_name(unit) for unit in bodies if unit],
    }
