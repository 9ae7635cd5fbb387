"""What datasets name and do not say themselves, for whoever describes them to others: the address
of the platform, units, domains, divisions. And what all are told of a dataset that is gone."""

from typing import Any

import msgspec
from fastapi import Request
from fastapi.responses import Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.words import Title
from actors.systems.open_data.describing.dcat import Agent, Around
from serve_apps.front.language import Language, language_of
from serve_apps.front.problem import MEDIA_TYPE, Problem, document
from serve_apps.front.rendering import unit_name
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word
from storage.mongo import Document

SOON = {"cache-control": "public, max-age=30"}  # what is withdrawn is gone within a minute
UNKNOWN = Refusal(Reason("open_dataset.unknown"), kind="unknown")


def around(request: Request, services: Services) -> Around:
    """Return what rows of the published catalogue name, as of this request."""
    base = (services.settings.public_address or str(request.base_url)).rstrip("/")
    return Around(
        base=base,
        city=services.library[Organisation].city,
        agent=lambda code: _agent(services.library, code),
        theme=_theme,
        place=lambda code: _place(services.library, code),
    )


def item_of(services: Services, row: Document, language: Language) -> dict[str, Any]:
    """Return what lists and pages tell of a dataset."""
    english = language == "en"
    return {
        "href": f"/datasets/{row['slug']}",
        "slug": row["slug"],
        "title": (row["title_en"] if english else "") or row["title"],
        "notes": (row.get("notes_en") if english else "") or row.get("notes", ""),
        "unit": unit_name(services.library, row["unit"], language),
        "theme": known_word(f"open_dataset.choices.theme.{row.get('theme')}", language),
        "formats": row.get("formats", ()),
        "at": row["modified_at"],
    }


def gone(request: Request, row: Document) -> Response:
    """Return that a dataset was withdrawn (410), and why; or that it is frozen."""
    reason = Reason("open_dataset.on_hold", facts={"title": row["title"]})
    if row["state"] == "withdrawn":
        facts = {"title": row["title"], "reason": row["reason"]}
        reason = Reason("open_dataset.gone", facts=facts)
    language = language_of(request)
    problem = Problem(410, "request.refused", (reason,))
    said = document(problem, language, str(getattr(request.state, "trace", "")))
    headers = {"content-language": language}
    return Response(msgspec.json.encode(said), 410, headers, MEDIA_TYPE)


def _agent(library: Library, code: str) -> Agent:
    organisation = library[Organisation]
    unit = organisation.units.get(code) or organisation.former.get(code)
    if unit is None:
        return Agent(code=code, title=Title(zh=code, en=code))
    return Agent(code=code, title=unit.title, phone=unit.phone, credit_code=unit.credit_code)


def _theme(code: str) -> Title:
    said = f"open_dataset.choices.theme.{code}"
    return Title(zh=known_word(said, "zh"), en=known_word(said, "en"))


def _place(library: Library, code: str) -> Title | None:
    found = library[Organisation].places.get(code)
    return found.title if found else None
