"""Service items: what may be applied for."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.kernel.words import Title
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import anyone
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["items"])


class ItemRow(msgspec.Struct, frozen=True):
    """A service item in the list."""

    code: str
    version: int
    title: Title
    summary: Title
    unit: str
    theme: str
    audience: tuple[str, ...]


class ItemList(msgspec.Struct, frozen=True):
    """The items that were asked for, all of them."""

    items: tuple[ItemRow, ...]


@router.get("/items", dependencies=[Depends(anyone)], **operation(gives=ItemList))
async def list_items(
    services: Wired,
    search: Annotated[str, Query(max_length=100, description="Part of a title or code")] = "",
    unit: Annotated[str, Query(max_length=64)] = "",
    theme: Annotated[str, Query(max_length=64)] = "",
    audience: Literal["", "natural", "legal"] = "",
) -> Response:
    """List the published service items, by code."""
    wanted = search.strip().lower()
    return answer(
        ItemList(
            tuple(
                ItemRow(
                    item.code,
                    item.version,
                    item.title,
                    item.summary,
                    item.unit,
                    item.theme,
                    item.audience,
                )
                for item in services.library[Catalogue].current_items()
                if wanted in f"{item.code} {item.title.zh} {item.title.en}".lower()
                and unit in ("", item.unit)
                and theme in ("", item.theme)
                and (not audience or audience in item.audience)
            )
        )
    )


@router.get("/items/{code}", dependencies=[Depends(anyone)], **operation(gives=ServiceItem))
async def show_item(
    services: Wired,
    code: str,
    version: Annotated[int | None, Query(ge=1, description="Default: the latest")] = None,
) -> Response:
    """Show one item in full: its guide, form (JSON Schema), materials, limits and flow."""
    return answer(services.library[Catalogue].item(code, version))
