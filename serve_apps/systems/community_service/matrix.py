"""Items by tier (分级事项一览): who offers what, and where it is offered by nobody."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.front.words import word
from serve_apps.systems.community_service.rows import counters, offered

router = APIRouter(include_in_schema=False)
SYSTEM = "community_service"
Staff = Annotated[Visitor, Depends(signed_in_staff)]


@router.get("/item-offers/matrix")
async def show_matrix(request: Request, visitor: Staff, services: Wired) -> Response:
    """Show for every item, tier by tier, by how many organisations it is offered and by which not.

    Raises:
        PyMongoError: the database does not answer.
    """
    language = language_of(request)
    rows = await offered(services, {})
    there = {(row["item"], row["unit"]): row for row in rows}
    items = [
        item
        for item in services.library[Catalogue].current_items()
        if item.system == SYSTEM or any(row["item"] == item.code for row in rows)
    ]
    organisation = services.library[Organisation]
    tiers = counters(services)
    lines: list[dict[str, Any]] = []
    for item in items:
        cells: list[dict[str, Any]] = []
        for tier, units in tiers.items():
            given = [unit for unit in units if (item.code, unit.code) in there]
            cells.append(
                {
                    "tier": word(f"tiers.{tier}", language),
                    "offered": len(given),
                    "of": len(units),
                    "links": [
                        (f"/item-offers/{item.code}~{unit.code}", unit.title[language])
                        for unit in given
                    ],
                    "gaps": [unit.title[language] for unit in units if unit not in given],
                }
            )
        decider = organisation.title(item.unit)
        lines.append(
            {
                "title": item.title,
                "code": item.code,
                "decider": decider[language] if decider else item.unit,
                "cells": cells,
            }
        )
    gaps = sum(len(cell["gaps"]) for line in lines for cell in line["cells"])
    heads = [word(f"tiers.{tier}", language) for tier in tiers]
    context = {"lines": lines, "heads": heads, "gaps": gaps}
    return page(request, "community_service/matrix.html", context)
