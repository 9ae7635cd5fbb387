"""Entering residents (居民登记): the same for pages, programs and imports.

The id of an entry follows from the place and the number by a keyed digest, so that nobody is twice
in the register of one place, whichever way he comes; and by such a digest he is found again.
"""

from typing import Any

import msgspec

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms.normalise import identifier
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from actors.systems.community_service.register.house import HOUSE, House, house_id
from actors.systems.community_service.register.resident_records import (
    RESIDENT,
    ClaimResident,
    EnterResident,
    Entry,
    IndexResident,
    Resident,
)
from serve_apps.blocks.cases.recognising import person_of
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.secrecy.lookups import Lookups

MOST = 200  # entries that are indexed or claimed at once
_TAKEN = Refusal(Reason("resident.entered_before", "/id_number"), kind="not_now")


class Entered(msgspec.Struct, frozen=True):
    """The entry is durable; `replayed` tells that it was so before."""

    id: str
    seq: int
    replayed: bool


async def enter(services: Services, visitor: Visitor, wish: Entry, once: str) -> Entered:
    """Enter somebody into the register of the visitor's place; `once` is the id of the command. His
    house is told by its code there, or its id.

    Raises:
        Refusal: he is in it already ("not_now"), or something is not in order: every fault.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    by = visitor.identity
    id, command = _command(services, visitor, wish)
    if faults := await faults_of(services, visitor, wish):
        raise Refusal(*faults)
    known = await find(services, by.unit, wish.id_number)
    if known not in ("", id):
        raise _TAKEN
    try:
        receipt = await services.sender.send(f"{RESIDENT}:{id}", command, id=once, by=by)
    except Refusal as refused:
        if refused.kind != "not_now":
            raise
        raise _TAKEN from refused
    return Entered(id, receipt.seq, receipt.replayed)


async def find(services: Services, unit: str, id_number: str) -> str:
    """Return the id of the entry of the place `unit` with an identity number, "" if there is none.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    await _index(services, {"unit": unit, "person": ""})
    person = person_of(services, id_number)
    rows = services[Records].database["residents"]
    row = await rows.find_one({"unit": unit, "person": person}, {"_id": 1})
    return str(row["_id"]) if row else ""


async def still_there(services: Services, unit: str, id_number: str) -> None:
    """Check that whoever was entered before in the register of `unit` has neither left nor died.

    Raises:
        Refusal: he has: his entry is reinstated, not made anew.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    id = await find(services, unit, id_number) or _id(services, unit, id_number)
    state: Resident = (await services.sender.show(f"{RESIDENT}:{id}")).state
    if state.phase != "registered":
        raise Refusal(Reason("resident.gone_before", "/id_number"))


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
    await _index(services, {"person": "", "account": ""})
    person = person_of(services, account.person.id_number)
    rows = services[Records].database["residents"].find({"person": person, "account": ""})
    command = ClaimResident(account=visitor.account, person=person)
    for row in await rows.limit(MOST).to_list():
        key, once = f"{RESIDENT}:{row['_id']}", f"claim/{visitor.account}"
        await services.sender.send(key, command, id=once, by=PLATFORM)


async def _index(services: Services, where: Document) -> None:
    """Make the digests of entries that have none: those that came with the sample city."""
    rows = services[Records].database["residents"].find(where, {"_id": 1})
    for row in await rows.limit(MOST).to_list():
        key = f"{RESIDENT}:{row['_id']}"
        state: Resident = (await services.sender.show(key)).state
        if state.who is not None and not state.person:
            command = IndexResident(person=person_of(services, state.who.id_number))
            await services.sender.send(key, command, id="index", by=PLATFORM)


async def faults_of(services: Services, visitor: Visitor, wish: Entry) -> tuple[Reason, ...]:
    """Return what the rules have against an entry where nobody is entered yet.

    Raises:
        Refusal: the visitor may not enter anybody.
        Overloaded, Unavailable: the house could not be asked.
    """
    id, command = _command(services, visitor, wish)
    return *_ruled(services, visitor, id, command), *await _of_house(services, command.house)


def _command(services: Services, visitor: Visitor, wish: Entry) -> tuple[str, EnterResident]:
    """Return the id of an entry of the visitor's place, and the command that makes it."""
    unit, number = visitor.identity.unit, identifier(wish.id_number)
    told: dict[str, Any] = msgspec.structs.asdict(wish)
    if wish.house and "~" not in wish.house:
        told["house"] = house_id(unit, wish.house.strip())
    told["person"] = person_of(services, number)
    command = EnterResident(**told)
    return _id(services, unit, number), command


def _id(services: Services, unit: str, id_number: str) -> str:
    return services[Lookups].of("resident_entry", f"{unit}/{identifier(id_number)}")


def _ruled(
    services: Services, visitor: Visitor, id: str, command: EnterResident
) -> tuple[Reason, ...]:
    kind = services.kinds[RESIDENT]
    key, now = f"{RESIDENT}:{id}", services.clock.now()
    turn = Turn(
        key, kind.initial(key), kind.evolve, now=now, by=visitor.identity, command_id="rehearsal"
    )
    try:
        kind.decide(turn, command)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return refused.reasons
    return ()


async def _of_house(services: Services, house: str) -> tuple[Reason, ...]:
    if not house:
        return ()
    state: House = (await services.sender.show(f"{HOUSE}:{house}")).state
    return () if state.phase == "standing" else (Reason("resident.no_house", "/house"),)


async def standing_house(services: Services, house: str) -> None:
    """Check that `house` is the id of a house that stands, or "".

    Raises:
        Refusal: it is none.
    """
    if faults := await _of_house(services, house):
        raise Refusal(*faults)
