"""Answers that stand on a licence of the applicant's (证照库预填): what a form names is taken from
the newest that is in force, on record at the licence and in its ledger before the form has it."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.cases.application import Prefilled
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.layout import Field, fields_in
from actors.blocks.forms.normalise import identifier
from actors.blocks.licences.licence import LICENCE, Licence, UseLicence
from actors.blocks.licences.stated import answers, place_of
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal
from serve_apps.blocks.licences.store import held, taken
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


async def from_licences(
    services: Services, visitor: Visitor, case: str, begun: SaveDraft, item: ServiceItem
) -> tuple[dict[str, Any], tuple[Prefilled, ...]]:
    """Return what licences of the applicant answer of the case that is begun, and where each answer
    is from. A licence that cannot be taken now answers nothing.

    Raises:
        Overloaded, Unavailable, PyMongoError: the store does not answer.
    """
    account = begun.applicant.account
    fields = {each.name: each for each in fields_in(item.sections) if each.on_licence}
    form: dict[str, Any] = {}
    found: list[Prefilled] = []
    if not account or not fields:
        return form, ()
    today = local_day(services.clock.now())
    for kind in _kinds(fields):
        for row in await held(services, account, kind=kind, on=today):
            state: Licence = (await services.sender.show(f"{LICENCE}:{row['_id']}")).state
            left = {name: each.on_licence for name, each in fields.items() if name not in form}
            said = {
                name: value
                for name, value in answers(state, left).items()
                if fits(fields[name], value)
            }
            if said and await _is_taken(services, visitor, row["_id"], case, begun, kind, said):
                form |= said
                found += (_from(name, row["_id"], state) for name in said)
                break
    return form, tuple(found)


def fits(field: Field, said: object) -> bool:
    """Tell whether an answer from elsewhere may stand in a field at all."""
    choices = {code for code, _ in field.choices}
    return not choices or said in choices


async def _is_taken(
    services: Services,
    visitor: Visitor,
    id: str,
    case: str,
    begun: SaveDraft,
    kind: str,
    said: Mapping[str, Any],
) -> bool:
    use = UseLicence(case=case, item=begun.item, fields=tuple(said))
    number = identifier(begun.applicant.id_number)
    try:
        await taken(services, visitor.identity, id, kind=kind, number=number, use=use)
    except Refusal:
        return False
    return True


def _kinds(fields: Mapping[str, Field]) -> tuple[str, ...]:
    places = (place_of(each) for field in fields.values() for each in field.on_licence)
    return tuple(dict.fromkeys(place[0] for place in places if place))


def _from(field: str, id: str, state: Licence) -> Prefilled:
    return Prefilled(
        field=field,
        source="licence",
        licence=id,
        title=state.title,
        number=state.number,
        on=state.since,
    )
