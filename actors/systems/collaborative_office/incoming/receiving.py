"""From the package to the first check: delivery, receipt, registration, return
(送达、签收、登记、初审)."""

from datetime import timedelta

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.numbers.ask import ask
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.exchange import (
    DeliverPackage,
    NoteProgress,
    Progress,
    RecallDelivered,
    manifest_of,
    package_id,
    receipt_of,
)
from actors.systems.collaborative_office.incoming import commands as c
from actors.systems.collaborative_office.incoming import events as e
from actors.systems.collaborative_office.incoming.state import IncomingState
from actors.systems.collaborative_office.numbers import INCOMING
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_said

Turning = Turn[IncomingState]
UNSIGNED = "unsigned"
_EVERY = timedelta(days=1)  # that nobody has signed for it


def deliver(turn: Turning, command: DeliverPackage) -> None:
    """Take a package in, once: one that comes again has the first receipt for its answer.

    Raises:
        Refusal: what it holds is not what its manifest says, or it is for somebody else, or one
            with this id and other contents is here. Nothing of it is kept.
    """
    package, state = command.package, turn.state
    intact = package.manifest == manifest_of(package)
    mine = turn.id == package_id(package.document, package.receiver)
    if not (intact and mine) or state.manifest not in ("", package.manifest):
        raise Refusal(Reason("incoming_document.package_altered"))
    if not state.phase:
        turn.emit(e.PackageDelivered(at=turn.now, package=package))
        turn.remind(UNSIGNED, turn.now + _EVERY, c.RemindToSign(), every=_EVERY)
    tell_sender(turn, package.document, package.receiver)


def take_back(turn: Turning, command: RecallDelivered) -> None:
    """Let the sender have a package back that nobody has signed for; otherwise he is told how far
    it is.

    Raises:
        Refusal: it is not the sender's.
    """
    if turn.id != package_id(command.document, command.receiver):
        raise Refusal(Reason("incoming_document.package_altered"))
    if turn.state.phase in ("", "delivered"):
        turn.emit(e.PackageRecalled(at=turn.now, reason=command.reason))
        turn.forget(UNSIGNED)
        if turn.state.organ:
            told = {"number": turn.state.number}
            address = to_role(roles.REGISTRY, turn.state.organ)
            notify(turn, address, "incoming_document.Recalled", told)
    tell_sender(turn, command.document, command.receiver)


def remind_to_sign(turn: Turning, command: c.RemindToSign) -> None:
    """Remind the registry of a package that nobody has signed for, day by day."""
    state = turn.state
    if state.phase == "delivered":
        told = {"number": state.number}
        address = to_role(roles.REGISTRY, state.organ)
        notify(turn, address, "incoming_document.Unsigned", told)


def sign_for(turn: Turning, command: c.SignFor) -> None:
    """Sign for the package; its sender has a receipt."""
    receipt = receipt_of(turn.state.manifest, turn.now)
    turn.emit(e.PackageSignedFor(at=turn.now, by=turn.by.id, receipt=receipt))
    _settled(turn)


def refuse(turn: Turning, command: c.RefusePackage) -> None:
    """Do not sign for it.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(e.PackageRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    _settled(turn)


def register(turn: Turning, command: c.RegisterIncoming) -> None:
    """Ask the number book of this organ for the next number of what comes in.

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
    turn.emit(e.IncomingNumberAsked(at=turn.now, by=turn.by.id, request=request))
    ask(turn, INCOMING, scope=code, request=str(request))


def numbered(turn: Turning, command: Numbered) -> None:
    """Keep the number: it is registered."""
    if turn.state.waits_for_number and command.request == str(turn.state.request):
        turn.emit(e.IncomingRegistered(at=turn.now, received_number=command.number))


def unnumbered(turn: Turning, command: Unnumbered) -> None:
    """Note that the book of the year is full."""
    if turn.state.waits_for_number and command.request == str(turn.state.request):
        turn.emit(e.IncomingNumbersUsedUp(at=turn.now))


def give_back(turn: Turning, command: c.ReturnDocument) -> None:
    """Return it to its sender after the first check.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(
        e.DocumentReturned(at=turn.now, by=turn.by.id, ground=command.ground, reason=command.reason)
    )
    _settled(turn)


def tell_sender(turn: Turning, document: str, receiver: str) -> None:
    """Tell the outgoing document how far this is: of what was signed for, the first receipt."""
    state = turn.state
    told = NoteProgress(receiver=receiver, progress="recalled", at=turn.now, reason=state.reason)
    if state.phase != "recalled":
        assert state.delivered_at is not None and state.since is not None
        progress = _progress(state)
        told = NoteProgress(
            receiver=receiver,
            progress=progress,
            at=(state.signed_at or state.since) if progress == "signed_for" else state.since,
            receipt=state.receipt,
            reason=state.reason,
        )
    turn.send(f"{OFFICIAL_DOCUMENT}:{document}", told)


def _progress(state: IncomingState) -> Progress:
    """Return how far a package is that is here: whatever happens to it here is none of the
    sender's."""
    match state.phase:
        case "delivered" | "refused" | "returned":
            return state.phase
        case _:
            return "signed_for"


def _settled(turn: Turning) -> None:
    turn.forget(UNSIGNED)
    tell_sender(turn, turn.state.document, turn.state.organ)
