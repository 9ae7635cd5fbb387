"""What can happen to an account."""

from datetime import datetime
from typing import Literal

from actors.blocks.accounts.state import Capacity, Person
from actors.kernel.turn import Event


class AccountRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    kind: str
    display: str
    roles: tuple[str, ...] = ()
    unit: str = ""
    person: Person | None = None
    password_hash: str


class SessionOpened(Event, frozen=True, kw_only=True):
    """`at` is of the machine's clock, like all instants of sessions."""

    at: datetime
    session: str


class SessionUsed(Event, frozen=True, kw_only=True):
    at: datetime
    session: str


class SessionClosed(Event, frozen=True, kw_only=True):
    at: datetime
    session: str
    why: Literal[
        "signed_out", "password_changed", "displaced", "roles_changed", "disabled", "ended"
    ] = "signed_out"


class SignInFailed(Event, frozen=True, kw_only=True):
    at: datetime


class AccountLocked(Event, frozen=True, kw_only=True):
    at: datetime
    until: datetime


class PasswordChanged(Event, frozen=True, kw_only=True):
    at: datetime
    password_hash: str


class AccountNamed(Event, frozen=True, kw_only=True):
    at: datetime
    display: str


class ActivationOffered(Event, frozen=True, kw_only=True):
    """The code can be used once, before `until`."""

    at: datetime
    code_hash: str
    until: datetime


class CapacityChosen(Event, frozen=True, kw_only=True):
    at: datetime
    session: str
    capacity: str


class RolesChanged(Event, frozen=True, kw_only=True):
    at: datetime
    told: int
    capacities: tuple[Capacity, ...] = ()


class AccountDisabled(Event, frozen=True, kw_only=True):
    at: datetime
    told: int


class AccountEnabled(Event, frozen=True, kw_only=True):
    at: datetime
    told: int
