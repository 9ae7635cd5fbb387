"""The lists of cases: whom they wait for, the applicant's own, those that may be followed."""

from dataclasses import replace
from typing import get_args

from actors.blocks.access.vocabulary import seat
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.rows import EVERY_WINDOW
from actors.blocks.cases.state import Phase
from actors.blocks.organisation.units import Organisation
from serve_apps.front.session import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.listing import Listing
from storage.mongo import Document
from storage.rows import Order

SHOWN = ("number", "item.title", "applicant.name", "phase", "tasks", "dues", "level")
WAITING = Listing(
    name="waiting",
    view="cases",
    order=Order(("urgency",)),
    filters=("phase", "stage", "level", "tasks.claimed_by"),
    within="waits_for",
    fields=SHOWN,
)
WAITING_IN_FULL = replace(WAITING, name="waiting in full", fields=())
OWN = Listing(
    name="own",
    view="cases",
    order=Order(("updated_at",), descending=True),
    filters=("applicant.account",),
    fields=("number", "item.title", "phase", "dues"),
)
OWN_IN_FULL = replace(OWN, name="own in full", fields=())
LATEST = Listing(
    name="latest",
    view="cases",
    order=Order(("updated_at",), descending=True),
    fields=(*SHOWN, "unit", "units", "applicant.account"),
)


def waiting_for(
    services: Services, visitor: Visitor, *, stage: str = "", level: str = "", mine: bool = False
) -> Document:
    """Return the query of the cases that wait for somebody with the roles of `visitor` in his unit.

    `stage` is a phase ("submitted", "granted" ...) or a stage of the flow; `mine`: of those alone
    that he has claimed.
    """
    unit, roles = visitor.unit, visitor.identity.roles
    parts: list[Document] = [{"waits_for": {"$in": _seats(services, visitor)}}]
    if stage:
        parts.append({"phase" if stage in get_args(Phase) else "stage": stage})
    if level:
        parts.append({"level": level})
    if mine:
        own = {"unit": unit, "role": {"$in": list(roles)}, "claimed_by": visitor.identity.id}
        parts.append({"tasks": {"$elemMatch": own}})
    return {"$and": parts}


def _seats(services: Services, visitor: Visitor) -> list[str]:
    seats = [seat(role, visitor.unit) for role in visitor.identity.roles]
    unit = services.library[Organisation].units.get(visitor.unit)
    serves_all = unit is not None and unit.integrated_window
    return [*seats, EVERY_WINDOW] if serves_all and visitor.has(WINDOW_CLERK) else seats
