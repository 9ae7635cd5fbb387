"""What is filled into a form from the registers of its place (预填): figures, each with its source
and its time. Whoever sends the form out, or has it filled in anew, says none of them."""

from collections.abc import Iterable

import msgspec

from actors.systems.community_service.form_demand.held import OF_HOUSES, HeldField, counted
from actors.systems.community_service.form_demand.records import (
    FORM_DEMAND,
    FormDemand,
    HeldValue,
    IssueForm,
    Number,
    RefillForm,
)
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document
from storage.secrecy.rows import opened_in

_MOST = 20_000  # entries of one place


class Issuing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form as it is sent out: to the place whose station is `unit`."""

    unit: str


class Refilling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form that is filled in anew, by its number."""

    form: Number


async def held_values(
    services: Services, unit: str, fields: Iterable[HeldField]
) -> tuple[HeldValue, ...]:
    """Return the figures of a place as its registers have them now.

    Raises:
        PyMongoError: the database does not answer.
    """
    residents, houses = (
        await _rows(services, "residents", unit),
        await _rows(services, "houses", unit),
    )
    now = services.clock.now()
    return tuple(
        HeldValue(
            field=field,
            value=counted(field, residents, houses),
            source="houses" if field in OF_HOUSES else "residents",
            at=now,
        )
        for field in fields
    )


async def issuing(services: Services, visitor: Visitor, id: str, sent: Issuing) -> IssueForm:
    """Return the command that sends the form out, filled in if the visitor may send it.

    Raises:
        Overloaded, Unavailable: the demand could not be asked.
        PyMongoError: the database does not answer.
    """
    state = await _state(services, id)
    if not _may(services, visitor, state, "IssueForm"):
        return IssueForm(unit=sent.unit)  # the demand says why not
    return IssueForm(unit=sent.unit, values=await held_values(services, sent.unit, state.held))


async def refilling(services: Services, visitor: Visitor, id: str, sent: Refilling) -> RefillForm:
    """Return the command that fills a form in anew; see `issuing`."""
    state = await _state(services, id)
    if not _may(services, visitor, state, "RefillForm"):
        return RefillForm(form=sent.form)
    values = await held_values(services, visitor.identity.unit, state.held)
    return RefillForm(form=sent.form, values=values)


async def _state(services: Services, id: str) -> FormDemand:
    return (await services.sender.show(f"{FORM_DEMAND}:{id}")).state


def _may(services: Services, visitor: Visitor, state: FormDemand, command: str) -> bool:
    rules = services.kinds[FORM_DEMAND].rules
    assert rules is not None
    return command in rules.allowed(visitor.identity, state)


async def _rows(services: Services, name: str, unit: str) -> list[Document]:
    database = services[Records].database
    rows = await database[name].find({"unit": unit}).limit(_MOST).to_list()
    return await opened_in(database, rows)


PREPARED = (
    Preparation(
        command=IssueForm,
        prepare=issuing,
        takes=Issuing,
        example=Issuing(unit="zhenan_village"),
    ),
    Preparation(command=RefillForm, prepare=refilling, takes=Refilling, example=Refilling(form=1)),
)
