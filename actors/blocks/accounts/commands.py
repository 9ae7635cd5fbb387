"""What can be asked of an account. Passwords never come this far, only their argon2 hashes."""

from datetime import datetime

from actors.blocks.accounts.state import Capacity, Person
from actors.kernel.turn import Command


class Register(Command, frozen=True, kw_only=True):
    """Make the account (开户), of a `kind` that somebody has declared. One that is held for a unit
    (staff) has `roles` and a `unit`, another (resident) has a `person`, and may hold roles of its
    kind besides, for the `unit` that they are scoped to."""

    kind: str
    display: str
    roles: tuple[str, ...] = ()
    unit: str = ""
    person: Person | None = None
    password_hash: str


class OpenSession(Command, frozen=True, kw_only=True):
    """Sign in, after the password of version `credential` was found right at `at`."""

    session: str
    credential: int
    at: datetime


class RecordFailure(Command, frozen=True, kw_only=True):
    """A wrong password was given. The fifth in a row locks the account for a while."""


class RecordUse(Command, frozen=True, kw_only=True):
    """The session is in use at `at`."""

    session: str
    at: datetime


class CloseSession(Command, frozen=True, kw_only=True):
    """Sign out. A session that is not open is already closed: no mistake."""

    session: str


class ChangePassword(Command, frozen=True, kw_only=True):
    """Replace the password and close every session but `session`, which asked for it."""

    session: str
    credential: int
    password_hash: str


class Enrol(Command, frozen=True, kw_only=True):
    """Make the account of somebody who joins the staff, as the organisation says with its word
    number `told`. It has no password yet. One that was there before is opened again."""

    told: int
    display: str


class OfferActivation(Command, frozen=True, kw_only=True):
    """Let the account's owner set a password by a one-time code (激活码), of which this is the
    argon2 hash, for 72 hours; an earlier code is void."""

    code_hash: str


class Activate(Command, frozen=True, kw_only=True):
    """Set the password, after the code with this hash was found right; every session ends."""

    code_hash: str
    password_hash: str


class ChooseCapacity(Command, frozen=True, kw_only=True):
    """Go on in another capacity (身份), by its name, in this session alone."""

    session: str
    capacity: str


class ChangeRoles(Command, frozen=True, kw_only=True):
    """What the account acts in from now on, as the organisation says with its word number `told`;
    every session ends."""

    told: int
    capacities: tuple[Capacity, ...]


class Disable(Command, frozen=True, kw_only=True):
    """Keep everybody out (停用); every session ends."""

    told: int


class Enable(Command, frozen=True, kw_only=True):
    """Let the account's owner in again (启用)."""

    told: int


class EndSessions(Command, frozen=True, kw_only=True):
    """Close every session, whatever it is doing."""
