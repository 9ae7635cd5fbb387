"""The gateway (数据服务网关): the one way on which rows of a shared dataset leave. Each answer is
decided by the grant, counted, and where it is about persons recorded, before it goes out."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import Annotated, Any
from uuid import uuid4

import msgspec
import structlog
from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.responses import Response
from msgspec.structs import replace

from actors.blocks.jobs.shell.settings import read_settings
from actors.blocks.reads.record import RecordAccess
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.data_platform.dataset.following import offered
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.permission import Decision, decide, fits, shown
from actors.systems.data_platform.request.commands import SetKey
from actors.systems.data_platform.request.state import Request as Grant
from actors.systems.data_platform.request.terms import DATA_REQUEST, Condition
from actors.systems.data_platform.roles import USER
from actors.systems.data_platform.service.meter import (
    DATA_METER,
    CountUse,
    Meter,
    seconds_to_wait,
)
from actors.systems.data_platform.service.records import DATA_SERVICE, Service
from actors.systems.data_platform.shell.settings import read_settings as collected
from serve_apps.front.bodies import IdempotencyKey, answer, operation, owned
from serve_apps.front.disclosing import ledger_of
from serve_apps.front.limits import TooManyTries
from serve_apps.front.policies import ProvesItself, staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.systems.data_platform.rows import NoColumn, TooLong, ask
from storage.tables import NoSuchTable, Tables

api = APIRouter(tags=["data_services"])
log = structlog.get_logger(__name__)
User = Annotated[Visitor, Depends(staff_with(USER))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
MOST_ROWS, ROWS = 1_000, 100
_WHERE = msgspec.json.Decoder(tuple[Condition, ...])
_DIGITS = 12


class NewKey(msgspec.Struct, frozen=True):
    """The key of a grant, told this once; the one before it is refused from now on."""

    key: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the `version` of the dataset of a `service`; `masked` are columns that are shown
    masked, `next` where the next page goes on (`after`), null at the end."""

    service: str
    version: int
    masked: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    next: str | None


@dataclass(frozen=True)
class _Met:
    """What a call has been found to be about."""

    id: str
    grant: Grant
    service: Service
    dataset: Dataset


@api.get("/data/{service}", **operation(gives=Page))
async def give_rows(
    _: ProvesItself,
    services: Wired,
    service: Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")],
    key: Annotated[str, Header(alias="X-Data-Key", max_length=200)] = "",
    columns: Annotated[str, Query(max_length=4_000)] = "",
    where: Annotated[str, Query(max_length=8_000)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = ROWS,
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Give rows of a dataset to a unit that has a grant of it, which its key proves (`X-Data-Key`).

    `columns` are names between commas, all that are granted if there are none; `where` is a list
    of conditions in JSON, `[{"column": "income", "compared": "lt", "value": "3000"}]`, which rows
    fit beside those of the grant. The answer to too many calls tells when to come again.

    Raises:
        Refusal: the key is not valid, the service does not answer, the grant does not allow it.
        TooManyTries: the quota of the day or the limit of the minute is met.
    """
    met = await _met(services, service, key)
    asked = tuple(each for each in columns.split(",") if each) or met.grant.columns
    conditions = _conditions(where)
    today = local_day(services.clock.now())
    by = tuple(each.column for each in conditions)
    decision = decide(met.grant, asked, None, today, by)
    if not decision.allowed:
        raise Refusal(*decision.because, kind="forbidden")
    limits = {"per_day": met.service.per_day, "per_minute": met.service.per_minute}
    meter: Meter = (await services.sender.show(f"{DATA_METER}:{met.id}")).state
    _require_room(seconds_to_wait(meter, services.clock.now(), **limits))
    rows, after_row = await _rows(met, asked, conditions, today, _place(after, met.dataset), limit)
    page = Page(
        service=service,
        version=met.dataset.live,
        masked=decision.masked,
        rows=tuple(rows),
        next=None if after_row is None else f"{met.dataset.live}-{after_row}",
    )
    told = answer(page)
    size = len(told.body)
    count = CountUse(service=service, rows=len(rows), bytes=size, **limits)
    key_of_meter = f"{DATA_METER}:{met.id}"
    counted = await services.sender.send(key_of_meter, count, id=uuid4().hex, by=PLATFORM)
    _require_room(counted.reply)
    await _record(services, met, asked, decision)
    log.info("data.delivered", grant=met.id, service=service, rows=len(rows), bytes=size)
    return told


@api.post("/data_requests/{id}/new_key", **operation(gives=NewKey))
async def make_key(
    visitor: User, services: Wired, id: Id, idempotency_key: IdempotencyKey
) -> Response:
    """Have another key for a grant of one's own unit; the one that there was is refused from now
    on. The key is told here and kept nowhere.

    Raises:
        Refusal: there is no such grant, or it is over.
    """
    return answer(NewKey(await new_key(services, visitor, id, idempotency_key)))


async def new_key(services: Services, visitor: Visitor, id: str, wish: str) -> str:
    """Return another key for the grant `id`; the same for the same `wish` of the same visitor.

    Raises:
        Refusal: there is no such grant, or it is over.
    """
    drawn = f"data_key:{id}:{owned(visitor.identity.id, wish)}"
    secret = hmac.digest(services.secrets.signing_key, drawn.encode(), hashlib.sha256).hex()
    key = f"{id}.{secret}"
    command = SetKey(digest=_digest(key))
    await services.sender.send(
        f"{DATA_REQUEST}:{id}", command, id=owned(visitor.identity.owner, wish), by=visitor.identity
    )
    return key


async def _met(services: Services, code: str, key: str) -> _Met:
    """Return what a call is about, with the dataset as it stands this moment.

    Raises:
        Refusal: the key is not valid, or the service does not answer.
    """
    id, _, _ = key.partition(".")
    grant = Grant()
    if len(id) == 32 and id.isascii() and id.isalnum():
        grant = (await services.sender.show(f"{DATA_REQUEST}:{id}")).state
    if not grant.key or not hmac.compare_digest(_digest(key), grant.key):
        raise Refusal(Reason("data_service.bad_key"), kind="unproven")
    service: Service = (await services.sender.show(f"{DATA_SERVICE}:{code}")).state
    if service.phase not in ("active", "suspended"):
        raise Refusal(Reason("data_service.unknown"), kind="unknown")
    if service.phase == "suspended":
        raise Refusal(Reason("data_service.suspended"), kind="not_now")
    dataset: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{service.dataset}")).state
    if service.dataset != grant.dataset or dataset.unit != service.unit:
        raise Refusal(Reason("data_service.other_dataset"), kind="forbidden")
    return _Met(id, replace(grant, offered=offered(dataset)), service, dataset)


async def _rows(
    met: _Met,
    columns: Sequence[str],
    conditions: tuple[Condition, ...],
    today: date,
    after: int,
    limit: int,
) -> tuple[list[dict[str, Any]], int | None]:
    """Return a page of rows, and the number of the row after which there may be more.

    Raises:
        Refusal: the version in use has no table here, or that takes too long.
    """
    assert met.grant.asked is not None  # else nothing was allowed
    of_grant = met.grant.asked.rows
    where = (*of_grant, *conditions)
    read = tuple(dict.fromkeys((*columns, *(each.column for each in where))))
    version = met.dataset.version(met.dataset.live)
    try:
        path = _table(version.sha256 if version else "0" * 64)
        found = await asyncio.to_thread(ask, path, read, where, after, limit + 1)
    except (NoSuchTable, NoColumn) as error:
        raise Refusal(Reason("data_service.no_rows"), kind="not_now") from error
    except TooLong as error:
        raise Refusal(Reason("data_service.too_long"), kind="not_now") from error
    rows = list[dict[str, Any]]()
    for _, row in found[:limit]:
        decision = decide(met.grant, columns, row, today)
        if decision.allowed and all(fits(each, row) for each in conditions):
            rows.append(shown(decision, columns, row))
    return rows, found[limit - 1][0] if len(found) > limit else None


def _table(digest: str) -> FilePath:
    """Return the file of a table that a source has collected, or that a job has made.

    Raises:
        NoSuchTable: it is not here.
    """
    try:
        return Tables(collected().tables).path(digest)
    except NoSuchTable:
        return Tables(read_settings().tables).path(digest)


async def _record(
    services: Services, met: _Met, columns: Sequence[str], decision: Decision
) -> None:
    """Record that rows about persons are given out, to which unit; `full`: some as they are."""
    personal = {each.name for each in met.grant.offered.columns if each.personal}
    if personal.isdisjoint(columns):
        return
    reader = Identity(f"{DATA_REQUEST}:{met.id}", (USER,), met.grant.unit)
    full = not personal.intersection(columns) <= set(decision.masked)
    record = RecordAccess(purpose="data_sharing", full=full, shown_to=reader)
    ledger = ledger_of(SHARED_DATASET, met.grant.dataset)
    await services.sender.send(ledger, record, id=uuid4().hex, by=PLATFORM)


def _conditions(text: str) -> tuple[Condition, ...]:
    try:
        return _WHERE.decode(text) if text else ()
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refusal(Reason("data_service.bad_filter", "/where")) from error


def _place(after: str, dataset: Dataset) -> int:
    """Return the number of the row to go on after, -1 for the beginning.

    Raises:
        Refusal: it cannot be read, or is one of another version.
    """
    if not after:
        return -1
    version, _, row = after.partition("-")
    if not all(each.isdecimal() and len(each) <= _DIGITS for each in (version, row)):
        raise Refusal(Reason("data_service.bad_place", "/after"))
    if int(version) != dataset.live:
        raise Refusal(Reason("data_service.other_version", "/after"), kind="not_now")
    return int(row)


def _require_room(seconds: int) -> None:
    if seconds:
        raise TooManyTries(seconds)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
