"""Whose the cases are that were filed at windows and kiosks: the person's with the same identity
number, whenever the account was made.

A case names its applicant's number; what is looked for is a keyed digest of it, which nobody
without the platform's key can make or turn back. A name alone is never enough. Only cases count
whose applicant was identified: by a card that was read, or by a document from which a clerk typed.
"""

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.commands import RecogniseApplicant
from actors.blocks.forms.normalise import identifier
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.secrecy.lookups import Lookups

_MOST = 50  # cases that are taken over at once


def person_of(services: Services, id_number: str) -> str:
    """Return the keyed digest that stands for the person with this identity number."""
    return services[Lookups].of("id_number", identifier(id_number))


async def recognise(services: Services, visitor: Visitor) -> tuple[str, ...]:
    """Put the cases that the visitor filed in person into his account, and return their ids: the
    views may hear of it a moment later.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    if visitor.kind != "resident" or visitor.identity.acting_for:
        return ()
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    if account.person is None or account.person.id_type != "resident_id":
        return ()
    person = person_of(services, account.person.id_number)
    unclaimed = services[Records].database["unclaimed_cases"]
    rows = await unclaimed.find({"person": person}).limit(_MOST).to_list()
    command = RecogniseApplicant(account=visitor.account, person=person)
    taken: list[str] = []
    for row in rows:
        case, id = str(row["_id"]), f"recognise/{visitor.account}"
        try:
            await services.sender.send(f"case:{case}", command, id=id, by=PLATFORM)
        except Refusal:
            continue  # another account of the same person was first
        taken.append(case)
    return tuple(taken)
