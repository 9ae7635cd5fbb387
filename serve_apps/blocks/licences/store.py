"""The licence store (证照库), asked on behalf of somebody: which licences he holds, and whether one
is valid on a day. Each that is taken for an application is on record first, as a disclosure and
with the holder's consent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms.normalise import identifier
from actors.blocks.licences.licence import LICENCE, ClaimLicence, Licence, UseLicence, is_holder
from actors.blocks.reads.record import OF_ONESELF, RecordAccess
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from serve_apps.front.disclosing import ledger_of
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.secrecy.lookups import Lookups
from storage.uploads import Uploads

MOST = 200  # licences of one holder
UNKNOWN = Refusal(Reason("licence.unknown"), kind="unknown")


async def claim(services: Services, visitor: Visitor) -> None:
    """Put licences that were issued to the visitor before he had an account into his account.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    if visitor.kind != "resident" or visitor.identity.acting_for or Lookups not in services.made:
        return
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    if account.person is None:
        return
    person = services[Lookups].of("id_number", identifier(account.person.id_number))
    rows = services[Records].database["licences"]
    command = ClaimLicence(account=visitor.account, person=person)
    async for row in rows.find({"person": person, "account": ""}, {"_id": 1}).limit(MOST):
        try:
            key, id = f"{LICENCE}:{row['_id']}", f"claim/{visitor.account}"
            await services.sender.send(key, command, id=id, by=PLATFORM)
        except Refusal:
            continue  # another account of the same person was first


async def held(
    services: Services, account: str, *, kind: str = "", on: date | None = None
) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the licences of an account, the newest first: of `kind`, where one is
    given, and valid on a local day.

    Raises:
        PyMongoError: the database does not answer.
    """
    where: dict[str, Any] = {"account": account}
    if kind:
        where["kind"] = kind
    rows = services[Records].database["licences"].find(where).sort([("since", -1), ("_id", 1)])
    return [row async for row in rows.limit(MOST) if on is None or _valid(row, on)]


async def consented(services: Services, id: str, item: str) -> bool:
    """Tell whether the holder of a licence lets a window take it for an item today.

    Raises:
        Overloaded, Unavailable: it could not be asked.
    """
    state: Licence = (await services.sender.show(f"{LICENCE}:{id}")).state
    today = local_day(services.clock.now())
    return any(each.item == item and today <= each.until for each in state.consents)


async def taken(
    services: Services, by: Identity, id: str, *, kind: str, number: str, use: UseLicence
) -> Licence:
    """Take a licence of the `kind` that is asked for, for an application of whoever has the
    identity `number`: the use is on record, and so is the disclosure, once. Return it as it stands.

    Raises:
        Refusal: there is none that `by` may know of, it is of another kind or somebody else's, is
            not in force today, or its holder has not consented.
        Overloaded, Unavailable: it is not known to be on record.
    """
    key = f"{LICENCE}:{id}"
    state: Licence = (await services.sender.show(key)).state
    own, staff = is_holder(by.id, by.acting_for, state), by.id.startswith("staff:")
    if not state.phase or state.holder is None or not (own or staff):
        raise UNKNOWN
    if state.kind != kind:
        raise Refusal(Reason("licence.wrong_kind"))
    if identifier(state.holder.id_number) != number:
        raise Refusal(Reason("licence.of_another"))
    now = services.clock.now()
    if not state.valid_on(local_day(now)):
        raise Refusal(Reason("licence.not_valid"))
    name = f"use/{use.case}/{use.material or '+form'}/{by.owner}"
    await services.sender.send(key, use, id=name, by=by)
    purpose = OF_ONESELF if own else "window_service"
    record = RecordAccess(purpose=purpose, about=state.account)
    await services.sender.send(ledger_of(LICENCE, id), record, id=name, by=by)
    if state.file and use.material:  # what one holds one may hand in
        await Uploads(services[Records].database).record(state.file, by.id, by.unit, now)
    return state


def _valid(row: Mapping[str, Any], on: date) -> bool:
    day = on.isoformat()
    return (
        row["phase"] == "in_force"
        and str(row["since"])[:10] <= day
        and (row["until"] is None or day <= str(row["until"])[:10])
    )
