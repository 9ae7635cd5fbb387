"""Where a job is started: which there are, and the form of one."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.jobs.asked import jobs_of, tables_for
from actors.blocks.jobs.job import JOB, StartJob
from actors.blocks.jobs.roles import ANALYST
from actors.blocks.jobs.shell.taking import column_name
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.job import Job
from actors.kernel.system import Installed
from serve_apps.front.bodies import command_id, owned
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import tell
from serve_apps.pages.own_change import remember

router = APIRouter(prefix="/jobs/start", include_in_schema=False)
POLICY = staff_with(ANALYST, OPERATOR)
Analyst = Annotated[Visitor, Depends(POLICY)]


@router.get("")
async def show_jobs(request: Request, _: Analyst, services: Wired) -> Response:
    """Show which jobs there are, and which tables may be asked."""
    installed = services.library[Installed]
    context = {"jobs": jobs_of(installed).values(), "tables": _tables(services)}
    return page(request, "jobs/jobs.html", context)


@router.get("/{name}")
async def show_form(request: Request, _: Analyst, services: Wired, name: str) -> Response:
    """Show the form of one job.

    Raises:
        Refusal: there is no such job.
    """
    return _form(request, services, _job(services, name), {}, uuid4().hex)


@router.post("/{name}")
async def start(request: Request, visitor: Analyst, services: Wired, name: str) -> Response:
    """Start the job, and show it; show the form again with every entry if the rules refuse it.

    Raises:
        Refusal: there is no such job, or the visitor may not start it.
    """
    job = _job(services, name)
    form = await request.form()
    sent = {each.name: str(form.get(f"parameters.{each.name}", "")) for each in job.parameters}
    once = str(form.get("key", "")) or uuid4().hex
    wish = StartJob(job=name, parameters={key: text for key, text in sent.items() if text.strip()})
    id = command_id(visitor.identity.id, once, wish)
    entity = uuid5(NAMESPACE_URL, f"{JOB}:{owned(visitor.identity.id, once)}").hex
    try:
        receipt = await services.sender.send(f"{JOB}:{entity}", wish, id=id, by=visitor.identity)
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        return _form(request, services, job, sent, once, refused.reasons)
    onward = RedirectResponse(f"/jobs/{entity}", 303)
    return remember(services, onward, f"{JOB}:{entity}", receipt.seq)


def _form(
    request: Request,
    services: Services,
    job: Job,
    sent: Mapping[str, str],
    key: str,
    reasons: Iterable[Reason] = (),
) -> Response:
    language = language_of(request)
    titles = {f"parameters.{each.name}": each.title[language] for each in job.parameters}
    faults = tell(reasons, language, names=titles)
    context = {
        "job": job,
        "tables": _tables(services) if job.asks else (),
        "choices": {
            each.name: [(code, title[language]) for code, title in each.choices.items()]
            for each in job.parameters
        },
        "sent": sent,
        "key": key,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "jobs/start.html", context, status=422 if faults else 200)


def _tables(services: Services) -> list[dict[str, Any]]:
    """Return the tables that may be asked, each with what its columns are called there."""
    return [
        {
            "name": table.view,
            "title": table.title,
            "columns": [(column_name(path), of) for path, of in table.columns.items()],
        }
        for table in tables_for(services.library[Installed]).values()
    ]


def _job(services: Services, name: str) -> Job:
    job = jobs_of(services.library[Installed]).get(name)
    if job is None:
        raise Refusal(Reason("job.unknown"), kind="unknown")
    return job
