"""The life of a seal (印章的刻制、启用、停用和销毁): who may do what after whom, and what
follows."""

from datetime import timedelta

import msgspec

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.blocks.seals import seal as s
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

PICTURES = ("image/svg+xml", "image/png")
WARNED = timedelta(days=30)  # before the certificate expires, its keeper is told


def apply(turn: Turn[s.Seal], command: s.ApplyForSeal, organisation: Organisation) -> None:
    """Record what is applied for.

    Raises:
        Refusal: there is no such organ, or `standing` names kinds that it may not stamp.
    """
    wrong: list[Reason] = []
    if command.organ not in organisation.units:
        wrong.append(Reason("unit.unknown", "/organ", {"unit": command.organ}))
    wanted = s.Seal(stamps=command.stamps)
    wrong += (
        Reason("seal.standing_beyond", f"/standing/{at}")
        for at, kind in enumerate(command.standing)
        if kind not in command.stamps and not wanted.may_stamp(kind)
    )
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        s.SealAppliedFor(
            at=turn.now,
            by=turn.by.id,
            organ=command.organ,
            name=command.name.strip(),
            stamps=tuple(dict.fromkeys(command.stamps)),
            standing=tuple(dict.fromkeys(command.standing)),
            reason=command.reason,
        )
    )


def approve(turn: Turn[s.Seal], command: s.ApproveSeal) -> None:
    """Approve it, as another person than who applied and who will keep it.

    Raises:
        Refusal: it is the same person.
    """
    _require_another(turn, turn.state.applied_by, "seal.applicant_approves")
    if command.keeper == turn.by.id:
        raise Refusal(Reason("seal.keeper_approves", "/keeper"))
    turn.emit(s.SealApproved(at=turn.now, by=turn.by.id, keeper=command.keeper))
    notify(turn, to_somebody(command.keeper), "seal.Approved", {"name": turn.state.name})


def refuse(turn: Turn[s.Seal], command: s.RefuseSeal) -> None:
    """Refuse it, and tell who applied."""
    turn.emit(s.SealRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    notify(turn, to_somebody(turn.state.applied_by), "seal.Refused", {"name": turn.state.name})


def make(turn: Turn[s.Seal], command: s.MakeSeal) -> None:
    """Record the picture and the certificate that it has from now on.

    Raises:
        Refusal: who approved it makes it; the certificate is missing, of another organ, or not
            valid today; the picture is none.
    """
    state, found = turn.state, command.certificate
    _require_another(turn, state.approved_by, "seal.approver_keeps")
    if found is None:
        raise Refusal(Reason("seal.no_certificate", "/certificate"))
    wrong = [
        Reason(f"seal.{what}", field)
        for what, field, holds in (
            ("certificate_of_another", "/certificate", fits(state, found)),
            ("certificate_expired", "/certificate", turn.now < found.until),
            ("certificate_too_early", "/certificate", found.since <= turn.now),
            ("picture_format", "/picture", command.media_type in PICTURES),
        )
        if not holds
    ]
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        s.SealMade(
            at=turn.now,
            by=turn.by.id,
            picture=command.picture,
            media_type=command.media_type,
            certificate=found,
        )
    )
    turn.remind("expiry", max(found.until - WARNED, turn.now), s.WarnOfExpiry())


def put_into_use(turn: Turn[s.Seal], command: s.PutSealIntoUse) -> None:
    """Let it stamp from now on.

    Raises:
        Refusal: who approved it would put it into use.
    """
    _require_another(turn, turn.state.approved_by, "seal.approver_keeps")
    turn.emit(s.SealPutIntoUse(at=turn.now, by=turn.by.id))


def suspend(turn: Turn[s.Seal], command: s.SuspendSeal) -> None:
    """Let it stamp nothing until it is resumed, and tell keeper and approver."""
    turn.emit(s.SealSuspended(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell_both(turn, "seal.Suspended")


def resume(turn: Turn[s.Seal], command: s.ResumeSeal) -> None:
    """Let it stamp again.

    Raises:
        Refusal: the same person suspended it, or its end waits to be confirmed.
    """
    if turn.state.proposed:
        raise Refusal(Reason("seal.end_waits"), kind="not_now")
    _require_another(turn, turn.state.suspended_by, "seal.second_person")
    turn.emit(s.SealResumed(at=turn.now, by=turn.by.id))


def propose_end(turn: Turn[s.Seal], command: s.ProposeEnd) -> None:
    """Suspend it, and have a second person confirm that it is lost, or to be destroyed."""
    turn.emit(s.EndProposed(at=turn.now, by=turn.by.id, end=command.end, reason=command.reason))
    _tell_both(turn, "seal.EndProposed")


def confirm_end(turn: Turn[s.Seal], command: s.ConfirmEnd) -> None:
    """End it for good.

    Raises:
        Refusal: the same person has proposed it.
    """
    _require_proposed(turn)
    _require_another(turn, turn.state.proposed_by, "seal.second_person")
    ended = s.SealLost if turn.state.proposed == "lost" else s.SealDestroyed
    turn.emit(ended(at=turn.now, by=turn.by.id))
    turn.forget("expiry")
    _tell_both(turn, "seal.Ended")


def reject_end(turn: Turn[s.Seal], command: s.RejectEnd) -> None:
    """Leave it suspended; it can be resumed.

    Raises:
        Refusal: nobody has proposed its end.
    """
    _require_proposed(turn)
    turn.emit(s.EndRejected(at=turn.now, by=turn.by.id, reason=command.reason))


def keep_approval(turn: Turn[s.Seal], command: s.KeepApproval) -> None:
    """Note that a use was approved, once; of a seal that is no more, nothing waits."""
    state = turn.state
    if state.ended_at is not None or any(each.use == command.use for each in state.waiting):
        return
    turn.emit(
        s.ApprovalKept(
            use=command.use,
            document=command.document,
            template=command.template,
            sha256=command.sha256,
        )
    )


def forget_approval(turn: Turn[s.Seal], command: s.ForgetApproval) -> None:
    """Note that a use waits no longer."""
    if any(each.use == command.use for each in turn.state.waiting):
        turn.emit(s.ApprovalForgotten(use=command.use))


def warn(turn: Turn[s.Seal], command: s.WarnOfExpiry) -> None:
    """Tell the keeper that the certificate will soon have expired."""
    state = turn.state
    if state.certificate is None or state.ended_at is not None:
        return
    turn.emit(s.ExpiryNear(at=turn.now, until=state.certificate.until))
    facts = {"name": state.name, "until": state.certificate.until.date().isoformat()}
    notify(turn, to_somebody(state.keeper), "seal.ExpiryNear", facts)


def fits(state: s.Seal, certificate: s.Certificate) -> bool:
    """Tell whether a certificate is of the organ whose name stands on the seal: its O or OU."""
    return state.name in (certificate.organisation, certificate.unit)


def _require_another(turn: Turn[s.Seal], first: str, code: str) -> None:
    if turn.by.id == first:
        raise Refusal(Reason(code), kind="forbidden")


def _require_proposed(turn: Turn[s.Seal]) -> None:
    if not turn.state.proposed:
        raise Refusal(Reason("seal.no_end_waits"), kind="not_now")


def _tell_both(turn: Turn[s.Seal], template: str) -> None:
    facts = {"name": turn.state.name}
    for account in dict.fromkeys((turn.state.keeper, turn.state.approved_by)):
        notify(turn, to_somebody(account), template, facts, urgency="urgent")
    notify(turn, to_role(s.HEAD, turn.state.organ), template, facts)


def evolve(state: s.Seal, event: s.SealEvent) -> s.Seal:
    """Return the seal after `event`."""
    change = msgspec.structs.replace
    match event:
        case s.SealAppliedFor():
            return s.Seal(
                phase="applied",
                organ=event.organ,
                name=event.name,
                stamps=event.stamps,
                standing=event.standing,
                reason=event.reason,
                applied_by=event.by,
                applied_at=event.at,
            )
        case s.SealApproved(at=at, by=by, keeper=keeper):
            return change(state, phase="approved", approved_by=by, approved_at=at, keeper=keeper)
        case s.SealRefused(reason=reason):
            return change(state, phase="refused", refused_because=reason)
        case s.SealMade():
            return change(
                state,
                phase="made" if state.phase == "approved" else state.phase,
                picture=event.picture,
                media_type=event.media_type,
                certificate=event.certificate,
                made_at=event.at,
            )
        case s.SealPutIntoUse(at=at):
            return change(state, phase="in_use", in_use_at=at)
        case s.SealSuspended(at=at, by=by, reason=reason):
            return change(
                state,
                phase="suspended",
                suspended_at=at,
                suspended_by=by,
                suspended_because=reason,
            )
        case s.SealResumed():
            return change(
                state,
                phase="in_use",
                suspended_at=None,
                suspended_by="",
                suspended_because="",
            )
        case s.EndProposed(at=at, by=by, end=end, reason=reason):
            return change(
                state,
                phase="suspended",
                suspended_at=state.suspended_at or at,
                suspended_by=by,
                suspended_because=reason,
                proposed=end,
                proposed_by=by,
            )
        case s.EndRejected():
            return change(state, proposed="", proposed_by="")
        case s.SealLost(at=at):
            return change(state, phase="lost", ended_at=at, proposed="", waiting=())
        case s.SealDestroyed(at=at):
            return change(state, phase="destroyed", ended_at=at, proposed="", waiting=())
        case s.ApprovalKept():
            kept = s.Approved(event.use, event.document, event.template, event.sha256)
            return change(state, waiting=(*state.waiting, kept)[-s.MOST_WAITING :])
        case s.ApprovalForgotten(use=use):
            left = tuple(each for each in state.waiting if each.use != use)
            return change(state, waiting=left)
        case s.ExpiryNear():
            return state
