"""Theme sets for programs (专项数据接口): rows are put in and asked for, by the permissions of the
set, from the moment that it is made."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from actors.systems.service_insight.base.roles import THEME_OWNER, THEME_USER
from actors.systems.service_insight.themes.reading import RejectedRow
from actors.systems.service_insight.themes.records import AskView
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.systems.service_insight.themes.asking import MOST, asked
from serve_apps.systems.service_insight.themes.filling import editable, filled

api = APIRouter(tags=["service_insight"])
Owner = Annotated[Visitor, Depends(staff_with(THEME_OWNER))]
User = Annotated[Visitor, Depends(staff_with(THEME_USER))]
Code = Annotated[str, Path(pattern="^[a-z0-9_]{2,40}$")]
Name = Annotated[str, Query(pattern="^[a-z][a-z0-9_]{1,39}$")]
Names = Annotated[str, Query(pattern="^[a-z][a-z0-9_]{0,59}(,[a-z][a-z0-9_]{0,59}){0,59}$")]
_MOST_REJECTED = 1000


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were taken in; of the others the first thousand mistakes."""

    rows: int
    rejected: tuple[RejectedRow, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the version `version`."""

    version: int
    rows: list[dict[str, Any]]


@api.put("/theme_sets/{code}/rows", **operation(gives=Filling))
async def put_rows(
    request: Request,
    visitor: Owner,
    services: Wired,
    code: Code,
    version: Annotated[int, Query(ge=0, le=1000)] = 0,
) -> Response:
    """Take a CSV in the body in, in the place of the rows of that version (0: the latest).

    Raises:
        Refusal: the set is not the visitor's, or the file is no table of it.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state = await editable(services, visitor, code)
    found = await filled(services, visitor, state, version, await request.body())
    rejected = tuple(found.rejected[:_MOST_REJECTED])
    return answer(Filling(rows=len(found.rows), rejected=rejected))


@api.get("/theme_sets/{code}/rows", **operation(gives=Told))
async def get_rows(
    visitor: User,
    services: Wired,
    code: Code,
    view: Name,
    columns: Names,
    version: Annotated[int, Query(ge=0, le=1000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Tell rows by a view of one's unit, `columns` divided by commas; `limit` counts against the
    quota of the day, whether or not there are as many.

    Raises:
        Refusal: the view does not tell that, and why.
        Overloaded, Unavailable: see `Sender.send`.
    """
    wish = AskView(view=view, columns=tuple(columns.split(",")), version=version, rows=limit)
    number, rows = await asked(services, visitor, code, wish, offset)
    return answer(Told(version=number, rows=rows))
