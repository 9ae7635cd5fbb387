"""What an account is at a moment: the fold of its events."""

from datetime import datetime
from typing import Literal

import msgspec


class Session(msgspec.Struct, frozen=True):
    """An open session. `key` is a digest of the session's secret, which nobody keeps.

    Both instants are of the machine's clock, which a demonstration does not move: somebody who
    looks at a page stays signed in when the platform's day is moved on. `seen_at` lags behind the
    last request by some minutes, so that a request is not a write.
    """

    key: str
    opened_at: datetime
    seen_at: datetime


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who stands behind a resident's account. Personal data: never listed, never logged."""

    name: str
    id_type: Literal["resident_id", "credit_code"] = "resident_id"
    id_number: str
    phone: str = ""


class AccountState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One account; `kind` "" while it has no history.

    `display` is what others see: a member of staff's name, a resident's masked name. `credential`
    counts the passwords it has had, so that a check of an old one cannot open a session. `failures`
    are wrong passwords since the last right one or lockout.
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

    def session(self, key: str) -> Session | None:
        """Return the open session with `key`, if there is one."""
        return next((session for session in self.sessions if session.key == key), None)

    def locked(self, now: datetime) -> bool:
        """Tell whether too many wrong passwords keep everybody out at `now`."""
        return self.locked_until is not None and now < self.locked_until
