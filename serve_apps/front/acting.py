"""For whom a request is made (代办): whoever has signed in, or somebody who gave him a mandate.

Pages act for whom the session has chosen, programs name them in a header. Whether the mandate holds
is asked of its entity each time, so that one that was revoked ends with the next request.
"""

from dataclasses import replace

from starlette.requests import HTTPConnection

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.accounts.state import AccountState
from actors.blocks.mandates.kind import MANDATES
from actors.blocks.mandates.mandate import Represented, Scope, scope_of
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

HEADER = "on-behalf-of"
NONE = Refusal(Reason("mandate.none"), kind="forbidden")


async def for_whom(
    services: Services, visitor: Visitor, connection: HTTPConnection, *, strict: bool
) -> Visitor:
    """Return `visitor` as acting for whom the request is made.

    Without a mandate of theirs that holds today he acts for himself, or with `strict` not at all.

    Raises:
        Refusal: kind "forbidden", there is no such mandate.
        Overloaded, Unavailable: the mandates could not be asked.
    """
    named = connection.headers.get(HEADER, "") if visitor.kind else ""
    wanted = named or visitor.chosen
    if not wanted or wanted == visitor.account:
        return visitor
    scope = await held(services, visitor, wanted)
    if scope is None:
        if strict or named:
            raise NONE
        return visitor
    account: AccountState = (await services.sender.show(f"account:{wanted}")).state
    items = tuple(sorted(scope.items or ()))
    own = visitor.identity
    by = Identity(own.id, (RESIDENT,), acting_for=wanted, items=items, assurance=own.assurance)
    return replace(visitor, identity=by, of=account.display)


async def held(services: Services, visitor: Visitor, represented: str) -> Scope | None:
    """Return in what the visitor may act for the account `represented` today, None if in nothing.

    Raises:
        Overloaded, Unavailable: the mandates could not be asked.
    """
    if MANDATES not in services.kinds or visitor.kind != RESIDENT or not _is_name(represented):
        return None
    state: Represented = (await services.sender.show(f"{MANDATES}:{represented}")).state
    return scope_of(state, visitor.account, local_day(services.clock.now()))


async def may_collect(services: Services, represented: str, item: str, id_number: str) -> bool:
    """Tell whether the person with this identity number may act today for the account `represented`
    in the service with the code `item`.

    Raises:
        Overloaded, Unavailable: mandates or accounts could not be asked.
    """
    if MANDATES not in services.kinds or not _is_name(represented):
        return False
    state: Represented = (await services.sender.show(f"{MANDATES}:{represented}")).state
    today = local_day(services.clock.now())
    for account in {*state.representatives, *(each.to for each in state.mandates)}:
        scope = scope_of(state, account, today)
        if scope is None or (scope.items is not None and item not in scope.items):
            continue
        holder: AccountState = (await services.sender.show(f"account:{account}")).state
        if holder.person is not None and holder.person.id_number == id_number:
            return True
    return False


async def still_acts(services: Services, visitor: Visitor) -> bool:
    """Tell whether the visitor still acts for himself, or has the mandate of whom he acts for.

    Raises:
        Overloaded, Unavailable: the mandates could not be asked.
    """
    represented = visitor.identity.acting_for
    if visitor.kind != RESIDENT or not represented:
        return True
    return await held(services, visitor, represented) is not None


def _is_name(text: str) -> bool:
    """Tell whether `text` may be an account, so that no other key is asked for."""
    return len(text) <= 40 and text.isascii() and text.replace("_", "").replace("-", "").isalnum()
