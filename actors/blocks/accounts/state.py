"""What an account is at a moment: the fold of its events."""

from datetime import datetime
from typing import Literal

import msgspec


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
    its mandate, "/<account>", "" for himself.
    """

    key: str
    opened_at: datetime
    seen_at: datetime
    capacity: str = ""


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who stands behind a resident's account. Personal data: never listed, never logged."""

    name: str
    id_type: Literal["resident_id", "credit_code"] = "resident_id"
    id_number: str
    phone: str = ""


class Activation(msgspec.Struct, frozen=True):
    """A one-time code with which a password can be set before `until`; only its hash is kept."""

    code_hash: str
    until: datetime


class AccountState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One account; `kind` "" while it has no history.

    `display` is what others see: a member of staff's name, a resident's masked name. `credential`
    counts the passwords it has had, so that a check of an old one cannot open a session. `failures`
    are wrong passwords since the last right one or lockout.

    `roles` and `unit` are those of the first of the `capacities`; an account that has never been
    told of any has that one. `told` is the number of the organisation's last word on them, so that
    an earlier one that arrives late changes nothing. Nobody signs in while it is `disabled`, nor
    before there is a `password_hash`. `activation` is the code that waits to be used, if any.
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

    def locked(self, now: datetime) -> bool:
        """Tell whether too many wrong passwords keep everybody out at `now`."""
        return self.locked_until is not None and now < self.locked_until
