"""What a breach is reported by (报告表): one page to print, and counting who is concerned."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.breaches.records import BREACH, OFFICER, Breach, CountPersons
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.breaches.counting import persons_read
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
Security = Annotated[Visitor, Depends(staff_with(OFFICER))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
Moment = Annotated[str, Form(max_length=40)]
UNKNOWN = Refusal(Reason("breach.unknown"), kind="unknown")


@router.get("/breaches/{id}/report")
async def show_report(request: Request, visitor: Security, services: Wired, id: Id) -> Response:
    """Show everything that is reported of a breach, to print."""
    return await _report(request, services, visitor, id, Faults())


@router.post("/breaches/{id}/count")
async def count(
    request: Request,
    visitor: Security,
    services: Wired,
    id: Id,
    key: Key,
    since: Moment = "",
    until: Moment = "",
    reader: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Count the persons concerned from the readings on record, and keep the count."""
    span = _moment(since), _moment(until)
    if span[0] is None or span[1] is None:
        refused = (Reason("request.missing", "/since"),)
        told = tell(refused, language_of(request))
        return await _report(request, services, visitor, id, told, status=422)
    many = await persons_read(services, span[0], span[1], reader.strip())
    wish = CountPersons(count=many, since=span[0], until=span[1], reader=reader.strip())
    by = visitor.identity
    try:
        await services.sender.send(
            f"{BREACH}:{id}", wish, id=command_id(by.owner, key, wish), by=by
        )
    except Refusal as refusal:
        told = tell(refusal.reasons, language_of(request))
        return await _report(request, services, visitor, id, told, status=422)
    return RedirectResponse(f"/breaches/{id}/report", 303)


async def _report(
    request: Request,
    services: Services,
    visitor: Visitor,
    id: str,
    faults: Faults,
    status: int = 200,
) -> Response:
    shown = await services.sender.show(f"{BREACH}:{id}")
    state: Breach = shown.state
    rules = services.kinds[BREACH].rules
    assert rules is not None
    if not shown.seq or not rules.permitted("read", visitor.identity, state).allowed:
        raise UNKNOWN
    context = {
        "breach": state,
        "id": id,
        "key": f"{id}:{shown.seq}",
        "open": state.phase == "open",
        "errors": faults.summary,
    }
    return page(request, "breaches/report.html", context, status=status)


def _moment(text: str) -> datetime | None:
    """Return the instant that a control for one names, in the city's time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)
