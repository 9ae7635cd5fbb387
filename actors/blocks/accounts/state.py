"""What an account is at a moment: the fold of its events."""

from datetime import datetime
from typing import Literal

import msgspec

Proof = Literal[
    "password",  # 密码
    "activation",  # 激活码
    "authenticator",  # 动态口令
    "recovery",  # 恢复码
    "passkey",  # 通行密钥
    "identity",  # 统一身份认证
    "strong_identity",  # 统一身份认证（实人核验）
]
_STRONG = frozenset({"authenticator", "recovery", "passkey", "strong_identity"})


class Capacity(msgspec.Struct, frozen=True, omit_defaults=True):
    """In which a member of staff acts (身份): roles at one unit, his own or those of the account
    `acting_for` while that is on leave (代理). `of` is how others see whom he acts for."""

    unit: str
    roles: tuple[str, ...]
    acting_for: str = ""
    of: str = ""

    @property
    def name(self) -> str:
        """What a session remembers of the choice: "housing", "housing/liu" on behalf of liu."""
        return f"{self.unit}/{self.acting_for}" if self.acting_for else self.unit


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """An open session. `key` is a digest of the session's secret, which nobody keeps.

    Both instants are of the machine's clock, which a demonstration does not move: somebody who
    looks at a page stays signed in when the platform's day is moved on. `seen_at` lags behind the
    last request by some minutes, so that a request is not a write. `capacity` is the name of the
    one that was chosen, "" for the account's first; a resident's is the account that he acts for by
    its mandate, "/<account>", "" for himself. `browser` says in a few words what it was opened
    with. `proofs` are what its owner has proved himself by in it, `proved_at` when last.
    """

    key: str
    opened_at: datetime
    seen_at: datetime
    capacity: str = ""
    browser: str = ""
    proofs: tuple[Proof, ...] = ()
    proved_at: datetime | None = None

    @property
    def is_strong(self) -> bool:
        """Whether two factors (双因子) were proved in it, or a passkey, which is two."""
        return not _STRONG.isdisjoint(self.proofs)


class WrongTry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A wrong password or code, and where from; see `tries.py`. No address can be read in it."""

    at: datetime
    source: str = ""


class Authenticator(msgspec.Struct, frozen=True, omit_defaults=True):
    """An application that makes codes by the time (动态口令, RFC 6238), since `since`.

    `secret` is sealed: nothing that reads the account could make a code of it. `step` is the last
    step of thirty seconds whose code was used, so that none is used twice (ASVS 5.0 6.5.1).
    `recovery` are digests of the codes (恢复码) that stand in for it, each of them once.
    """

    secret: str
    since: datetime
    step: int
    recovery: tuple[str, ...] = ()


class Passkey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key (通行密钥) of a device, that signs when its owner unlocks it.

    `id` and `key`, the public half, are base64url; `count` is how often it says it has signed, 0 if
    it does not count.
    """

    id: str
    key: str
    name: str
    count: int = 0
    added_at: datetime
    used_at: datetime | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who stands behind a resident's account. Personal data: never listed, never logged."""

    name: str
    id_type: Literal["resident_id", "credit_code"] = "resident_id"
    id_number: str
    phone: str = ""


class Replaced(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was put right (更正): the part, a JSON pointer, said `before` and says `after` by the
    decision on the case with the number `basis`."""

    at: datetime
    part: str
    before: object
    after: object
    basis: str


class Activation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A one-time code with which a password can be set before `until`; only its hash is kept. With
    `factors_lost` it stands in for the second factors, too."""

    code_hash: str
    until: datetime
    factors_lost: bool = False


class AccountState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One account; `kind` "" while it has no history.

    `display` is what others see: a member of staff's name, a resident's masked name. `credential`
    counts the passwords it has had, so that a check of an old one cannot open a session;
    `password_at` is when it got the last. `wrong` are the wrong tries of the last day. `failures`
    and `locked_until` are how releases of 2026-11 counted them; nothing depends on these any more.

    `roles` and `unit` are those of the first of the `capacities`; an account that has never been
    told of any has that one. `told` is the number of the organisation's last word on them, so that
    an earlier one that arrives late changes nothing. Nobody signs in while it is `disabled`, nor
    before there is a `password_hash`, a passkey or an identity that others vouch for. `activation`
    is the code that waits to be used, if any. `restricted` is the destruction that restricts it
    (PIPL Art. 47): nothing changes any more then.
    """

    id: str
    kind: str = ""
    display: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""
    person: Person | None = None
    password_hash: str = ""
    credential: int = 0
    failures: int = 0
    locked_until: datetime | None = None
    sessions: tuple[Session, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    told: int = 0
    disabled: bool = False
    activation: Activation | None = None
    wrong: tuple[WrongTry, ...] = ()
    password_at: datetime | None = None
    authenticator: Authenticator | None = None
    passkeys: tuple[Passkey, ...] = ()
    put_right: tuple[Replaced, ...] = ()
    disabled_at: datetime | None = None
    restricted: str = ""

    @property
    def identity(self) -> str:
        """The id of the identity that its owner acts as."""
        return f"{'staff' if self.kind == 'staff' else 'person'}:{self.id}"

    @property
    def has_second_factor(self) -> bool:
        """Whether its owner can prove more than a password."""
        return self.authenticator is not None or bool(self.passkeys)

    @property
    def activation_is_enough(self) -> bool:
        """Whether the code that waits to be used sets a password without a second factor."""
        lost = self.activation is not None and self.activation.factors_lost
        return lost or self.authenticator is None

    def passkey(self, id: str) -> Passkey | None:
        """Return the passkey with `id`, if there is one."""
        return next((passkey for passkey in self.passkeys if passkey.id == id), None)

    def session(self, key: str) -> Session | None:
        """Return the open session with `key`, if there is one."""
        return next((session for session in self.sessions if session.key == key), None)

    def acts(self) -> tuple[Capacity, ...]:
        """Return in what the account may act, its own first; nothing for a resident, and for staff
        who hold no role on this day."""
        if self.capacities or self.kind != "staff" or not self.roles:
            return self.capacities
        return (Capacity(self.unit, self.roles),)

    def capacity(self, name: str) -> Capacity | None:
        """Return the capacity called `name`, the first for ""; None if there is none."""
        return next((one for one in self.acts() if name in ("", one.name)), None)
