"""What is issued, and where it has come to: packages to other organs (核发、公文交换)."""

from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.exchange import (
    INCOMING_DOCUMENT,
    RECALLABLE,
    ConfirmReply,
    DeliverPackage,
    NoteProgress,
    NoteReply,
    Package,
    RecallDelivered,
    incoming_key,
    manifest_of,
)
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import events as e
from actors.systems.collaborative_office.outgoing.state import OUT, Dispatch, DocumentState
from actors.systems.collaborative_office.texts import require_open

Turning = Turn[DocumentState]
_ORDER = ("sent", "delivered", "signed_for", "returned")  # and an end beside each of them


class Dispatching:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def issue(self, turn: Turning, command: c.IssueDocument) -> None:
        """Issue it: a package goes to each recipient whose registry works here. To the others it
        goes on paper."""
        staff = self._organisation.staff.values()
        dispatches = tuple(
            Dispatch(
                unit=unit,
                progress="sent"
                if any(member.holds(roles.REGISTRY, unit) for member in staff)
                else "on_paper",
                at=turn.now,
            )
            for unit in turn.state.recipients
        )
        turn.emit(e.DocumentIssued(at=turn.now, by=turn.by.id, dispatches=dispatches))
        for each in dispatches:
            if each.progress == "sent":
                package = _package(turn, each.unit)
                key = incoming_key(turn.id, each.unit)
                turn.send(key, DeliverPackage(package=package))


def recallable(state: DocumentState) -> tuple[str, ...]:
    """Return the units whose package may be asked back: nobody has signed for it, as far as is
    known."""
    return tuple(
        each.unit for each in state.dispatches if each.progress in RECALLABLE and not each.recalling
    )


def recall(turn: Turning, command: c.RecallDocument) -> None:
    """Ask to have the packages to `units` back, all of them or none: none that was signed for.

    Raises:
        Refusal: there is no such package, or it was signed for, or is on its way back; the reason
            says nothing or bears a mark of secrecy.
    """
    require_open({"reason": command.reason})
    if not command.reason.strip():
        raise Refusal(Reason("official_document.reason_missing", "/reason"))
    late = set(command.units) - set(recallable(turn.state))
    if late:
        code = "official_document.not_recalled"
        reasons = (Reason(code, "/units", {"unit": unit}) for unit in sorted(late))
        raise Refusal(*reasons, kind="not_now")
    units = tuple(dict.fromkeys(command.units))
    turn.emit(e.RecallAsked(at=turn.now, by=turn.by.id, units=units, reason=command.reason))
    for unit in units:
        wish = RecallDelivered(document=turn.id, receiver=unit, reason=command.reason)
        turn.send(incoming_key(turn.id, unit), wish)


def archive(turn: Turning, command: c.ArchiveDocument) -> None:
    """Put it on file.

    Raises:
        Refusal: there is a package that nobody has signed for, or refused.
    """
    if missing := turn.state.outstanding:
        code = "official_document.receipt_missing"
        raise Refusal(*(Reason(code, "", {"unit": unit}) for unit in missing), kind="not_now")
    turn.emit(e.DocumentArchived(at=turn.now, by=turn.by.id))


def note_progress(turn: Turning, command: NoteProgress) -> None:
    """Note how far a package is; what comes late, or comes again, changes nothing."""
    there = next((each for each in turn.state.dispatches if each.unit == command.receiver), None)
    if there is None or not _later(there, command):
        return
    turn.emit(
        e.PackageMoved(
            at=command.at,
            unit=command.receiver,
            progress=command.progress,
            receipt=command.receipt,
            reason=command.reason,
        )
    )


def confirm_reply(turn: Turning, command: ConfirmReply) -> None:
    """Tell whether this document, issued by one of those organs to that one, is a reply to what it
    has asked."""
    state = turn.state
    confirmed = (
        state.phase in OUT and state.organ in command.organs and command.to in state.recipients
    )
    number = state.number if confirmed else ""
    told = NoteReply(reply=turn.id, confirmed=confirmed, number=number)
    turn.send(f"{INCOMING_DOCUMENT}:{command.document}", told)


def _package(turn: Turning, unit: str) -> Package:
    state = turn.state
    package = Package(
        document=turn.id,
        sender=state.organ,
        receiver=unit,
        number=state.number,
        genre=state.genre,
        urgency=state.urgency,
        title=state.title,
        body=state.body,
        attachments=state.attachments,
        paper=state.paper,
        pdf=state.pdf,
        issued_at=turn.now,
    )
    return replace(package, manifest=manifest_of(package))


def _later(there: Dispatch, told: NoteProgress) -> bool:
    if there.progress not in _ORDER:
        return False
    if told.progress not in _ORDER:  # refused, recalled
        return there.progress in RECALLABLE
    gone = _ORDER.index(told.progress) - _ORDER.index(there.progress)
    return gone > 0
