"""What can be done near by (就近办): the items that a town or village takes in, and who decides."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.words import Title
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.tiers import TIERS
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import language_of
from serve_apps.front.policies import anyone
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.systems.community_service.rows import counters, offered

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["community_service"])
Anybody = Annotated[Visitor, Depends(anyone)]
Unit = Annotated[str, Query(max_length=100)]


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """An item at an organisation: `decided_by` says who decides, `received_at` the tiers whose
    windows take it in; the days are working days that papers may travel."""

    item: str
    title: Title
    unit: str
    decided_by: str
    decider: Title
    mode: str
    received_at: tuple[str, ...]
    up_days: int
    down_days: int
    counter: str
    hours: str
    contact: str
    drop_off: str
    languages: tuple[str, ...]


class OfferedList(msgspec.Struct, frozen=True):
    """What an organisation offers."""

    items: tuple[Offered, ...]


@router.get("/here")
async def show_here(
    request: Request, visitor: Anybody, services: Wired, unit: Unit = ""
) -> Response:
    """Show the organisations near by and, of the one that was chosen, what can be done there.

    Raises:
        Refusal: there is no such organisation.
        PyMongoError: the database does not answer.
    """
    language = language_of(request)
    units = [each for tier in reversed(TIERS) for each in counters(services).get(tier, ())]
    chosen = services.library[Organisation].unit(unit) if unit else None
    context: dict[str, Any] = {
        "units": [(each.code, each.title[language]) for each in units],
        "unit": unit,
        "place": chosen,
        "items": [],
    }
    agency = services.library[Agency]
    if chosen:
        context["items"] = [
            {
                "code": each.item,
                "title": each.title[language],
                "decider": each.decider[language],
                "mode": word(f"item_offer.choices.mode.{each.mode}", language),
                "counter": each.counter,
                "hours": each.hours,
                "contact": each.contact,
                "drop_off": each.drop_off,
                "languages": [
                    word(f"item_offer.choices.languages.{one}", language) for one in each.languages
                ],
                "attend": agency.hindrance(each.item) == "entrustment.must_attend",
                "entrust": not agency.hindrance(each.item),
                "days": each.up_days + each.down_days,
            }
            for each in await _at(services, unit)
        ]
    return page(request, "community_service/here.html", context)


@api.get("/offered_items", dependencies=[Depends(anyone)], **operation(gives=OfferedList))
async def list_offered(services: Wired, unit: Unit) -> Response:
    """List what the organisation `unit` offers, and who decides."""
    services.library[Organisation].unit(unit)
    return answer(OfferedList(items=tuple(await _at(services, unit))))


async def _at(services: Services, unit: str) -> list[Offered]:
    organisation, catalogue = services.library[Organisation], services.library[Catalogue]
    titles = {item.code: item.title for item in catalogue.current_items()}
    return [
        Offered(
            item=row["item"],
            title=titles[row["item"]],
            unit=row["unit"],
            decided_by=row["decided_by"],
            decider=_known(organisation, row["decided_by"]),
            mode=row["mode"],
            received_at=tuple(row["received_at"]),
            up_days=row["up_days"],
            down_days=row["down_days"],
            counter=row["counter"],
            hours=row["hours"],
            contact=row["contact"],
            drop_off=row["drop_off"],
            languages=tuple(row["languages"]),
        )
        for row in await offered(services, {"unit": unit})
        if row["item"] in titles
    ]


def _known(organisation: Organisation, code: str) -> Title:
    title = organisation.title(code)
    if title is None:
        raise Refusal(Reason("unit.unknown", facts={"unit": code}), kind="unknown")
    return title
