"""A reset at a counter (窗口重置): a resident who has lost everything that his account is proved by
comes in person, one clerk sees who he is, a second one agrees in a session of his own, and the
resident is handed a one-time code.

Nothing of the person is kept here but which account it is and how the clerk saw who he is.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from actors.blocks.accounts.commands import OfferReset
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

RESET = "factor_reset"
LASTS = timedelta(hours=2)  # from the proposal to the code; whoever comes later begins again
Identified = Literal["card", "typed"]
"""How a clerk saw who is present: his reader read the card, or he typed from the document."""
Phase = Literal["", "proposed", "rejected", "agreed", "issued", "lapsed"]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
_LAPSE = "lapse"


class ProposeReset(Command, frozen=True, kw_only=True):
    """提请重置 of `account`, whose owner is present: name and number were held against it."""

    account: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    identified: Identified


class AgreeToReset(Command, frozen=True, kw_only=True):
    """同意重置: a second clerk agrees, in his own session."""


class RejectReset(Command, frozen=True, kw_only=True):
    """不同意重置, by a second clerk; or the first takes it back."""

    reason: Why


class IssueResetCode(Command, frozen=True, kw_only=True):
    """发放重置码: the clerk with whom the resident is has made a code, of which this is the argon2
    hash, to hand it over."""

    code_hash: str


class LapseReset(Command, frozen=True, kw_only=True):
    """Clock: nobody went on with it in time."""


class ResetProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    account: str
    identified: Identified


class ResetAgreed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ResetRejected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ResetCodeIssued(Event, frozen=True, kw_only=True):
    at: datetime


class ResetLapsed(Event, frozen=True, kw_only=True):
    at: datetime


ResetEvent = ResetProposed | ResetAgreed | ResetRejected | ResetCodeIssued | ResetLapsed


OVER = ("rejected", "issued", "lapsed")


class FactorReset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reset: of which account, how its owner was seen, who proposed it and who agreed, when."""

    phase: Phase = ""
    account: str = ""
    identified: Identified | Literal[""] = ""
    unit: str = ""
    proposed_at: datetime | None = None
    proposed_by: str = ""
    decided_at: datetime | None = None
    second: str = ""
    rejected_because: str = ""
    issued_at: datetime | None = None
    ended_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47


def over_since(state: FactorReset) -> datetime | None:
    """Return since when a reset is over; None while it is not. Of one that ended under an earlier
    release it is known when it was proposed or decided on."""
    if state.phase not in OVER:
        return None
    return state.ended_at or state.issued_at or state.decided_at or state.proposed_at


def propose(turn: Turn[FactorReset], command: ProposeReset) -> None:
    """Propose it, tell the other clerks of the unit, and the owner of the account."""
    turn.emit(
        ResetProposed(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            account=command.account,
            identified=command.identified,
        )
    )
    turn.remind(_LAPSE, turn.now + LASTS, LapseReset())
    notify(turn, to_role(WINDOW_CLERK, turn.by.unit), f"{RESET}.Proposed", urgency="urgent")
    owner = to_somebody(f"person:{command.account}")
    notify(turn, owner, f"{RESET}.ToOwner", urgency="urgent")


def agree(turn: Turn[FactorReset], command: AgreeToReset) -> None:
    """Agree, as another person than whoever proposed it.

    Raises:
        Refusal: it is the same person.
    """
    if turn.state.proposed_by == turn.by.id:
        raise Refusal(Reason("factor_reset.second_person"), kind="forbidden")
    turn.emit(ResetAgreed(at=turn.now, by=turn.by.id))
    first = turn.state.proposed_by
    notify(turn, to_somebody(first), f"{RESET}.Agreed", urgency="urgent")


def reject(turn: Turn[FactorReset], command: RejectReset) -> None:
    """Do not reset anything."""
    turn.emit(ResetRejected(at=turn.now, by=turn.by.id, reason=command.reason))
    turn.forget(_LAPSE)


def issue(turn: Turn[FactorReset], command: IssueResetCode) -> None:
    """Have the account take the code, once. It ends every session, and tells its owner.

    Raises:
        Refusal: the resident is with another clerk.
    """
    if turn.state.proposed_by != turn.by.id:
        raise Refusal(Reason("factor_reset.first_person"), kind="forbidden")
    turn.emit(ResetCodeIssued(at=turn.now))
    turn.forget(_LAPSE)
    turn.send(f"account:{turn.state.account}", OfferReset(code_hash=command.code_hash))


def lapse(turn: Turn[FactorReset], command: LapseReset) -> None:
    """End what nobody went on with."""
    turn.emit(ResetLapsed(at=turn.now))


def evolve(state: FactorReset, event: ResetEvent) -> FactorReset:
    """Return the reset after `event`."""
    change = msgspec.structs.replace
    match event:
        case ResetProposed():
            return FactorReset(
                phase="proposed",
                account=event.account,
                identified=event.identified,
                unit=event.unit,
                proposed_at=event.at,
                proposed_by=event.by,
            )
        case ResetAgreed(at=at, by=by):
            return change(state, phase="agreed", decided_at=at, second=by)
        case ResetRejected(at=at, by=by, reason=reason):
            return change(
                state,
                phase="rejected",
                decided_at=at,
                second=by,
                rejected_because=reason,
                ended_at=at,
            )
        case ResetCodeIssued(at=at):
            return change(state, phase="issued", issued_at=at, ended_at=at)
        case ResetLapsed(at=at):
            return change(state, phase="lapsed", ended_at=at)
