"""The lists of cases: whom they wait for, the applicant's own, those that may be followed."""

from dataclasses import replace
from typing import get_args

from actors.blocks.access.vocabulary import seat
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.rows import EVERY_WINDOW
from actors.blocks.cases.state import Phase
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from serve_apps.front.visitor import Visitor
from serve_apps.pages.listing import Listing
from storage.mongo import Document
from storage.rows import Order

SHOWN = ("number", "item.code", "item.title", "applicant.name", "phase", "tasks", "dues", "level")
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


def own_query(visitor: Visitor, recognised: tuple[str, ...] = ()) -> Document:
    """Return the query of the cases of whom a resident acts for, in what he may act for them.
    `recognised` are cases that were found to be his just now: their rows may not say so yet."""
    mine: Document = {"applicant.account": visitor.represents}
    if recognised:
        mine = {"$or": [mine, {"_id": {"$in": list(recognised)}}]}
    mine |= {"restricted": {"$ne": True}}
    items = visitor.identity.items
    return mine | {"item.code": {"$in": list(items)}} if items else mine


def waiting_for(
    by: Identity, library: Library, *, stage: str = "", level: str = "", mine: bool = False
) -> Document:
    """Return the query of the cases that wait for somebody with the roles of `by` in his unit.

    `stage` is a phase ("submitted", "granted" ...) or a stage of the flow; `mine`: of those alone
    that he has claimed.
    """
    parts: list[Document] = [{"waits_for": {"$in": _seats(by, library)}}]
    if stage:
        parts.append({"phase" if stage in get_args(Phase) else "stage": stage})
    if level:
        parts.append({"level": level})
    if mine:
        own = {"unit": by.unit, "role": {"$in": list(by.roles)}, "claimed_by": by.id}
        parts.append({"tasks": {"$elemMatch": own}})
    return {"$and": parts}


def _seats(by: Identity, library: Library) -> list[str]:
    seats = [seat(role, by.unit) for role in by.roles]
    unit = library[Organisation].units.get(by.unit)
    serves_all = unit is not None and unit.integrated_window
    return [*seats, EVERY_WINDOW] if serves_all and by.has(WINDOW_CLERK) else seats
