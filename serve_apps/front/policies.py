"""Who may use a route. Every route declares one policy; the app does not start with one that
does not (deny by default)."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from actors.kernel.errors import Reason, Refusal
from serve_apps.front.acting import for_whom
from serve_apps.front.crowd import seat_of
from serve_apps.front.csrf import ForgedRequest, check_token
from serve_apps.front.late_forms import late_form
from serve_apps.front.sections import Section
from serve_apps.front.visitor import Visitor, bearer_token
from serve_apps.front.wiring import services_of


class SignInNeeded(Exception):
    """Nobody is signed in, or the wrong kind of account, where the route needs one."""


class PasswordExpired(Exception):
    """Whoever asks has to change his password first."""


class Policy:
    """Admits a visitor to a route or raises. Use it as a dependency; it returns the `Visitor`.

    `kind` is the kind of account that is needed: "" for none, "any" for any; `roles` of which one
    must be held, none meaning any. A request that changes something must carry the token of its
    session (see `csrf.py`), unless it proved itself by a bearer token, which no browser sends by
    itself, or the route's own contents prove who asks (`guarded` False). The form that signs in
    (`opens`) carries that of the browser, whoever may have signed in meanwhile. Whose password has
    expired passes where it is changed (`renews`), and where nobody need be signed in. `himself`:
    the route is about the account that has signed in, whomever it acts for by a mandate.
    """

    def __init__(
        self,
        name: str,
        *,
        kind: str = "",
        roles: Iterable[str] = (),
        guarded: bool = True,
        opens: bool = False,
        renews: bool = False,
        himself: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.roles = tuple(roles)
        self.guarded = guarded
        self.opens = opens
        self.renews = renews
        self.himself = himself

    async def __call__(self, connection: HTTPConnection) -> Visitor:
        """Return who makes the request.

        Raises:
            SignInNeeded: nobody has signed in.
            PasswordExpired: he has to change his password first.
            Refusal: the account may not use this route, or has no mandate of whom it is to act for.
            ForgedRequest: the request changes something and lacks its token.
            LateForm: it has that of a session that has ended.
            Crowded: the resident has too many requests under way.
            Overloaded, Unavailable: the account could not be asked.
        """
        services = services_of(connection)
        visitor = await services.sessions.visitor(connection)
        connection.state.visitor = visitor
        connection.state.sent = connection
        seat = seat_of(connection)
        if seat is not None and visitor.kind == "resident":
            seat.take(visitor.account)
        if self.guarded and bearer_token(connection) is None:
            await self._check_token(connection, visitor)
        if not self.himself:
            visitor = await for_whom(services, visitor, connection, strict=bool(self.kind))
            connection.state.visitor = visitor
        self.admit(visitor)
        return visitor

    async def _check_token(self, connection: HTTPConnection, visitor: Visitor) -> None:
        services = services_of(connection)
        before = services.sessions.unnamed(connection).csrf if self.opens else visitor.csrf
        try:
            await check_token(connection, before)
        except ForgedRequest as forged:
            late = await late_form(connection, services.secrets.signing_key, forged.token)
            if late is None or (visitor.kind and not late.belongs_to(visitor.account)):
                raise
            raise late from forged

    def admit(self, visitor: Visitor) -> None:
        """Raise unless `visitor` may pass.

        Raises:
            SignInNeeded, Refusal, PasswordExpired: as for a request.
        """
        if not self.kind:
            return
        if not visitor.kind:
            raise SignInNeeded
        wrong_kind = self.kind not in ("any", visitor.kind)
        if wrong_kind or (self.roles and not visitor.has(*self.roles)):
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        if visitor.password_expired and not self.renews:
            raise PasswordExpired


def staff_with(*roles: str) -> Policy:
    """Return the policy that admits members of staff who hold one of `roles`."""
    return Policy(f"staff with {' or '.join(roles)}", kind="staff", roles=roles)


anyone = Policy("anyone")
signed_in = Policy("signed in", kind="any")
signed_in_resident = Policy("resident", kind="resident")
in_person = Policy("resident in person", kind="resident", himself=True)
signed_in_staff = Policy("staff", kind="staff")
signs_in = Policy("signs in", opens=True)
own_account = Policy("signed in, for the own account", kind="any", himself=True)
renews_password = Policy("signed in, be it to renew", kind="any", himself=True, renews=True)
proves_itself = Policy("proves itself", guarded=False)
"""For a request whose contents prove who asks, such as a password or a device's own secret: the
route checks them, and reads nothing from cookies."""

AnyVisitor = Annotated[Visitor, Depends(anyone)]
SigningIn = Annotated[Visitor, Depends(signs_in)]
ProvesItself = Annotated[Visitor, Depends(proves_itself)]
SignedIn = Annotated[Visitor, Depends(signed_in)]
OwnAccount = Annotated[Visitor, Depends(own_account)]
RenewsPassword = Annotated[Visitor, Depends(renews_password)]
Resident = Annotated[Visitor, Depends(signed_in_resident)]
InPerson = Annotated[Visitor, Depends(in_person)]
Officer = Annotated[Visitor, Depends(signed_in_staff)]


class UndeclaredPolicy(Exception):
    """A route says nothing about who may use it."""


def policies_of(route: BaseRoute) -> list[Policy]:
    """Return the policies that `route` declares."""
    declared = getattr(route, "policies", None)
    if declared is not None:
        return list(declared)
    if not isinstance(route, APIRoute | APIWebSocketRoute):
        return []
    found: list[Policy] = []
    pending: list[Dependant] = [route.dependant]
    while pending:
        dependant = pending.pop()
        pending += dependant.dependencies
        if isinstance(dependant.call, Policy):
            found.append(dependant.call)
    return found


def require_policies(routes: Iterable[BaseRoute]) -> None:
    """Check that every route declares exactly one policy.

    Raises:
        UndeclaredPolicy: one does not; the message names its path.
    """
    for route in each_route(routes):
        if len(policies_of(route)) != 1:
            path = getattr(route, "path", repr(route))
            raise UndeclaredPolicy(f"{path} must declare one policy of front/policies.py")


def each_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Return `routes` with those of sections and included routers in their place."""
    for route in routes:
        within = route if isinstance(route, Section) else getattr(route, "original_router", None)
        if within is None:
            yield route
        else:
            yield from each_route(within.routes)
