"""Requests for data (用数申请) and data services (数据服务): lists, a page for each, the key of a
grant, and its meter."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.permission import masked
from actors.systems.data_platform.request.commands import AskForData
from actors.systems.data_platform.request.state import PHASES
from actors.systems.data_platform.request.state import Request as Grant
from actors.systems.data_platform.request.terms import DATA_REQUEST
from actors.systems.data_platform.service.meter import METERS
from actors.systems.data_platform.service.records import DATA_SERVICE, DraftService, Service
from actors.systems.data_platform.service.records import PHASES as SERVICE_PHASES
from actors.systems.data_platform.service.view import SERVICES
from serve_apps.front.face import Preparation, Prepare
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.charts import Drawing, Row, Series, columns
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.picking import Pick
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.data_platform.gateway import Id, User, new_key
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
AT, SERVICES_AT = "/data-requests", "/data-services"
_LATEST = (Sorting(name="latest", fields=("updated_at",), descending=True),)
_NAMES = ("X-Data-Key", "columns", "where", "limit", "after")
_CONDITION = '[{"column": "…", "compared": "eq", "value": "…"}]'
_DAYS = 14  # of a meter that are shown


@router.post(f"{AT}/{{id}}/new-key")
async def change_key(request: Request, visitor: User, services: Wired, id: Id) -> Response:
    """Show another key for a grant, this once.

    Raises:
        Refusal: there is no such grant of the visitor's unit, or it is over.
    """
    sent = await request.form()
    wish = str(sent.get("key", ""))[:64] or uuid4().hex
    context = {"id": id, "key": await new_key(services, visitor, id, wish)}
    answer = page(request, "data_platform/key.html", context)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get(f"{AT}/{{id}}/meter")
async def show_meter(request: Request, visitor: User, services: Wired, id: Id) -> Response:
    """Show what a grant of the visitor's unit was given, day by day.

    Raises:
        Refusal: there is no such grant for the visitor.
    """
    state = (await services.sender.show(f"{DATA_REQUEST}:{id}")).state
    rules = services.kinds[DATA_REQUEST].rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).allowed:
        raise Refusal(Reason("data_request.unknown"), kind="unknown")
    language = language_of(request)
    found = services[Records].database[METERS].find({"request": id}).sort([("day", -1)])
    latest = await found.limit(_DAYS).to_list()
    days: list[Document] = [
        {**each, "day": date.fromisoformat(each["day"])} for each in reversed(latest)
    ]
    say = translations(language).gettext
    series = (Series(say("调用次数"), "1"),)
    drawn: Drawing = columns(
        say("每日调用"),
        say("日期"),
        series,
        [Row(f"{each['day']:%m/%d}", (each["calls"],)) for each in days],
    )
    dataset = word(f"{DATA_REQUEST}.states.{state.phase}", language)
    context = {"id": id, "state": state, "days": days, "drawn": drawn, "phase": dataset}
    return page(request, "data_platform/meter.html", context)


async def _asked(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what is asked for, and where the rows are to be had."""
    grant: Grant = state
    if not shows("asked") or grant.asked is None:
        return None
    rules = services.kinds[DATA_REQUEST].rules
    assert rules is not None
    found = services[Records].database[SERVICES].find({"dataset": grant.dataset})
    return {
        "id": id,
        "asked": grant.asked,
        "masked": masked(grant),
        "rule": Reason(grant.rule) if grant.rule else None,
        "key": uuid4().hex if "SetKey" in rules.allowed(visitor.identity, grant) else "",
        "key_at": grant.key_at,
        "mine": visitor.has("data_user") and grant.unit == visitor.unit,
        "services": await found.sort([("updated_at", -1), ("_id", -1)]).limit(20).to_list(),
    }


async def _served(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return how a service is called."""
    service: Service = state
    if not shows("dataset") or not service.phase:
        return None
    dataset: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{service.dataset}")).state
    rules = services.kinds[SHARED_DATASET].rules
    assert rules is not None
    seen = rules.permitted("read", visitor.identity, dataset).allowed
    return {
        "id": id,
        "names": _NAMES,
        "call": f"GET /api/v1/data/{id}?columns=…&where=…&limit=100&after=…\nX-Data-Key: …",
        "condition": _CONDITION,
        "columns": dataset.columns if seen else (),
    }


async def ask(services: Services, visitor: Visitor, id: str, sent: AskForData) -> Command:
    """Return the command.

    Raises:
        Refusal: there is no such dataset for the visitor, it is of his own unit, or lacks a column.
    """
    state: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{sent.dataset}")).state
    rules = services.kinds[SHARED_DATASET].rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).allowed:
        raise Refusal(Reason("data_request.no_dataset", "/dataset"))
    if state.unit == visitor.unit:
        raise Refusal(Reason("data_request.own", "/dataset"))
    there = {each.name for each in state.columns}
    faults = [
        Reason("shared_dataset.no_column", f"/asked/columns/{n}", {"column": name})
        for n, name in enumerate(sent.asked.columns)
        if name not in there
    ]
    faults += [
        Reason("shared_dataset.no_column", f"/asked/rows/{n}/column", {"column": each.column})
        for n, each in enumerate(sent.asked.rows)
        if each.column not in there
    ]
    if faults:
        raise Refusal(*faults)
    return sent


async def draft(services: Services, visitor: Visitor, id: str, sent: DraftService) -> Command:
    """Return the command.

    Raises:
        Refusal: the dataset is none of the visitor's unit.
    """
    state: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{sent.dataset}")).state
    if not state.phase or state.unit != visitor.unit:
        raise Refusal(Reason("data_service.not_yours", "/dataset"))
    return sent


_CHECKED: Mapping[type[Command], Prepare] = {AskForData: ask, DraftService: draft}
BEFORE = tuple(Preparation(command=each, prepare=check) for each, check in _CHECKED.items())
_DATASETS = Pick(view="shared_datasets", told=("title", "unit"))
LIST = ListPage(
    name="data_requests",
    view="data_requests",
    kind=DATA_REQUEST,
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="owner"),
        Column(field="state", look="state"),
        Column(field="halt"),
        Column(field="until"),
        Column(field="due"),
    ),
    orders=_LATEST,
    filters=(
        Choice(field="state", values=PHASES, said=f"{DATA_REQUEST}.states"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=DATA_REQUEST,
    at=AT,
    heading="title",
    good=("granted",),
    bad=("refused", "revoked"),
    notice=("returned",),
    told=("title", "purpose", "until", "asked_level", "reason", "key_at"),
    left_out=("SetKey",),
    picks={"AskForData.dataset": _DATASETS},
    before=_CHECKED,
    purposes=(),
    untold=("DatasetHeard",),
    panels=(Panel(template="data_platform/request.html", made=_asked),),
    policy=signed_in_staff,
)
SERVICES_LIST = ListPage(
    name="data_services",
    view=SERVICES,
    at=SERVICES_AT,
    record=f"{SERVICES_AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="dataset"),
        Column(field="state", look="state"),
        Column(field="per_day", look="number"),
        Column(field="ends"),
    ),
    orders=_LATEST,
    filters=(
        Choice(field="state", values=SERVICE_PHASES, said=f"{DATA_SERVICE}.states"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)


def _code(command: DraftService) -> str:
    return command.code


SERVICE = RecordPage(
    kind=DATA_SERVICE,
    at=SERVICES_AT,
    heading="title",
    good=("active",),
    bad=("retired",),
    notice=("suspended",),
    told=("title", "promise", "reason"),
    before=_CHECKED,
    named=_code,
    purposes=(),
    panels=(Panel(template="data_platform/service.html", made=_served),),
    policy=signed_in_staff,
)
