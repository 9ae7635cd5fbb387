"""Who may answer a survey, once: by an entry of a register, and told by a keyed digest alone."""

from actors.blocks.accounts.state import AccountState
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.register.resident_records import RESIDENT, Resident
from actors.systems.community_service.survey.drafting import serves
from actors.systems.community_service.survey.records import Survey
from serve_apps.blocks.cases.recognising import person_of
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from serve_apps.systems.community_service.registers.entering import claim, find
from storage.secrecy.lookups import Lookups

_MOST = 20  # entries of one person: registered at one place, living at another
NOT_RESIDENT = Refusal(Reason("survey.not_resident"), kind="not_now")


async def own_entries(services: Services, visitor: Visitor) -> tuple[Resident, ...]:
    """Return what registers hold of a resident where he is registered now; nothing of whom he acts
    for: nobody answers for another.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    if visitor.kind != "resident" or visitor.identity.acting_for:
        return ()
    await claim(services, visitor)
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    if account.person is None or account.person.id_type != "resident_id":
        return ()
    rows = services[Records].database["residents"]
    person = person_of(services, account.person.id_number)
    found = await rows.find({"person": person}, {"_id": 1}).limit(_MOST).to_list()
    shown = [await services.sender.show(f"{RESIDENT}:{row['_id']}") for row in found]
    states: list[Resident] = [each.state for each in shown]
    return tuple(
        each for each in states if each.account == visitor.account and each.phase == "registered"
    )


async def own_entry(services: Services, visitor: Visitor, state: Survey) -> Resident:
    """Return the entry by which the visitor answers the survey.

    Raises:
        Refusal: there is none in a register of the place.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    organisation = services.library[Organisation]
    for each in await own_entries(services, visitor):
        if serves(each.unit, state.place, organisation):
            return each
    raise NOT_RESIDENT


async def entry_at(services: Services, unit: str, id_number: str) -> Resident:
    """Return the entry of somebody with an identity number in the register of `unit`.

    Raises:
        Refusal: there is none, or he has left or died.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    id = await find(services, unit, id_number) if id_number.strip() else ""
    state: Resident = (await services.sender.show(f"{RESIDENT}:{id}")).state if id else Resident()
    if state.phase != "registered":
        raise Refusal(Reason("survey.not_resident", "/id_number"))
    return state


def digest(services: Services, id: str, survey: Survey, entry: Resident) -> str:
    """Return what tells the survey `id` that a person, or a household, has answered: of another
    survey it is another one, and nobody turns it back without the platform's key.

    Raises:
        Refusal: each household answers once, and the register has no number of his.
    """
    lookups = services[Lookups]
    if survey.once == "household":
        if not entry.household:
            raise Refusal(Reason("survey.no_household"), kind="not_now")
        return lookups.of("survey", f"{id}/{entry.unit}/{entry.household}")
    assert entry.who is not None
    return lookups.of("survey", f"{id}/{person_of(services, entry.who.id_number)}")
