"""One's own entries of the base library: found by the number that the account has proven."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms.normalise import identifier
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY, ClaimEntry
from serve_apps.front.policies import signed_in_resident
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from serve_apps.systems.service_insight.base.intake import BaseMatcher
from serve_apps.systems.service_insight.base.lists import OWN

router = APIRouter(include_in_schema=False)
Own = Annotated[Visitor, Depends(signed_in_resident)]
_MOST = 20


@router.get(OWN.at)
async def show_own(request: Request, visitor: Own, services: Wired) -> Response:
    """Show a resident the entries that are his.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    await claim(services, visitor)
    return await OWN.respond(request, visitor, services)


async def claim(services: Services, visitor: Visitor) -> None:
    """Put the entries of the visitor into his account, so that he sees them and who reads them.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    if visitor.identity.acting_for:
        return
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    if account.person is None or account.person.id_type != "resident_id":
        return
    matcher = services[BaseMatcher]
    await matcher.index()
    person = matcher.digest_of_number(identifier(account.person.id_number))
    rows = services[Records].database["register_entries"]
    command = ClaimEntry(account=visitor.account, person=person)
    for row in await rows.find({"blocks": person, "account": ""}).limit(_MOST).to_list():
        key, once = f"{REGISTER_ENTRY}:{row['_id']}", f"claim/{visitor.account}"
        try:
            await services.sender.send(key, command, id=once, by=PLATFORM)
        except Refusal:
            continue  # another account of the same person was first
