"""The door: the first page, help, the accessibility statement, and the components for operators."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.guide import suspended
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.pages.samples import samples

router = APIRouter(include_in_schema=False)
SHARED = 300.0  # seconds; what is amended sooner makes them anew (front/shared.py)
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]


@router.get("/")
async def show_home(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show the search, the themes and the departments."""
    items = services.library[Catalogue].current_items()
    themes = Counter(item.theme for item in items)
    units = Counter(item.unit for item in items)
    gone = suspended(services.library)
    instant = [item for item in items if item.handling == "instant" and item.code not in gone]
    return page(
        request,
        "home.html",
        {
            "themes": themes.most_common(),
            "units": units.most_common(),
            "instant": instant[:3],
            "events": services.library[Catalogue].life_events.items(),
        },
        shared=SHARED,
    )


@router.get("/help")
async def show_help(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show how to get help, and where the units are."""
    units = [unit for unit in services.library[Organisation].units.values() if unit.address]
    return page(
        request, "help.html", {"units": sorted(units, key=lambda unit: unit.code)}, shared=SHARED
    )


@router.get("/accessibility")
async def show_accessibility(request: Request, _: AnyVisitor) -> Response:
    """Show what was done for accessibility, how it was tested and what is not known."""
    return page(request, "accessibility.html", shared=SHARED)


@router.get("/design")
async def show_design(request: Request, _: Operator) -> Response:
    """Show every component of the design system in every state."""
    return page(request, "design.html", {"samples": samples(language_of(request))})


@router.get("/favicon.ico")
async def show_icon(_: AnyVisitor) -> Response:
    """Lead browsers that ask for the old name to the icon."""
    return RedirectResponse("/static/icons/seal.svg", 308)
