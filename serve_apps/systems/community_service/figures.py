"""Two pages of figures: sums of merged units by successor, and items before and after a change."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.systems.community_service.burden import MEASURES, changes
from actors.systems.community_service.successors import Line, sums
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
Staff = Annotated[Visitor, Depends(signed_in_staff)]
FIGURES: Mapping[str, tuple[str, str]] = {
    "voices": ("voices", "first_unit"),
    "entrustments": ("entrustments", "unit"),
}
"""What is counted: the view, and the field with the unit as it was when it came in."""


@router.get("/figures/successors")
async def show_sums(request: Request, visitor: Staff, services: Wired) -> Response:
    """Show how many voices and entrusted cases each unit had, with those of whom it took over.

    Raises:
        PyMongoError: the database does not answer.
    """
    language, names = language_of(request), tuple(FIGURES)
    counts = {name: await _counted(services, *FIGURES[name]) for name in names}
    found = sums(counts, names, services.library[Organisation])
    groups = [
        {
            "own": _told(services, one.own, language),
            "former": [_told(services, each, language) for each in one.former],
            "figures": one.figures,
            "there": one.there,
        }
        for one in found
    ]
    context = {
        "groups": groups,
        "heads": [word(f"entries.{name}", language) for name in names],
        "totals": [sum(counts[name].values()) for name in names],
    }
    return page(request, "community_service/successors.html", context)


@router.get("/figures/item-changes")
async def show_changes(request: Request, visitor: Staff, services: Wired) -> Response:
    """Show what each item asked of people before and after it was published anew."""
    language = language_of(request)
    lines: list[dict[str, Any]] = []
    found = list(changes(services.library[Catalogue].items.values()))
    for change in found:
        lines.append(
            {
                "title": change.title,
                "code": change.code,
                "unit": unit_name(services.library, change.unit, language),
                "versions": change.versions,
                "measures": [
                    {
                        "title": word(f"burden.{name}", language),
                        "before": getattr(change.before, name),
                        "after": getattr(change.after, name),
                        "difference": change.difference(name),
                    }
                    for name in MEASURES
                ],
            }
        )
    fewer = {name: sum(each.difference(name) < 0 for each in found) for name in MEASURES}
    context = {
        "lines": lines,
        "fewer": [(word(f"burden.{name}", language), count) for name, count in fewer.items()],
    }
    return page(request, "community_service/item_changes.html", context)


async def _counted(services: Services, view: str, field: str) -> dict[str, int]:
    """Return how many rows of `view` there are by unit."""
    group = [{"$group": {"_id": f"${field}", "count": {"$sum": 1}}}]
    found = await services[Records].database[view].aggregate(group)
    return {row["_id"]: row["count"] async for row in found if row["_id"]}


def _told(services: Services, line: Line, language: Language) -> dict[str, Any]:
    return {
        "title": unit_name(services.library, line.unit, language),
        "place": line.place,
        "figures": line.figures,
    }
