"""From the draft to all opinions: drafting, checking, countersigning (起草、审核、会签)."""

from collections.abc import Sequence

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.addressing import REPORT, require_addressed
from actors.systems.collaborative_office.attachments import (
    Attachment,
    AttachToDocument,
    DetachFromDocument,
    told,
    with_file,
    without_file,
)
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import events as e
from actors.systems.collaborative_office.outgoing.state import BACK, DocumentState
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import digest, request_phrases, require_open

Turning = Turn[DocumentState]
SILENCE = "silence"


class Drafting:
    """The rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def draft(self, turn: Turning, command: c.DraftDocument | c.EditDocument) -> None:
        """Write the draft.

        Raises:
            Refusal: a text bears a mark of secrecy, so that nothing is kept; kind or recipients do
                not fit.
        """
        state = turn.state
        organ = state.organ or turn.by.unit
        require_open({"title": command.title, "body": command.body})
        require_addressed(self._organisation, organ, command.genre, command.main, command.copies)
        turn.emit(
            e.DocumentDrafted(
                at=turn.now,
                by=turn.by.id,
                organ=organ,
                genre=command.genre,
                main=command.main,
                copies=command.copies,
                urgency=command.urgency,
                title=command.title,
                body=command.body,
                sha256=text_digest(
                    command.genre,
                    command.main,
                    command.copies,
                    command.title,
                    command.body,
                    state.attachments,
                ),
            )
        )

    def ask_opinions(self, turn: Turning, command: c.AskOpinions) -> None:
        """Ask the units, each of which has as long as the profile says; silence is no opinion.
        Where the profile does not wait for who is silent, an alarm ends the round.

        Raises:
            Refusal: a unit is there twice, or is there none, or is the organ itself; nobody there
                gives opinions; one that wanted a change is not asked again, and no reason is given.
        """
        units = command.units
        require_open({"reason": command.reason})
        if len(set(units)) < len(units) or turn.state.organ in units:
            raise Refusal(Reason("official_document.asked_twice", "/units"))
        self._require_heard(units)
        left = [unit for unit in turn.state.unresolved if unit not in units]
        if left and not command.reason.strip():
            code = "official_document.not_asked_again"
            raise Refusal(*(Reason(code, "/reason", {"unit": unit}) for unit in left))
        due = None
        if units:
            due = due_date(local_day(turn.now), profile().countersign_days, self._calendar)
        turn.emit(
            e.OpinionsAsked(
                at=turn.now,
                by=turn.by.id,
                units=units,
                manner=command.manner,
                due=due,
                reason=command.reason,
            )
        )
        if due and profile().silence == "silent":
            turn.remind(SILENCE, end_of_day(due), c.NoteSilence(round=turn.state.round))

    def _require_heard(self, units: Sequence[str]) -> None:
        staff = self._organisation.staff.values()
        deaf = [
            self._organisation.unit(unit).code
            for unit in units
            if not any(member.holds(roles.COUNTERSIGNER, unit) for member in staff)
        ]
        if deaf:
            code = "official_document.nobody_countersigns"
            raise Refusal(*(Reason(code, "/units", {"unit": unit}) for unit in deaf))


def attach(turn: Turning, command: AttachToDocument) -> None:
    """Add a file to the draft.

    Raises:
        Refusal: see `with_file`.
    """
    _keep_files(turn, with_file(turn.state.attachments, command))


def detach(turn: Turning, command: DetachFromDocument) -> None:
    """Take a file from the draft.

    Raises:
        Refusal: it is not there.
    """
    _keep_files(turn, without_file(turn.state.attachments, command))


def hand_in(turn: Turning, command: c.HandIn) -> None:
    """Hand the draft in.

    Raises:
        Refusal: a report reads like a request, and nobody has said that it is meant so.
    """
    state = turn.state
    phrases = request_phrases((state.title, state.body)) if state.genre == REPORT else ()
    if phrases and not command.phrases_meant:
        facts = {"phrases": "、".join(phrases)}
        reason = Reason("official_document.request_in_report", "/phrases_meant", facts)
        raise Refusal(reason)
    turn.emit(e.DocumentHandedIn(at=turn.now, by=turn.by.id, phrases=phrases))


def check(turn: Turning, command: c.CheckDocument) -> None:
    """Note that kind, recipients and text are in order.

    Raises:
        Refusal: who drafted it checks it, or the note bears a mark of secrecy.
    """
    if turn.by.id == turn.state.drafter:
        raise Refusal(Reason("official_document.check_by_drafter"), kind="forbidden")
    require_open({"note": command.note})
    turn.emit(e.DocumentChecked(at=turn.now, by=turn.by.id, note=command.note))


def give_opinion(turn: Turning, command: c.GiveOpinion) -> None:
    """Give the opinion of a unit, once in a round; with the last one the document goes on, or back.

    Raises:
        Refusal: it is not the unit's turn, or the opinion says nothing of what to change.
    """
    unit = turn.by.unit
    if unit not in turn.state.pending:
        raise Refusal(Reason("official_document.not_your_turn"), kind="not_now")
    require_open({"note": command.note})
    if command.view in BACK and not command.note.strip():
        raise Refusal(Reason("official_document.opinion_without_reason", "/note"))
    turn.emit(
        e.OpinionGiven(at=turn.now, by=turn.by.id, unit=unit, view=command.view, note=command.note)
    )
    if not turn.state.pending:
        _complete(turn)


def note_silence(turn: Turning, command: c.NoteSilence) -> None:
    """Note which units have said nothing in the days of a round, which is over then."""
    state = turn.state
    if state.missing and command.round == state.round:
        turn.emit(e.OpinionsMissed(at=turn.now, units=state.missing))
        _complete(turn)


def _keep_files(turn: Turning, attachments: tuple[Attachment, ...]) -> None:
    state = turn.state
    sha256 = text_digest(
        state.genre, state.main, state.copies, state.title, state.body, attachments
    )
    turn.emit(
        e.AttachmentsChanged(at=turn.now, by=turn.by.id, attachments=attachments, sha256=sha256)
    )


def _complete(turn: Turning) -> None:
    state = turn.state
    of_round = (each.view for each in state.opinions if each.round == state.round)
    to = "draft" if any(view in BACK for view in of_round) else "countersigned"
    turn.emit(e.OpinionsComplete(at=turn.now, to=to))


def text_digest(
    genre: str,
    main: Sequence[str],
    copies: Sequence[str],
    title: str,
    body: str,
    attachments: Sequence[Attachment] = (),
) -> str:
    """Return the digest of what a signature is put under: kind, recipients, title, text, files."""
    recipients = "\n".join(main), "\n".join(copies)
    return digest(genre, *recipients, title, body, *told(attachments))
