"""Who makes a request, and how a request says so."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from actors.blocks.accounts.state import Capacity
from actors.kernel.identity import Identity

COOKIE = "session"
ANYBODY = Identity("anonymous")


@dataclass(frozen=True)
class Visitor:
    """Who makes a request. `kind` "" is a visitor who has not signed in.

    `name` is for the page's corner: staff name or masked resident name. `csrf` belongs in every
    form that the visitor is shown. `token` is the session's token, `session` its key. `of` is the
    name of whom a deputy acts for, or somebody by a mandate, `capacities` everything that a member
    of staff may act in. `chosen` is the account that the session is to act for, whether there is a
    mandate or not (`acting.py`). Whose password has expired does nothing before he has changed it.
    """

    identity: Identity = ANYBODY
    account: str = ""
    kind: str = ""
    name: str = ""
    csrf: str = ""
    session: str = ""
    token: str = ""
    of: str = ""
    capacities: tuple[Capacity, ...] = ()
    chosen: str = ""
    password_expired: bool = False

    @property
    def represents(self) -> str:
        """The account in whose affairs a resident acts: the own one, or whose mandate he has."""
        return self.identity.acting_for or self.account

    @property
    def unit(self) -> str:
        """The code of the unit that a member of staff acts for, or ""."""
        return self.identity.unit

    def has(self, *roles: str) -> bool:
        """Tell whether the visitor holds one of `roles`."""
        return any(role in self.identity.roles for role in roles)


def bearer_token(connection: HTTPConnection) -> str | None:
    """Return the bearer token of a request, None if it brings none; cookies then say who asks."""
    authorization = connection.headers.get("authorization", "")
    return authorization[7:] if authorization[:7].lower() == "bearer " else None
