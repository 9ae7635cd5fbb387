"""What a congress posts for everybody: its deputies with their duty, its plans, its reports."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.npc_motions.motion_reports import Report, report
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import ANYBODY
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.charts import Drawing, Row, Series, stacked_bars
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.records import Records
from serve_apps.pages.values import Values
from storage import rows
from storage.mongo import Document
from storage.rows import Order
from storage.search.cursor import BadCursor

router = APIRouter(include_in_schema=False)
SHARED = 2.0  # seconds of a list; one record is never told again, so that what is withdrawn is gone
BY_NAME = Order(("duty_count",), descending=True)
BY_SESSION = Order(("updated_at",), descending=True)
REPORTS = Order(("year", "half"), descending=True)
_PORTRAIT = ("gender", "occupation", "constituency", "introduction")


@router.get("/congress")
async def show_congress(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Show the plans of the years and the reports, and where the deputies are."""
    records = services[Records]
    plans = [plan async for plan in _plans(records)]
    reports = [
        _report_title(services, request, row)
        async for row in rows.each(
            records.database, "handling_reports", {"published": True}, REPORTS
        )
        if _shows(records, "handling_report", row, "text")
    ]
    context = {"plans": sorted(plans, key=lambda plan: -plan["year"]), "reports": reports}
    return page(request, "npc_motions/congress.html", context, shared=SHARED)


@router.get("/congress/deputies")
async def show_deputies(
    request: Request, _: AnyVisitor, services: Wired, cursor: str = ""
) -> Response:
    """Show the deputies in office, those with the most acts of duty first."""
    records, where = services[Records], {"status": "active"}
    try:
        found = await rows.page(records.database, "deputies", where, BY_NAME, cursor=cursor or None)
    except BadCursor:
        found = await rows.page(records.database, "deputies", where, BY_NAME)
    language = language_of(request)
    deputies = [
        {
            "href": f"/congress/deputies/{row['_id']}",
            "name": row["name"],
            "delegation": unit_name(services.library, row["delegation"], language),
            "occupation": row["portrait"].get("occupation", ""),
            "duties": len(row["posted_duties"]),
        }
        for row in found.rows
        if _shows(records, "deputy", row, "portrait")
    ]
    context = {"deputies": deputies, "after": found.after, "before": found.before}
    return page(request, "npc_motions/posted_deputies.html", context, shared=SHARED)


@router.get("/congress/deputies/{id}")
async def show_deputy(request: Request, _: AnyVisitor, services: Wired, id: str) -> Response:
    """Show what is posted of a deputy: basic information, and acts of duty.

    Raises:
        Refusal: there is no such deputy in office.
    """
    row = await posted_deputy(services, id)
    language = language_of(request)
    values = Values("deputy", services.library, language)
    portrait: Mapping[str, Any] = row["portrait"]
    known = [
        ("delegation", unit_name(services.library, row["delegation"], language)),
        ("committee_member", values.text("committee_member", row["committee_member"])),
        *((name, values.text(name, portrait.get(name, ""))) for name in _PORTRAIT),
    ]
    context = {
        "name": row["name"],
        "write": f"/congress/deputies/{row['_id']}/write",
        "facts": [SummaryRow(values.label(name), told) for name, told in known if told],
        "heads": [values.label(name) for name in ("on", "duty", "subject", "place")],
        "duties": [
            [values.text(name, entry.get(name, "")) for name in ("on", "duty", "subject", "place")]
            for entry in reversed(row["posted_duties"])
        ],
    }
    return page(request, "npc_motions/posted_deputy.html", context)


@router.get("/congress/reports/{id}")
async def show_report(request: Request, _: AnyVisitor, services: Wired, id: str) -> Response:
    """Show an overall report that is published, with the figures of its period as they are today.

    Raises:
        Refusal: there is none, or it is public no longer, which the entity itself is asked.
    """
    records = services[Records]
    row = await records.database["handling_reports"].find_one({"_id": id})
    unknown = Refusal(Reason("handling_report.unknown"), kind="unknown")
    if row is None or not _shows(records, "handling_report", row, "text"):
        raise unknown
    state = (await services.sender.show(f"handling_report:{id}")).state
    if state.phase != "published":
        raise unknown
    where: Document = {"congress": state.congress, "units": {"$ne": []}}
    proposals = [each async for each in rows.each(records.database, "proposals", where, BY_SESSION)]
    figures = report(proposals, state.congress, state.year, state.half)
    context = {
        **_report_title(services, request, row),
        "text": state.text,
        "figures": figures,
        "drawing": _by_unit(figures, services, language_of(request)),
    }
    return page(request, "npc_motions/posted_report.html", context)


async def posted_deputy(services: Services, id: str) -> Document:
    """Return the row of a deputy in office.

    Raises:
        Refusal: there is no such deputy, or none in office.
    """
    records = services[Records]
    row = await records.database["deputies"].find_one({"_id": id})
    if row is None or row["status"] != "active" or not _shows(records, "deputy", row, "portrait"):
        raise Refusal(Reason("deputy.unknown"), kind="unknown")
    return row


async def _plans(records: Records) -> AsyncIterator[dict[str, Any]]:
    async for row in rows.each(records.database, "sessions", {}, BY_SESSION):
        if row["plans"] and _shows(records, "congress_session", row, "plans"):
            for year, plan in row["plans"].items():
                yield {**plan, "year": int(year), "session": row["title"]}


def _by_unit(figures: Report, services: Services, language: Language) -> Drawing:
    _ = translations(language).gettext
    rows_ = [
        Row(unit_name(services.library, line.unit, language), (float(line.done), float(line.open)))
        for line in figures.lines
    ]
    series = [Series(_("已办结"), "2"), Series(_("办理中"), "1")]
    return stacked_bars(_("各单位办理情况"), _("单位"), series, rows_)


def _report_title(services: Services, request: Request, row: Document) -> dict[str, Any]:
    values = Values("handling_report", services.library, language_of(request))
    return {
        "href": f"/congress/reports/{row['_id']}",
        "year": row["year"],
        "half": values.text("half", row["half"]),
        "published_at": row["published_at"],
    }


def _shows(records: Records, kind: str, row: Document, field: str) -> bool:
    """Tell whether policies show `field` of the row of an entity of `kind` to anybody."""
    return records.judging(ANYBODY, f"{kind}.read", {})(row).shows(field)
