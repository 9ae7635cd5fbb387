"""Published proposals for programs: CSV, JSON, Akoma Ntoso 3.0, an Atom feed, a sitemap."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.motion_akoma_ntoso import Paper, Part, write
from actors.systems.npc_motions.motion_papers import (
    motion_paper,
    reply_paper,
    suggestion_paper,
)
from actors.systems.npc_motions.motion_tables import as_csv, as_json
from actors.systems.npc_motions.texts import bears_a_number
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import unit_name
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.systems.npc_motions import publications
from serve_apps.systems.npc_motions.feeds import ATOM, Entry, as_atom, as_sitemap
from serve_apps.systems.npc_motions.papers import AKOMA_NTOSO, kept_by
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
IN_FEED = 50  # entries, the latest


@router.get("/published.csv")
async def published_csv(_: AnyVisitor, services: Wired) -> Response:
    """Return what is published as CSV."""
    found = [row async for row in publications.every(services)]
    return Response(as_csv(found), media_type="text/csv; charset=utf-8")


@router.get("/published.json")
async def published_json(_: AnyVisitor, services: Wired) -> Response:
    """Return what is published as JSON."""
    found = [row async for row in publications.every(services)]
    return Response(as_json(found), media_type="application/json")


@router.get("/published.atom")
async def published_atom(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Return what was published last as an Atom feed (RFC 4287)."""
    language = language_of(request)
    found = await publications.page(services, size=IN_FEED)
    feed = as_atom(
        _address(request, "/published.atom"),
        title=word("entries.published_proposals", language),
        author=_congress(services, found.rows, language),
        home=_address(request, "/published"),
        entries=[_entry(request, row) for row in found.rows],
    )
    return Response(feed, media_type=ATOM)


@router.get("/sitemap.xml")
async def sitemap(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Return the addresses of what is published, for those who search the web."""
    found = [_entry(request, row) async for row in publications.every(services)]
    return Response(as_sitemap(found), media_type="application/xml")


@router.get("/published/{kind}/{id}/{paper}.xml")
async def paper(
    request: Request, _: AnyVisitor, services: Wired, kind: str, id: str, paper: str
) -> Response:
    """Return one public proposal, or the reply to it, as Akoma Ntoso.

    Raises:
        Refusal: there is none, it is public no longer, or it has no such paper.
    """
    found = await publications.one(services, kind, id)
    if found is None or paper not in papers(*found):
        raise Refusal(Reason("suggestion.unknown"), kind="unknown")
    row, state = found
    language = language_of(request)
    made = _proposal(services, row, language)
    return _written(made if paper == "text" else _reply(services, made, row, state, language))


def papers(row: Document, state: Any) -> tuple[str, ...]:
    """Return which papers there are of a public proposal: "text", and "reply" once it is answered
    in public."""
    if not row["number"] or row["submitted_at"] is None:
        return ()
    return ("text", "reply") if reply_of(row, state) else ("text",)


def reply_of(row: Document, state: Any) -> str:
    """Return what was replied in public, "" if nothing was. What was reported of a motion is shown
    once it was accepted, and only without numbers of people."""
    if row["kind"] == "suggestion":
        return str(row["public"].get("reply", ""))
    handled = state.handled[-1] if state.phase == "accepted" else ""
    return "" if bears_a_number(handled) else handled


def _proposal(services: Services, row: Document, language: Language) -> Paper:
    kept = kept_by(services, row["congress"])
    names = ("subject", "grounds", "plan") if row["kind"] == "motion" else ("matter",)
    headings = {name: word(f"{row['kind']}.fields.{name}", language) for name in names}
    make = motion_paper if row["kind"] == "motion" else suggestion_paper
    return make(row, headings, **kept)


def _reply(
    services: Services, about: Paper, row: Document, state: Any, language: Language
) -> Paper:
    at = state.replies[-1].at if row["kind"] == "suggestion" else state.closed_at
    units = [unit_name(services.library, unit, language) for unit in row["units"]]
    heading = word("suggestion.fields.reply", language)
    return reply_paper(
        about,
        on=local_day(at),
        author="、".join(units),
        title=f"{heading} {row['number']}",
        parts=[Part(heading=heading, text=reply_of(row, state))],
    )


def _congress(services: Services, found: list[Document], language: Language) -> str:
    congress = found[0]["congress"] if found else ""
    author = kept_by(services, congress)["author"]
    return author or word("entries.published_proposals", language)


def _entry(request: Request, row: Document) -> Entry:
    text = row["public"]
    return Entry(
        address=_address(request, f"/published/{row['kind']}/{row['_id']}"),
        title=text["title"],
        text=text.get("matter") or text.get("subject", ""),
        at=row["updated_at"],
    )


def _address(request: Request, path: str) -> str:
    return str(request.base_url).rstrip("/") + path


def _written(paper: Paper) -> Response:
    return Response(write(paper), media_type=AKOMA_NTOSO)
