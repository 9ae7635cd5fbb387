"""What can be asked of an account. Passwords never come this far, only their argon2 hashes."""

from datetime import datetime

import msgspec

from actors.blocks.accounts.state import Capacity, Passkey, Person, Proof
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


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """By what somebody was found to be the owner of an account; checked by who sends it.

    `step` is that of a code of the authenticator, `recovery` the digest of a recovery code,
    `passkey` the id of one that signed and says that it did so `count` times. `used` tells that the
    account has taken all that already, with a command before.
    """

    proofs: tuple[Proof, ...] = ("password",)
    step: int = 0
    recovery: str = ""
    passkey: str = ""
    count: int = 0
    used: bool = False


class OpenSession(Command, frozen=True, kw_only=True):
    """Sign in, after `evidence` was found right at `at`, when the account had its password number
    `credential`. `source` is where it came from (see `tries.py`), `browser` what it was, in a few
    words."""

    session: str
    credential: int
    at: datetime
    evidence: Evidence = Evidence()
    source: str = ""
    browser: str = ""


class Prove(Command, frozen=True, kw_only=True):
    """Prove more, or once more, in a session that is open: `evidence` was found right at `at`."""

    session: str
    at: datetime
    evidence: Evidence
    source: str = ""


class RecordFailure(Command, frozen=True, kw_only=True):
    """A wrong password or code came from `source`, which waits after too many of them."""

    source: str = ""


class RecordUse(Command, frozen=True, kw_only=True):
    """The session is in use at `at`."""

    session: str
    at: datetime


class CloseSession(Command, frozen=True, kw_only=True):
    """Sign out. A session that is not open is already closed: no mistake."""

    session: str


class CloseOthers(Command, frozen=True, kw_only=True):
    """Sign out everywhere but in `session`."""

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
    argon2 hash, for 72 hours; an earlier code is void. `factors_lost`: it is enough without the
    second factors, which are gone once it is used."""

    code_hash: str
    factors_lost: bool = False


class OfferReset(Command, frozen=True, kw_only=True):
    """Let a resident who has lost every factor set a password by a one-time code (重置码), of which
    this is the argon2 hash, for two hours: two clerks at a window have seen to it. Every session
    ends now, the lost factors with the use of the code."""

    code_hash: str


class Activate(Command, frozen=True, kw_only=True):
    """Set the password, after the code with this hash was found right; every session ends. An
    account with a second factor wants that, too: `evidence` was found right."""

    code_hash: str
    password_hash: str
    evidence: Evidence = Evidence(proofs=())


class Recover(Command, frozen=True, kw_only=True):
    """Set the password after two other factors were found right, both of them in `evidence`: a code
    of the authenticator, and a recovery code. Every session ends."""

    password_hash: str
    evidence: Evidence


class SetAuthenticator(Command, frozen=True, kw_only=True):
    """Take codes of the application with this sealed `secret` from now on, after that of `step` was
    found right in `session` at `at`. `recovery` are digests of the codes that stand in for it."""

    session: str
    at: datetime
    secret: str
    step: int
    recovery: tuple[str, ...]


class RenewRecoveryCodes(Command, frozen=True, kw_only=True):
    """Take these digests of recovery codes in place of those that there are."""

    recovery: tuple[str, ...]


class RemoveAuthenticator(Command, frozen=True, kw_only=True):
    """Take no codes of the application any more, and no recovery codes."""


class AddPasskey(Command, frozen=True, kw_only=True):
    """Let this key sign in, after its owner has shown in `session` at `at` that he has it."""

    session: str
    at: datetime
    passkey: Passkey


class RemovePasskey(Command, frozen=True, kw_only=True):
    """Let the key with this id sign in no more. One that is gone already is no mistake."""

    passkey: str


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
