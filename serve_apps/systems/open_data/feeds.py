"""What became of a dataset, as a feed (动态订阅源) for those without account: Atom (RFC 4287) and
JSON Feed 1.1, which say the same."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from lxml import etree

from actors.kernel.deadlines import local_day
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import unit_name
from serve_apps.front.wiring import Wired
from serve_apps.front.words import word
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.described import SOON, UNKNOWN, around, item_of
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
FEEDS = {"atom": "application/atom+xml", "json": "application/feed+json"}
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@router.get("/datasets/{slug}/feed.{form}")
async def send_feed(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    slug: Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")],
    form: Annotated[str, Path(pattern="^(atom|json)$")],
) -> Response:
    """Tell what became of a dataset, the latest first; of a withdrawn one, why.

    Raises:
        Refusal: there is none.
        PyMongoError: the database does not answer.
    """
    row = await services[Catalogue].one(slug)
    if row is None:
        raise UNKNOWN
    language = language_of(request)
    home = str(around(request, services).page(slug))
    title = item_of(services, row, language)["title"]
    entries = [_entry(each, home, language) for each in news_of(row)]
    made = _atom if form == "atom" else _json
    unit = unit_name(services.library, row["unit"], language)
    headers = {**SOON, "vary": "accept-language"}
    content = made(row["modified_at"], unit, title, home, entries, language)
    return Response(content, headers=headers, media_type=FEEDS[form])


def news_of(row: Document) -> list[Document]:
    """Return the news of a row; of one from before these were kept, its versions."""
    if "news" in row:
        return row["news"]
    versions = row.get("versions", ())
    return [{"what": "released", "at": each["at"], "version": each["number"]} for each in versions]


def _entry(news: Document, home: str, language: Language) -> dict[str, str]:
    facts = {"version": str(news.get("version", "")), "reason": news.get("reason", "")}
    if "columns" in news:
        facts |= {"columns": "、".join(news["columns"]), "day": _day(news["from"])}
    released = news["what"] == "released"
    return {
        "id": f"{home}#{news['what']}-{int(news['at'].timestamp() * 1000)}",
        "link": f"{home}/versions/{news['version']}" if released else home,
        "title": word(f"open_dataset.news.{news['what']}", language).format_map(facts),
        "at": _instant(news["at"]),
    }


def _atom(
    at: datetime, unit: str, title: str, home: str, entries: list[dict[str, str]], language: str
) -> bytes:
    feed = etree.Element(f"{{{_ATOM}}}feed", {_LANG: language}, {None: _ATOM})

    def said(above: Any, name: str, text: str = "", **attributes: str) -> Any:
        found = etree.SubElement(above, f"{{{_ATOM}}}{name}", attributes)
        found.text = text or None
        return found

    said(feed, "id", home)
    said(feed, "title", title)
    said(feed, "updated", _instant(at))
    said(said(feed, "author"), "name", unit)
    said(feed, "link", rel="alternate", href=home)
    said(feed, "link", rel="self", href=f"{home}/feed.atom")
    for each in entries:
        entry = said(feed, "entry")
        for name in ("id", "title"):
            said(entry, name, each[name])
        said(entry, "updated", each["at"])
        said(entry, "link", rel="alternate", href=each["link"])
        said(entry, "summary", each["title"])
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _json(
    at: datetime, unit: str, title: str, home: str, entries: list[dict[str, str]], language: str
) -> bytes:
    return msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "authors": [{"name": unit}],
            "home_page_url": home,
            "feed_url": f"{home}/feed.json",
            "language": language,
            "items": [
                {
                    "id": each["id"],
                    "url": each["link"],
                    "title": each["title"],
                    "content_text": each["title"],
                    "date_published": each["at"],
                }
                for each in entries
            ],
        }
    )


def _day(at: datetime) -> str:
    return local_day(at).isoformat()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
