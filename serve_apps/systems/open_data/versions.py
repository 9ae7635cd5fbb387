"""Versions that are live, or were: each with a permanent address, how it is cited, and what became
of columns and rows since another one (OPEN-41); as pages and as JSON."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from actors.systems.open_data.describing.versions import (
    Columns,
    cited,
    columns_between,
    version_told,
)
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import NoSuchFile, OpenStore
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired
from serve_apps.systems.open_data.admitting import admits, caching
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.described import SOON, UNKNOWN, around, gone, item_of
from serve_apps.systems.open_data.differences import MOST, Difference, difference
from serve_apps.systems.open_data.rows import TooLong
from storage.mongo import Document

router = APIRouter(prefix="/datasets/{slug}", include_in_schema=False)
Slug = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Since = Annotated[int, Query(ge=0, le=1_000_000)]
SHOWN = 10  # rows on a page


class Compared(NamedTuple):
    """What became of columns and rows `since` a version; `rows` is None if that took too long."""

    since: int
    columns: Columns
    rows: Difference | None


@router.get("/versions.json")
async def list_versions(request: Request, _: AnyVisitor, services: Wired, slug: Slug) -> Response:
    """Tell the versions of a dataset, the latest first.

    Raises:
        Refusal: there is no such dataset.
        PyMongoError: the database does not answer.
    """
    row = await _row(services, slug)
    if row["state"] != "live":
        return gone(request, row)
    these = around(request, services)
    return _json({"versions": [version_told(row, each, these) for each in row["versions"]]})


@router.get("/versions/{number}.json")
async def tell_version(
    request: Request,
    visitor: AnyVisitor,
    services: Wired,
    slug: Slug,
    number: Number,
    since: Since = 0,
    limit: Annotated[int, Query(ge=0, le=MOST)] = MOST,
) -> Response:
    """Tell of one version, and what became of columns and rows since another, by default the one
    before; up to `limit` rows that are new, and that are gone.

    Raises:
        Refusal: there is no such dataset or version.
        PyMongoError: the database does not answer.
    """
    row = await _row(services, slug)
    if row["state"] != "live":
        return gone(request, row)
    version = _version(row, number)
    told = version_told(row, version, around(request, services))
    granted = await admits(request, services, visitor, row)
    found = await _compared(services, row, version, since) if granted else None
    return _json({**told, "difference": _told(found, limit) if found else None}, caching(row))


@router.get("/versions/{number}")
async def show_version(
    request: Request,
    visitor: AnyVisitor,
    services: Wired,
    slug: Slug,
    number: Number,
    since: Since = 0,
) -> Response:
    """Show one version, and what became of columns and rows since another.

    Raises:
        Refusal: there is no such dataset or version.
        PyMongoError: the database does not answer.
    """
    row = await _row(services, slug)
    context: dict[str, Any] = {"item": item_of(services, row, language_of(request)), "row": row}
    if row["state"] != "live":
        return page(request, "open_data/withdrawn.html", context, status=410)
    version = _version(row, number)
    these = around(request, services)
    granted = await admits(request, services, visitor, row)
    context |= {
        "granted": granted,
        "version": version,
        "title": version.get("title") or row["title"],
        "citation": cited(row, version, these),
        "program": f"/datasets/{slug}/versions/{number}.json",
        "address": these.version(slug, number),
        "shown": SHOWN,
        "found": await _compared(services, row, version, since) if granted else None,
        "others": [each["number"] for each in row["versions"] if each["number"] != number],
    }
    return page(request, "open_data/version.html", context)


async def _row(services: Services, slug: str) -> Document:
    row = await services[Catalogue].one(slug)
    if row is None:
        raise UNKNOWN
    return row


def _version(row: Document, number: int) -> Document:
    for each in row["versions"]:
        if each["number"] == number:
            return each
    raise UNKNOWN


async def _compared(
    services: Services, row: Document, version: Document, since: int
) -> Compared | None:
    """Return what became of things since the version `since`, 0 for the one before; None: there is
    none before."""
    numbers = [each["number"] for each in row["versions"]]
    before = since or max((each for each in numbers if each < version["number"]), default=0)
    if not before:
        return None
    old = _version(row, before)
    columns = columns_between(old["fields"], version["fields"])
    store = OpenStore(services[Settings].open)
    try:
        earlier, later = (store.path(_parquet(each), "parquet") for each in (old, version))
        rows = await asyncio.to_thread(difference, earlier, later, columns.common)
    except (NoSuchFile, TooLong):
        rows = None
    return Compared(before, columns, rows)


def _parquet(version: Document) -> str:
    return next(each["sha256"] for each in version["files"] if each["format"] == "parquet")


def _told(found: Compared, most: int) -> dict[str, Any]:
    columns, rows = found.columns, found.rows
    told: dict[str, Any] = {
        "since": found.since,
        "columns": {
            "added": columns.added, "removed": columns.gone, "retyped": columns.retyped,
        },
        "rows": None,
    }  # fmt: skip
    if rows is not None:

        def named(values: Sequence[Any]) -> dict[str, Any]:
            return dict(zip(rows.columns, values, strict=True))

        told["rows"] = {
            "compared_by": rows.columns,
            "added": rows.added,
            "removed": rows.gone,
            "some_added": [named(each) for each in rows.some_added[:most]],
            "some_removed": [named(each) for each in rows.some_gone[:most]],
        }
    return told


def _json(told: Mapping[str, Any], kept: Mapping[str, str] = SOON) -> Response:
    return Response(msgspec.json.encode(told, enc_hook=str), 200, kept, "application/json")
