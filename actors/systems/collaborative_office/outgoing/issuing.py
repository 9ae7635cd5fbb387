"""From the signature to the print: signing, rechecking, number, seal, print
(签发、复核、登记、印制), and the way back from any of them."""

from actors.blocks.documents.make import Organ, make
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.numbers.ask import ask, void
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.units import Organisation
from actors.blocks.verification.verification import end_paper
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.addressing import REPORT
from actors.systems.collaborative_office.numbers import DOCUMENTS
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import events as e
from actors.systems.collaborative_office.outgoing.drafting import text_digest
from actors.systems.collaborative_office.outgoing.evolve import before
from actors.systems.collaborative_office.outgoing.state import DocumentState
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import (
    differences,
    plain_digest,
    request_phrases,
    require_open,
)

Turning = Turn[DocumentState]
TEMPLATE = "official_letter"


def sign(turn: Turning, command: c.SignDocument) -> None:
    """Sign the text as it stands. One that was changed after it was signed is signed again by the
    same person.

    Raises:
        Refusal: it is another text, or another person's to sign.
    """
    state = turn.state
    _require_text(state.sha256, command.sha256)
    if state.difference and turn.by.id != state.signer:
        raise Refusal(Reason("official_document.another_signer"), kind="not_now")
    plain = plain_digest(state.title, state.body)
    turn.emit(
        e.DocumentSigned(at=turn.now, by=turn.by.id, sha256=command.sha256, plain_sha256=plain)
    )


def recheck(turn: Turning, command: c.RecheckDocument) -> None:
    """Compare the text that is to be printed with what was signed: layout may differ, no character
    may.

    Raises:
        Refusal: who signed it rechecks it; the text bears a mark of secrecy; a report reads like a
            request now where it did not when it was handed in.
    """
    state = turn.state
    if turn.by.id == state.signer:
        raise Refusal(Reason("official_document.recheck_by_signer"), kind="forbidden")
    require_open({"title": command.title, "body": command.body})
    if state.genre == REPORT:
        _require_phrases(state, (command.title, command.body))
    sha256 = text_digest(
        state.genre, state.main, state.copies, command.title, command.body, state.attachments
    )
    signed, now = (state.signed_title, state.signed_body), (command.title, command.body)
    found = differences(signed, now)
    at, by, title, body = turn.now, turn.by.id, command.title, command.body
    if found:
        turn.emit(
            e.TextDiffers(at=at, by=by, title=title, body=body, sha256=sha256, difference=found)
        )
    else:
        turn.emit(e.DocumentRechecked(at=at, by=by, title=title, body=body, sha256=sha256))


def register(turn: Turning, command: c.RegisterDocument) -> None:
    """Ask the number book of the organ for the next number of the year.

    Raises:
        Refusal: the organ has no code, or the book was asked already.
    """
    state = turn.state
    code = profile().organ_codes.get(state.organ, "")
    if not code:
        raise Refusal(Reason("official_document.no_organ_code"), kind="not_now")
    if state.waits_for_number:
        raise Refusal(Reason("official_document.number_under_way"), kind="not_now")
    request = state.request + 1
    turn.emit(e.NumberAsked(at=turn.now, by=turn.by.id, request=request))
    ask(turn, DOCUMENTS, scope=code, request=str(request))


def numbered(turn: Turning, command: Numbered) -> None:
    """Keep the number. One that comes after the document was sent back is void."""
    state = turn.state
    if command.number in (state.number, *(each.number for each in state.voided)):
        return
    if state.waits_for_number and command.request == str(state.request):
        turn.emit(
            e.DocumentNumbered(
                at=turn.now, number=command.number, n=command.n, register=command.register
            )
        )
        return
    turn.emit(e.NumberVoided(at=turn.now, number=command.number, reason=_sent_back_for(state)))
    void(turn, command)


def unnumbered(turn: Turning, command: Unnumbered) -> None:
    """Note that the book of the year is full, where that answers the last request."""
    if turn.state.waits_for_number and command.request == str(turn.state.request):
        turn.emit(e.NumbersUsedUp(at=turn.now))


def send_back(turn: Turning, command: c.SendBack) -> None:
    """Have it go back; the number is void where it goes back before it was given, and a paper is in
    force no longer.

    Raises:
        Refusal: the step is not an earlier one, or the reason says nothing or bears a mark.
    """
    state = turn.state
    require_open({"reason": command.reason})
    if not command.reason.strip():
        raise Refusal(Reason("official_document.reason_missing", "/reason"))
    if not before(command.to, state.phase):
        raise Refusal(Reason("official_document.not_earlier", "/to"))
    if state.number and before(command.to, "numbered"):
        turn.emit(e.NumberVoided(at=turn.now, number=state.number, reason=command.reason))
        held = Numbered(
            series=DOCUMENTS.name,
            number=state.number,
            n=state.n,
            register=state.register,
            request=str(state.request),
        )
        void(turn, held)
    if state.paper:
        end_paper(turn, state.paper)
    turn.emit(e.DocumentSentBack(at=turn.now, by=turn.by.id, to=command.to, reason=command.reason))


def keep_paper(turn: Turning, command: PaperMade) -> None:
    """Keep the paper that was ordered last, also where it was said to have failed and its seal was
    approved later; any other is in force no longer."""
    state = turn.state
    if command.document == state.paper and command.sha256 == state.pdf:
        return
    awaited = state.phase == "printing" or (state.phase == "numbered" and state.failed)
    if not awaited or command.n != state.papers:
        end_paper(turn, command.document)
        return
    turn.emit(
        e.DocumentPrinted(
            at=turn.now, paper=command.document, pdf=command.sha256, pages=command.pages
        )
    )


def miss_paper(turn: Turning, command: PaperFailed) -> None:
    """Note why it is not there: it waits for its seal again."""
    if turn.state.phase == "printing" and command.n == turn.state.papers:
        turn.emit(e.PrintFailed(at=turn.now, code=command.code))


class Sealing:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def seal(self, turn: Turning, command: c.SealDocument) -> None:
        """Order the paper of exactly the text that was signed, under the seal of the organ; who
        signed it has approved its use, who keeps the seal has it put there.

        Raises:
            Refusal: it is another text, or who signed it keeps the seal.
        """
        state = turn.state
        _require_text(state.sha256, command.sha256)
        _require_text(state.signed_plain, plain_digest(state.title, state.body))
        if turn.by.id == state.signer:
            raise Refusal(Reason("official_document.seal_by_signer"), kind="forbidden")
        n = state.papers + 1
        turn.emit(
            e.SealOrdered(
                at=turn.now,
                by=turn.by.id,
                sha256=command.sha256,
                copies_printed=command.copies_printed,
                n=n,
            )
        )
        name = self._organisation.full_name
        facts = {
            "title": state.title,
            "to": [name(unit) for unit in state.main],
            "copies": [name(unit) for unit in state.copies],
            "urgency": {"urgent": "加急", "most_urgent": "特急"}.get(state.urgency, ""),
            "text": state.body,
            "attachments": [each.name for each in state.attachments],
        }
        make(
            turn,
            TEMPLATE,
            facts,
            state.organ,
            organ=Organ(state.organ, name(state.organ)),
            number=state.number,
            asked_by=turn.by.id,
            approved_by=state.signer,
            n=n,
        )


def _require_text(stands: str, named: str) -> None:
    if stands != named:
        raise Refusal(Reason("official_document.another_text", "/sha256"), kind="not_now")


def _require_phrases(state: DocumentState, texts: tuple[str, ...]) -> None:
    fresh = [phrase for phrase in request_phrases(texts) if phrase not in state.phrases]
    if fresh:
        facts = {"phrases": "、".join(fresh)}
        raise Refusal(Reason("official_document.request_at_recheck", "/body", facts))


def _sent_back_for(state: DocumentState) -> str:
    """Return the reason for which people last sent it back; other steps have reasons, too."""
    return next(
        (
            step.reason
            for step in reversed(state.path)
            if step.reason and step.by and before(step.reached, step.left)
        ),
        "",
    )
