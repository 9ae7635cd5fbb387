"""What is decided about a data request (审核、授权、撤销): by the unit whose data they are, and
above a general level by the reviewer of levels before it."""

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.request import commands as c
from actors.systems.data_platform.request import events as e
from actors.systems.data_platform.request.asking import (
    end,
    needs_reviewer,
    remind_of_end,
    tell_user,
)
from actors.systems.data_platform.request.said import said
from actors.systems.data_platform.request.state import Request
from actors.systems.data_platform.request.terms import DATA_REQUEST
from actors.systems.data_platform.roles import STEWARD

Turning = Turn[Request]


def agree(turn: Turning, command: c.AgreeToRequest) -> None:
    """Agree to what is asked for at its level of now.

    Raises:
        Refusal: nothing is said, or nobody need agree.
    """
    reason = said(command.reason)
    if not needs_reviewer(turn.state):
        facts = {"level": str(profile().reviewed_above)}
        raise Refusal(Reason("data_request.no_reviewer_needed", facts=facts), kind="not_now")
    level = turn.state.asked_level
    turn.emit(e.LevelAgreed(at=turn.now, by=turn.by.id, level=level, reason=reason))
    notify(turn, to_role(STEWARD, turn.state.owner), f"{DATA_REQUEST}.Waiting")


def give_back(turn: Turning, command: c.ReturnRequest) -> None:
    """Send it back.

    Raises:
        Refusal: nothing is said.
    """
    reason = said(command.reason)
    turn.emit(e.RequestReturned(at=turn.now, by=turn.by.id, reason=reason))
    tell_user(turn, "Returned")


def grant(turn: Turning, command: c.GrantRequest) -> None:
    """Grant it.

    Raises:
        Refusal: the reviewer has to agree first, the level that is named is below that of the
            columns or above what the reviewer has agreed to, a column is not asked for unmasked, or
            the dataset may not be used now.
    """
    state = turn.state
    assert state.asked is not None  # it was asked for
    if needs_reviewer(state):
        facts = {"level": str(state.asked_level), "most": str(profile().reviewed_above)}
        raise Refusal(Reason("data_request.reviewer_first", facts=facts), kind="not_now")
    if state.offered.halt:
        raise Refusal(Reason(f"data_grant.{state.offered.halt}"), kind="not_now")
    faults = [
        Reason("data_request.not_asked_unmasked", f"/unmasked/{n}", {"column": name})
        for n, name in enumerate(command.unmasked)
        if name not in state.asked.unmasked
    ]
    most = max(state.agreed, profile().reviewed_above)
    if not state.asked_level <= command.level <= most:
        facts = {"least": str(state.asked_level), "most": str(most)}
        faults.append(Reason("data_request.odd_level", "/level", facts))
    if faults:
        raise Refusal(*faults)
    turn.emit(
        e.RequestGranted(at=turn.now, by=turn.by.id, level=command.level, unmasked=command.unmasked)
    )
    remind_of_end(turn)
    tell_user(turn, "Granted")


def refuse(turn: Turning, command: c.RefuseRequest) -> None:
    """Refuse it.

    Raises:
        Refusal: nothing is said.
    """
    reason = said(command.reason)
    turn.emit(e.RequestRefused(at=turn.now, by=turn.by.id, reason=reason))
    end(turn, "Refused")


def revoke(turn: Turning, command: c.RevokeGrant) -> None:
    """End the grant.

    Raises:
        Refusal: nothing is said.
    """
    turn.emit(e.GrantRevoked(at=turn.now, by=turn.by.id, reason=said(command.reason)))
    end(turn, "Revoked")


def note_until(turn: Turning, command: c.NoteUntil) -> None:
    """End the grant with its last day."""
    if turn.state.phase == "granted":
        turn.emit(e.GrantExpired(at=turn.now))
        end(turn, "Expired")


def set_key(turn: Turning, command: c.SetKey) -> None:
    """Take another key in place of the one that there was.

    Raises:
        Refusal: it is the one that there was.
    """
    if command.digest == turn.state.key:
        raise Refusal(Reason("data_request.same_key", "/digest"))
    turn.emit(e.KeySet(at=turn.now, by=turn.by.id, digest=command.digest))
