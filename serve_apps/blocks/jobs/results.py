"""A job while it runs, and what came of it: on its page, as files, and as events of lineage."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, Response

from actors.blocks.jobs.asked import jobs_of
from actors.blocks.jobs.job import JOB, JobState
from actors.blocks.jobs.lineage import events_of
from actors.blocks.jobs.shell.files import rows_of
from actors.blocks.jobs.shell.settings import Settings, read_settings
from actors.kernel.errors import Reason, Refusal
from actors.kernel.system import Installed
from serve_apps.blocks.jobs.starting import Analyst
from serve_apps.front.language import language_of
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired, Wiring
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.panels import Shows
from storage.tables import NoSuchTable, Tables

router = APIRouter(prefix="/jobs", include_in_schema=False)
api = APIRouter()
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
SHOWN = 50  # rows on the page
MOST = 10_000  # rows of one answer to a program
_AT_ONCE = 5_000


def settings_here(_: Wiring) -> Settings:
    """Return where tables are kept."""
    return read_settings()


@router.get("/{id}/now")
async def show_now(request: Request, visitor: Analyst, services: Wired, id: Id) -> Response:
    """Show the part of a job's page that changes; once the job is over, all of it does."""
    state = await _job(services, visitor, id)
    shown = page(request, "jobs/now.html", {"told": await _told(services, id, state)})
    if state.is_over:
        shown.headers["hx-refresh"] = "true"
    return shown


@router.get("/{id}/result.{ending}")
async def send_result(
    request: Request, visitor: Analyst, services: Wired, id: Id, ending: str
) -> Response:
    """Send the result as a file: `csv`, `xlsx` or `parquet`.

    Raises:
        Refusal: there is no such job, no result of it, or no such sort of file.
    """
    state = await _job(services, visitor, id)
    path = _file(services, state)
    if ending == "parquet":
        return FileResponse(path, filename=f"{state.job}.parquet")
    if ending not in FORMATS or state.result is None:
        raise Refusal(Reason("job.unknown"), kind="unknown")
    job = jobs_of(services.library[Installed]).get(state.job)
    title = job.title[language_of(request)] if job else state.job
    first = await asyncio.to_thread(rows_of, path, 0, 1)
    heads = list(first[0]) if first else []
    sheet = Sheet(name=state.job, title=title, heads=heads, lines=_lines(path, state.result.rows))
    return await FORMATS[ending](sheet)


@api.get("/jobs/{id}/lineage")
async def tell_lineage(visitor: Analyst, services: Wired, id: Id) -> list[dict[str, Any]]:
    """Tell the job's history as run events of OpenLineage 2.0.2."""
    return events_of(await _job(services, visitor, id))


@api.get("/jobs/{id}/result")
async def tell_result(
    visitor: Analyst, services: Wired, id: Id, first: int = 0, count: int = 1000
) -> dict[str, Any]:
    """Tell `count` rows of the result (10,000 at most) from the one numbered `first`, from 0."""
    state = await _job(services, visitor, id)
    path, count = _file(services, state), max(0, min(count, MOST))
    rows = await asyncio.to_thread(rows_of, path, max(first, 0), count)
    assert state.result is not None
    return {"digest": state.result.digest, "total": state.result.rows, "rows": rows}


async def told_of(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> dict[str, Any] | None:
    """Return what the panel of a job's page tells."""
    return await _told(services, id, state) if shows("parameters") else None


async def _told(services: Services, id: str, state: JobState) -> dict[str, Any]:
    job = jobs_of(services.library[Installed]).get(state.job)
    rows: list[dict[str, Any]] = []
    if state.result is not None:
        try:
            rows = await asyncio.to_thread(rows_of, _file(services, state), 0, SHOWN)
        except Refusal:  # the file was taken away; the history stays
            rows = []
    titles = {each.name: each.title for each in job.parameters} if job else {}
    return {
        "id": id,
        "state": state,
        "title": job.title if job else None,
        "parameters": [(titles.get(name), name, value) for name, value in state.parameters.items()],
        "parts": len(state.parts),
        "done": len(state.done),
        "rows": rows,
        "shown": SHOWN,
    }


async def _job(services: Services, visitor: Visitor, id: str) -> JobState:
    """Return the job `id`.

    Raises:
        Refusal: there is none that the visitor may see.
    """
    shown = await services.sender.show(f"{JOB}:{id}")
    rules = services.kinds[JOB].rules
    assert rules is not None
    if not shown.seq or not rules.permitted("read", visitor.identity, shown.state).allowed:
        raise Refusal(Reason("job.unknown"), kind="unknown")
    return shown.state


def _file(services: Services, state: JobState) -> Any:
    if state.result is None:
        raise Refusal(Reason("job.unknown"), kind="unknown")
    try:
        return Tables(services[Settings].tables).path(state.result.digest)
    except NoSuchTable as error:
        raise Refusal(Reason("job.unknown"), kind="unknown") from error


async def _lines(path: Any, rows: int) -> AsyncIterator[list[Any]]:
    for first in range(0, rows, _AT_ONCE):
        for row in await asyncio.to_thread(rows_of, path, first, _AT_ONCE):
            yield [_cell(value) for value in row.values()]


def _cell(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
