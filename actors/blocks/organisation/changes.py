"""What can change in the organisation: each a dated fact, with its reason.

`effective` is the first local day on which it holds. `number` counts the changes of an organisation
from 1; of two that hold from one day the later number has the last word.
"""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.kernel.words import Title


class Change(Event, frozen=True, kw_only=True):
    """What every change says of itself."""

    at: datetime
    number: int
    effective: date
    reason: str


class UnitEstablished(Change, frozen=True, kw_only=True):
    """A unit begins below `superior`, "" for the top; `place` is the division that it serves."""

    unit: str
    title: Title
    place: str
    superior: str = ""


class UnitRenamed(Change, frozen=True, kw_only=True):
    unit: str
    title: Title


class UnitMoved(Change, frozen=True, kw_only=True):
    """The unit stands below another one from now on, or at the top for ""."""

    unit: str
    superior: str = ""


class UnitClosed(Change, frozen=True, kw_only=True):
    """The unit is no more from this day on; `successor` took over what it did, or nobody."""

    unit: str
    successor: str = ""


class WindowSet(Change, frozen=True, kw_only=True):
    """The unit's window serves all units (综合窗口), or its own alone."""

    unit: str
    integrated: bool


class StaffEntered(Change, frozen=True, kw_only=True):
    """Somebody joins the staff (入职): he holds the role in `scope` from this day on. His account
    is made at once; it has no password until he has set one himself."""

    account: str
    name: Title
    role: str
    scope: str


class Appointed(Change, frozen=True, kw_only=True):
    """The account holds the role in `scope` up to and including `until`; None: until it is ended.
    `scope` is the code of a unit, or what the role's owner says that it is held for."""

    account: str
    role: str
    scope: str
    until: date | None = None


class AppointmentEnded(Change, frozen=True, kw_only=True):
    """The account holds the role no more from this day on."""

    account: str
    role: str
    scope: str


class LeaveBegun(Change, frozen=True, kw_only=True):
    """The account's owner is on leave up to and including `until`; meanwhile `deputy` has the roles
    (代理), or nobody for ""."""

    account: str
    until: date
    deputy: str = ""


class LeaveEnded(Change, frozen=True, kw_only=True):
    """The account's owner is back on this day, before the leave would have ended."""

    account: str


class StaffDisabled(Change, frozen=True, kw_only=True):
    """The account is closed to everybody from this day on (停用)."""

    account: str


class StaffEnabled(Change, frozen=True, kw_only=True):
    """The account is open again to its owner from this day on."""

    account: str


class ChangeUndone(Event, frozen=True, kw_only=True):
    """The change `number` is taken back as if it had never been."""

    at: datetime
    number: int
    reason: str


class SessionsEnded(Event, frozen=True, kw_only=True):
    """Every session of the account was ended."""

    at: datetime
    account: str
    reason: str


class ActivationIssued(Event, frozen=True, kw_only=True):
    """The account was given a one-time activation code, which is not kept here; with `factors_lost`
    one that stands in for lost second factors, too."""

    at: datetime
    account: str
    reason: str
    factors_lost: bool = False


class ResidentDisabled(Event, frozen=True, kw_only=True):
    """The account of a person or a firm was closed to everybody."""

    at: datetime
    account: str
    reason: str


class ResidentEnabled(Event, frozen=True, kw_only=True):
    """The account of a person or a firm was opened to its owner again."""

    at: datetime
    account: str
    reason: str


class TookEffect(Event, frozen=True, kw_only=True):
    """Everything that holds on the local day `on` has been told to the accounts."""

    at: datetime
    on: date


UnitChange = UnitEstablished | UnitRenamed | UnitMoved | UnitClosed | WindowSet
StaffChange = (
    StaffEntered
    | Appointed
    | AppointmentEnded
    | LeaveBegun
    | LeaveEnded
    | StaffDisabled
    | StaffEnabled
)
AnyChange = UnitChange | StaffChange
OrganisationEvent = (
    AnyChange
    | ChangeUndone
    | SessionsEnded
    | ActivationIssued
    | ResidentDisabled
    | ResidentEnabled
    | TookEffect
)


def subject(change: AnyChange) -> str:
    """Return what the change is about: "unit:housing" or "staff:wen"."""
    if isinstance(change, UnitChange):
        return f"unit:{change.unit}"
    return f"staff:{change.account}"
