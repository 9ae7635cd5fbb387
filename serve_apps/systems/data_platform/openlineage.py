"""Lineage as other programs report it, by the API of OpenLineage 2.0.2 (血缘事件接口): its clients
work unchanged."""

import re
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.data_platform.dataset.commands import ReportVersion
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import CODE, SHARED_DATASET
from actors.systems.data_platform.openlineage import LineageEvent, report, unnumbered, written
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import STEWARD
from serve_apps.front.bodies import answer, operation, read
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence

api = APIRouter(tags=["shared_datasets"])
Steward = Annotated[Visitor, Depends(staff_with(STEWARD))]
MOST = 1_000
"""Events of one batch."""
_NOTHING = Refusal(Reason("lineage.about_nothing"))


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a batch that was not taken, by its place from 0, and why; whether the same event
    may be taken later."""

    index: int
    reason: str
    retriable: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How many events of a batch were taken."""

    received: int
    successful: int
    failed: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch."""

    status: Literal["success", "partial_success"]
    summary: Summary
    failed_events: tuple[Failed, ...]


@api.post("/lineage", **operation(takes=LineageEvent))
async def take_event(request: Request, visitor: Steward, services: Wired) -> Response:
    """Take an event. Of a run that is complete, each dataset of the namespace "yimen" that says of
    which columns it is made has another version; everything else is let pass. The same run again
    changes nothing.

    Raises:
        Refusal: it says not what it is about, or the dataset refuses the version.
        msgspec.ValidationError: it is no event, or names what no dataset, version or column is.
    """
    await _take(services, visitor, await read(request, LineageEvent))
    return Response(status_code=200)


@api.post("/lineage/batch", **operation(takes=tuple[dict[str, Any], ...], gives=Batch))
async def take_events(request: Request, visitor: Steward, services: Wired) -> Response:
    """Take events in their order, each by itself: what is wrong with one holds up no other.

    Raises:
        Refusal: there are too many.
        msgspec.ValidationError: it is no list of events.
    """
    events = await read(request, tuple[msgspec.Raw, ...])
    if len(events) > MOST:
        raise Refusal(Reason("lineage.too_many", facts={"most": str(MOST)}))
    language, failed = language_of(request), list[Failed]()
    for index, raw in enumerate(events):
        try:
            await _take(services, visitor, msgspec.json.decode(raw, type=LineageEvent))
        except msgspec.ValidationError as error:
            failed.append(Failed(index=index, reason=str(error)))
        except Refusal as refusal:
            reason = "; ".join(_told(each, language) for each in refusal.reasons)
            retriable = refusal.kind == "not_now"
            failed.append(Failed(index=index, reason=reason, retriable=retriable))
    summary = Summary(
        received=len(events), successful=len(events) - len(failed), failed=len(failed)
    )
    status = "partial_success" if failed else "success"
    return answer(Batch(status=status, summary=summary, failed_events=tuple(failed)))


async def _take(services: Services, visitor: Visitor, event: LineageEvent) -> None:
    if not event.is_about_something:
        raise _NOTHING
    outputs = written(event)
    if not outputs:
        return
    assert event.run is not None  # else nothing was written
    in_use = {code: await _in_use(services, code) for code in unnumbered(event)}
    for output in outputs:
        made = report(event, output, in_use, profile().methods)
        wish = msgspec.convert(msgspec.to_builtins(made), ReportVersion)  # in its bounds
        once = f"lineage/{visitor.account}/{event.run.run_id}/{output.name}"
        key = f"{SHARED_DATASET}:{output.name}"
        await services.sender.send(key, wish, id=once, by=visitor.identity)


async def _in_use(services: Services, code: str) -> int:
    """Return the number of the version in use.

    Raises:
        Refusal: there is none.
    """
    known = re.fullmatch(CODE, code) is not None
    state = (await services.sender.show(f"{SHARED_DATASET}:{code}")).state if known else Dataset()
    if not state.live:
        raise Refusal(Reason("lineage.no_source", facts={"code": code}), kind="not_now")
    return state.live


def _told(reason: Reason, language: Language) -> str:
    return sentence(reason.code, language, dict(reason.facts))
