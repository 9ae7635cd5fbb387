"""What can happen to an account."""

from datetime import datetime
from typing import Literal

from actors.blocks.accounts.state import Capacity, Passkey, Person, Proof
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
    source: str = ""
    browser: str = ""
    proofs: tuple[Proof, ...] = ()


class SessionUsed(Event, frozen=True, kw_only=True):
    at: datetime
    session: str


class SessionClosed(Event, frozen=True, kw_only=True):
    at: datetime
    session: str
    why: Literal[
        "signed_out", "password_changed", "displaced", "roles_changed", "disabled", "ended"
    ] = "signed_out"


class SessionProved(Event, frozen=True, kw_only=True):
    """Its owner has proved himself once more in a session that was open."""

    at: datetime
    session: str
    proof: Proof


class SignInFailed(Event, frozen=True, kw_only=True):
    at: datetime
    source: str = ""


class AccountLocked(Event, frozen=True, kw_only=True):
    """Releases of 2026-11 kept everybody out after five wrong tries. It happens no more."""

    at: datetime
    until: datetime


class PasswordChanged(Event, frozen=True, kw_only=True):
    at: datetime
    password_hash: str


class AccountNamed(Event, frozen=True, kw_only=True):
    at: datetime
    display: str


class ActivationOffered(Event, frozen=True, kw_only=True):
    """The code can be used once, before `until`; with `factors_lost` in place of second factors,
    too."""

    at: datetime
    code_hash: str
    until: datetime
    factors_lost: bool = False


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


class AuthenticatorSet(Event, frozen=True, kw_only=True):
    """Codes of the application with this sealed `secret` count from now on; that of `step` was
    used. An earlier application counts no more."""

    at: datetime
    secret: str
    step: int
    recovery: tuple[str, ...]


class AuthenticatorUsed(Event, frozen=True, kw_only=True):
    at: datetime
    step: int


class RecoveryCodesRenewed(Event, frozen=True, kw_only=True):
    at: datetime
    recovery: tuple[str, ...]


class RecoveryCodeUsed(Event, frozen=True, kw_only=True):
    at: datetime
    code: str


class AuthenticatorRemoved(Event, frozen=True, kw_only=True):
    at: datetime


class PasskeyAdded(Event, frozen=True, kw_only=True):
    at: datetime
    passkey: Passkey


class PasskeyUsed(Event, frozen=True, kw_only=True):
    at: datetime
    passkey: str
    count: int


class PasskeyRemoved(Event, frozen=True, kw_only=True):
    at: datetime
    passkey: str
