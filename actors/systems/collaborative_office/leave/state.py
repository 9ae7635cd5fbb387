"""What is known of a leave (请假)."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.leave.chain import Seat

LEAVE_REQUEST = "leave_request"
Phase = Literal["", "asked", "approved", "refused", "cancelled", "taken", "returned"]
STATES: tuple[Phase, ...] = ("asked", "approved", "refused", "cancelled", "taken", "returned")

ENDED: tuple[Phase, ...] = ("refused", "cancelled", "returned")


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one of the chain has said."""

    by: str
    at: datetime
    note: str = ""


class LeaveState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One leave of `account`, who works in `unit`: from the local day `first` to `last`, both
    included, which are `days` working days. `chain` decides in order; `opinions` are of those who
    have agreed. `back_on` is the first day at work again; then `last` and `days` are what was
    taken of it."""

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    account: str = ""
    unit: str = ""
    leave_kind: str = ""
    first: date | None = None
    last: date | None = None
    days: int = 0
    reason: str = ""
    place: str = ""
    deputy: str = ""
    chain: tuple[Seat, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    ground: str = ""
    back_on: date | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def person(self) -> str:
        """Whose leave it is, as an identity."""
        return f"staff:{self.account}" if self.account else ""

    @property
    def turn_of(self) -> Seat | None:
        """Who of the chain is to decide now."""
        return self.chain[len(self.opinions)] if self.phase == "asked" else None


def over_since(state: LeaveState) -> datetime | None:
    """Return since when a leave is over; None while it is not."""
    return state.since if state.phase in ENDED else None
