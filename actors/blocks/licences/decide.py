"""What a licence does with what it is asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from actors.blocks.licences.licence import (
    CONSENTED_DAYS,
    ClaimLicence,
    ConsentToUse,
    ExpireLicence,
    Licence,
    LicenceClaimed,
    LicenceExpired,
    LicenceRegistered,
    LicenceReplaced,
    LicenceRevoked,
    LicenceUsed,
    RegisterLicence,
    ReplaceLicence,
    RevokeLicence,
    UseConsented,
    UseLicence,
    is_holder,
)
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.verification.verification import end_paper, replace_paper
from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Turn


def _register(turn: Turn[Licence], command: RegisterLicence) -> None:
    """Enter it once, and have it expire after its last day."""
    if turn.state.phase:
        return
    told = {name: getattr(command, name) for name in RegisterLicence.__struct_fields__}
    turn.emit(LicenceRegistered(at=turn.now, **told))
    if command.until is not None:
        over = datetime.combine(command.until + timedelta(days=1), datetime.min.time(), CHINA)
        turn.remind("expiry", max(over, turn.now), ExpireLicence())
    _tell(turn, "licence.Registered")


def _replace(turn: Turn[Licence], command: ReplaceLicence) -> None:
    """Note that another has taken its place, unless it was taken back."""
    if turn.state.phase in ("in_force", "expired"):
        turn.emit(LicenceReplaced(at=turn.now, by=command.by))
        turn.forget("expiry")
        replace_paper(turn, turn.id, by=command.by)


def _revoke(turn: Turn[Licence], command: RevokeLicence) -> None:
    """Take it back, tell the public at once, and its holder."""
    turn.emit(LicenceRevoked(at=turn.now, by=turn.by.id, reason=command.reason))
    turn.forget("expiry")
    end_paper(turn, turn.id)
    _tell(turn, "licence.Revoked")


def _claim(turn: Turn[Licence], command: ClaimLicence) -> None:
    """Let the first account with the holder's number have it.

    Raises:
        Refusal: it is somebody else's.
    """
    holder = turn.state.holder
    if holder is None or holder.account or not holder.person or holder.person != command.person:
        raise Refusal(Reason("licence.forbidden"), kind="forbidden")
    turn.emit(LicenceClaimed(at=turn.now, account=command.account))


def _expire(turn: Turn[Licence], command: ExpireLicence) -> None:
    """Note that its time is over."""
    if turn.state.phase == "in_force":
        turn.emit(LicenceExpired(at=turn.now))
        end_paper(turn, turn.id, "expired")
        _tell(turn, "licence.Expired")


def _consent(turn: Turn[Licence], command: ConsentToUse) -> None:
    """Record the consent of the holder."""
    until = local_day(turn.now) + timedelta(days=CONSENTED_DAYS)
    turn.emit(UseConsented(at=turn.now, by=turn.by.id, item=command.item, until=until))


def _use(turn: Turn[Licence], command: UseLicence) -> None:
    """Record that it was taken.

    Raises:
        Refusal: it is not said for what; it is not valid today, or who takes it is not its holder
            and has no consent.
    """
    state, today = turn.state, local_day(turn.now)
    if not command.material and not command.fields:
        raise Refusal(Reason("licence.for_nothing", "/material"))
    if not state.valid_on(today):
        raise Refusal(Reason("licence.not_valid"), kind="not_now")
    own = is_holder(turn.by.id, turn.by.acting_for, state)
    consented = any(each.item == command.item and today <= each.until for each in state.consents)
    if not own and not consented:
        raise Refusal(Reason("licence.no_consent"), kind="forbidden")
    turn.emit(
        LicenceUsed(
            at=turn.now,
            by=turn.by.id,
            case=command.case,
            item=command.item,
            material=command.material,
            fields=command.fields,
        )
    )


def _tell(turn: Turn[Licence], template: str) -> None:
    if turn.state.account:
        facts = {"number": turn.state.number, "title": turn.state.title}
        notify(turn, to_somebody(f"person:{turn.state.account}"), template, facts)


HANDLERS: dict[type[Command], Callable[[Turn[Licence], Any], Any]] = {
    RegisterLicence: _register,
    ReplaceLicence: _replace,
    RevokeLicence: _revoke,
    ExpireLicence: _expire,
    ClaimLicence: _claim,
    ConsentToUse: _consent,
    UseLicence: _use,
}
