"""The portal (开放门户): what is open, found by words and facets; each dataset with its first rows,
its dictionary, its versions and its files. It reads the published catalogue and the open store, and
nothing else."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response

from actors.systems.open_data.asking.query import Every, Term
from actors.systems.open_data.asking.query import Query as Asked
from actors.systems.open_data.describing.schema_org import schema_org
from actors.systems.open_data.describing.vocabulary import LICENCES, MEDIA_TYPES
from actors.systems.open_data.measures.quality import score
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import NoSuchFile, OpenStore
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.systems.open_data import rows
from serve_apps.systems.open_data.admitting import admits, caching, require
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.dcat.writing import ALTERNATES
from serve_apps.systems.open_data.described import UNKNOWN, around, item_of
from serve_apps.systems.open_data.metering import Meter
from serve_apps.systems.open_data.picture import drawn_rows
from serve_apps.systems.open_data.value import Values, criteria, drawn, drawn_days
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AT = "/datasets"
Slug = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
Typed = Annotated[str, Query(max_length=100)]
ON_A_PAGE, PREVIEWED = 20, 10
_FACETS = {"theme": "theme", "unit": "unit", "format": "formats"}
_FIELDS = {"theme": "groups", "unit": "organization", "format": "res_format"}


@router.get(AT)
async def show_list(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    q: Typed = "",
    theme: Typed = "",
    unit: Typed = "",
    format: Typed = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show what is open, the latest first, or what holds the words `q`.

    Raises:
        PyMongoError: the database does not answer.
    """
    chosen = {"theme": theme, "unit": unit, "format": format}
    queries: list[Asked] = [
        Term(_FIELDS[name], value, exact=True) for name, value in chosen.items() if value
    ]
    if q.strip():
        queries.append(Term("", q, exact=True))
    found = await services[Catalogue].find(
        queries or [Every()],
        start=(page_number - 1) * ON_A_PAGE,
        most=ON_A_PAGE,
        facets=list(_FACETS.values()),
    )
    language = language_of(request)

    def at(**changed: str) -> str:
        asked = {"q": q.strip(), **chosen, **changed}
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"{AT}?{told}" if told else AT

    context = {
        "items": [item_of(services, row, language) for row in found.rows],
        "count": found.count,
        "text": q.strip(),
        "address": "/api/3/action/package_search",
        "forms": ALTERNATES,
        "chosen": chosen,
        "facets": [
            {
                "name": name,
                "values": [
                    {
                        "title": _called(services, name, value, language),
                        "count": count,
                        "chosen": chosen[name] == value,
                        "href": at(**{name: "" if chosen[name] == value else value}),
                    }
                    for value, count in found.facets[path].items()
                ],
            }
            for name, path in _FACETS.items()
        ],
        "before": at(page=str(page_number - 1)) if page_number > 1 else "",
        "after": at(page=str(page_number + 1)) if page_number * ON_A_PAGE < found.count else "",
    }
    return page(request, "open_data/datasets.html", context)


@router.get(AT + "/{slug}")
async def show_dataset(
    request: Request, visitor: AnyVisitor, services: Wired, slug: Slug
) -> Response:
    """Show one dataset; of a withdrawn one, that it was (410).

    Raises:
        Refusal: there is none.
        PyMongoError: the database does not answer.
    """
    row, language = await services[Catalogue].one(slug), language_of(request)
    if row is None:
        raise UNKNOWN
    item = item_of(services, row, language)
    if row["state"] != "live":
        return page(request, "open_data/withdrawn.html", {"item": item, "row": row}, status=410)
    met = criteria(row, services.clock.now())
    granted = await admits(request, services, visitor, row)
    preview = await _preview(services, row) if granted else []
    named = [
        {**each, "title": each["title" if language == "zh" else "title_en"] or each["title"]}
        for each in row["columns"]
    ]
    context = {
        "granted": granted,
        "item": item,
        "row": row,
        "licence": LICENCES[row["licence"]],
        "columns": named,
        "preview": preview,
        "picture": drawn_rows(named, preview, word("open_dataset.value.picture", language)),
        "met": met,
        "described": _described(slug),
        "linked": schema_org(row, around(request, services)),
        "quality": score(met),
        **await _valued(services, row, language),
        "addresses": (
            f"/api/3/action/package_show?id={slug}",
            f"/api/3/action/datastore_search?resource_id={slug}.csv",
        ),
    }
    return page(request, "open_data/dataset.html", context)


@router.get(AT + "/{slug}/{version}.{format}")
async def send_file(
    request: Request,
    visitor: AnyVisitor,
    services: Wired,
    slug: Slug,
    version: Annotated[int, Path(ge=1, le=1_000_000)],
    format: Annotated[str, Path(pattern="^[a-z]{3,7}$")],
) -> Response:
    """Send a file of a version that is live, or was before another one.

    Raises:
        Refusal: there is none, or the dataset is frozen or was withdrawn, or who asks has no key
            for one under a condition.
        HTTPException: 429, his key has no calls left today.
        PyMongoError: the database does not answer.
    """
    row = await services[Catalogue].one(slug)
    if row is None or row["state"] != "live":
        raise UNKNOWN
    for each in row["versions"]:
        for file in each["files"]:
            if (each["number"], file["format"]) == (version, format):
                await require(request, services, visitor, row)
                path = _stored(services, file)
                name = f"{slug}-{version}.{format}"
                kind = MEDIA_TYPES[format]
                kept = caching(row)
                services[Meter].used(slug, format, "downloads")
                return FileResponse(path, filename=name, media_type=kind, headers=kept)
    raise UNKNOWN


async def _valued(services: Services, row: Document, language: Language) -> dict[str, Any]:
    """Return the value of a dataset, and how it was used on the latest days, with their charts."""
    valued = await services[Values].of(row)
    title = word("open_dataset.value.days", language)
    scored = word("open_dataset.value.score", language)
    return {
        "valued": valued,
        "value_chart": drawn([(row["slug"], valued.parts)], scored, language),
        "days_chart": drawn_days(valued.days, title, language) if valued.days else None,
    }


def _described(slug: str) -> list[dict[str, str]]:
    """Return where programs find what is said of a dataset, and in which form."""
    linked = [
        {"href": f"/dataset/{slug}.{ending}", "type": of, "title": f"DCAT-AP {ending.upper()}"}
        for ending, of in ALTERNATES.items()
    ]
    package, croissant = f"/datasets/{slug}/datapackage.json", f"/dataset/{slug}/croissant.jsonld"
    return [
        *linked,
        {"href": package, "type": MEDIA_TYPES["json"], "title": "Data Package"},
        {"href": croissant, "type": ALTERNATES["jsonld"], "title": "Croissant"},
    ]


def _called(services: Services, facet: str, value: str, language: Language) -> str:
    match facet:
        case "unit":
            return unit_name(services.library, value, language)
        case "theme":
            return known_word(f"open_dataset.choices.theme.{value}", language) or value
        case _:
            return value


async def _preview(services: Services, row: Document) -> list[tuple[Any, ...]]:
    """Return the first rows; none where the file is away."""
    file = next(each for each in row["files"] if each["format"] == "parquet")
    types = {each["name"]: each["type"] for each in row["columns"]}
    asked = rows.Asked(columns=tuple(types), limit=PREVIEWED, total=False)
    try:
        path = OpenStore(services[Settings].open).path(file["sha256"], "parquet")
        return (await asyncio.to_thread(rows.ask, path, types, asked)).rows
    except (NoSuchFile, rows.TooLong):
        return []


def _stored(services: Services, file: Document) -> Any:
    try:
        return OpenStore(services[Settings].open).path(file["sha256"], file["format"])
    except NoSuchFile as error:
        raise UNKNOWN from error
