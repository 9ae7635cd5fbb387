"""The catalogue as DCAT-AP (OPEN-03): page by page, and dataset by dataset, in five notations; and
each dataset as others want it.

Whoever asks is nobody here: what is live is for everybody."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Reason, Refusal
from actors.kernel.view import Row
from actors.systems.open_data.asking.matching import where
from actors.systems.open_data.asking.query import BadQuery, Range, parse
from actors.systems.open_data.asking.query import Query as Asked
from actors.systems.open_data.describing.catalogue import Paging, catalogue_triples
from actors.systems.open_data.describing.croissant import croissant
from actors.systems.open_data.describing.data_package import data_package
from actors.systems.open_data.describing.dcat import Around, dataset_triples
from actors.systems.open_data.describing.graph import Triple
from actors.systems.open_data.describing.vocabulary import MEDIA_TYPES
from actors.systems.open_data.profile import profile
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.systems.open_data.catalogue import Catalogue, holds
from serve_apps.systems.open_data.dcat.writing import NOTATIONS, written
from serve_apps.systems.open_data.described import SOON, UNKNOWN, around, gone

router = APIRouter(include_in_schema=False)
ON_A_PAGE = 50
Describe = Callable[[Row, Around], dict[str, Any]]
Slug = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
Typed = Annotated[str, Query(max_length=2_000)]
_BY_NAME = (("_id", 1),)  # what is updated while somebody reads stays on its page


@router.get("/catalog.{ending}")
async def send_catalogue(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    ending: str,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    modified_since: Typed = "",
    q: Typed = "",
    fq: Annotated[Sequence[str], Query(max_length=10)] = (),
) -> Response:
    """Send one page of the live datasets that fit `q` and every `fq` and were changed since an
    instant, by name.

    Raises:
        Refusal: there is no such notation, or a parameter cannot be read.
        PyMongoError: the database does not answer.
    """
    if ending not in NOTATIONS:
        raise UNKNOWN
    queries = [_read("q", q), *(_read("fq", each) for each in fq), *_since(modified_since)]
    catalogue = services[Catalogue]
    start = (page - 1) * ON_A_PAGE
    found = await catalogue.find(queries, order=_BY_NAME, start=start, most=ON_A_PAGE)
    latest = await catalogue.find((), most=1)
    these = around(request, services)
    asked = [("q", q), *(("fq", each) for each in fq), ("modified_since", modified_since)]
    kept = [each for each in asked if each[1]]

    def at(number: int) -> str:
        return f"{these.base}/catalog.{ending}?{urlencode([('page', number), *kept])}"

    triples = catalogue_triples(
        found.rows,
        Paging(number=page, total=found.count, size=ON_A_PAGE, at=at),
        publisher=profile().reviewing_unit,
        modified=latest.rows[0]["modified_at"] if latest.rows else None,
        around=these,
    )
    return await _linked(request, list(triples), ending)


@router.get("/dataset/{slug}.{ending}")
async def send_dataset(
    request: Request, _: AnyVisitor, services: Wired, slug: Slug, ending: str
) -> Response:
    """Send what is said of one dataset; of a withdrawn one, that it was (410).

    Raises:
        Refusal: there is none, or no such notation.
        PyMongoError: the database does not answer.
    """
    row = await services[Catalogue].one(slug)
    if row is None or ending not in NOTATIONS:
        raise UNKNOWN
    if row["state"] != "live":
        return gone(request, row)
    return await _linked(request, list(dataset_triples(row, around(request, services))), ending)


@router.get("/dataset/{slug}/croissant.jsonld")
async def send_croissant(request: Request, _: AnyVisitor, services: Wired, slug: Slug) -> Response:
    """Send what is said of one dataset for those who train models.

    Raises:
        Refusal: there is none.
        PyMongoError: the database does not answer.
    """
    return await _described(request, services, slug, croissant, NOTATIONS["jsonld"].media_type)


@router.get("/datasets/{slug}/datapackage.json")
async def send_package(request: Request, _: AnyVisitor, services: Wired, slug: Slug) -> Response:
    """Send one dataset as a Data Package.

    Raises:
        Refusal: there is none.
        PyMongoError: the database does not answer.
    """
    return await _described(request, services, slug, data_package, MEDIA_TYPES["json"])


@router.get("/catalog")
async def choose_notation(request: Request, _: AnyVisitor) -> Response:
    """Lead to the portal, or to the notation that is asked for by media type."""
    return _elsewhere(request, "/catalog", "/datasets")


@router.get("/dataset/{slug}")
async def choose_notation_of(request: Request, _: AnyVisitor, slug: Slug) -> Response:
    """Lead to the page of a dataset, or to the notation that is asked for by media type."""
    return _elsewhere(request, f"/dataset/{slug}", f"/datasets/{slug}")


async def _described(
    request: Request, services: Services, slug: str, describe: Describe, media_type: str
) -> Response:
    row = await services[Catalogue].one(slug)
    if row is None:
        raise UNKNOWN
    if row["state"] != "live":
        return gone(request, row)
    said = describe(row, around(request, services))
    content = json.dumps(said, ensure_ascii=False).encode()
    return _once(request, _tag(content)) or _told(content, media_type, _tag(content))


async def _linked(request: Request, triples: Sequence[Triple], ending: str) -> Response:
    tag = _tag(repr((ending, triples)).encode())  # of what they say: writing it down takes longer
    if same := _once(request, tag):
        return same
    content = await asyncio.to_thread(written, triples, ending)
    return _told(content, NOTATIONS[ending].media_type, tag)


def _tag(said: bytes) -> str:
    return f'"{sha256(said).hexdigest()[:24]}"'


def _once(request: Request, tag: str) -> Response | None:
    """Return that the client has it, if it says so."""
    known = tag in request.headers.get("if-none-match", "")
    return Response(status_code=304, headers={**SOON, "etag": tag}) if known else None


def _told(content: bytes, media_type: str, tag: str) -> Response:
    return Response(content, 200, {**SOON, "etag": tag}, media_type)


def _elsewhere(request: Request, name: str, page: str) -> Response:
    accepted = request.headers.get("accept", "")
    endings = (end for end, each in NOTATIONS.items() if each.media_type in accepted)
    ending = next(endings, "")
    return RedirectResponse(f"{name}.{ending}" if ending else page, 303, {"vary": "accept"})


def _read(field: str, said: str) -> Asked:
    """Raises Refusal: the query cannot be read, or names a field that there is not."""
    try:
        query = parse(said)
        where(query, holds)
    except BadQuery as bad:
        facts = {"why": str(bad)}
        raise Refusal(Reason("open_dataset.bad_query", f"/{field}", facts)) from bad
    return query


def _since(said: str) -> list[Asked]:
    if not said:
        return []
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise Refusal(Reason("open_dataset.no_moment", "/modified_since")) from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return [Range("metadata_modified", at.isoformat(), "")]
