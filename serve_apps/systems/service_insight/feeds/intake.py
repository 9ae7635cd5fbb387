"""What programs of supplier units send (归集接口): cases and licences of all case systems by one
event contract (SDB-10), and which ids the source has of a day (SDB-11)."""

from datetime import date
from typing import Annotated
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.base.roles import SUPPLIER
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, DeclareDay, Keys, SupplyDay, day_id
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED, SourceCode, SupplyFeed
from actors.systems.service_insight.feeds.service_kind import record_id
from actors.systems.service_insight.feeds.service_record import (
    SERVICE_RECORD,
    Outcome,
    ReceiveService,
    ServicePayload,
)
from serve_apps.front.bodies import answer, decoded, operation, require_json, sent_by
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.strict import StrictDecoder
from serve_apps.front.unfit import shape_reason
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.systems.service_insight.base.intake import MOST, Wrong, wrongs

api = APIRouter(tags=["service_insight"])
Supplier = Annotated[Visitor, Depends(staff_with(SUPPLIER))]
Code = Annotated[str, Path(pattern="^[a-z0-9_]{2,40}$")]


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """Records of a source, in the order in which they are taken."""

    source: SourceCode
    records: Annotated[tuple[ServicePayload, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class _Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: SourceCode
    records: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class Became(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a record, by its place in the batch; `id` is its own here."""

    index: int
    outcome: Outcome | str
    id: str = ""
    errors: tuple[Wrong, ...] = ()


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch: how many records are in the library, how many were rejected."""

    taken: int
    rejected: int
    results: tuple[Became, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """The ids that the source has of a day."""

    ids: Keys


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a day stands: "open" until it is counted, then "reconciled" or "gap" with the ids that
    lack here and those that the source does not know."""

    state: str
    in_source: int
    in_library: int
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


EXAMPLE = Cases(
    source="market_cases",
    records=(
        ServicePayload(
            key="c-0001", seq=1, day=date(2026, 10, 13), what="case", number="SL-2026-0001",
            item="公司设立登记", status="办结",
        ),
    ),
)  # fmt: skip
_BATCH = msgspec.json.Decoder(_Sent)
_RECORD = StrictDecoder(ServicePayload)
_DAY = StrictDecoder(Day)


@api.post("/service_records", **operation(gives=Gathered, takes=Cases, example=sent_by(EXAMPLE)))
async def take_in(request: Request, visitor: Supplier, services: Wired) -> Response:
    """Take cases and licences in, each by itself: what is not in order is rejected with field and
    reason. Sent again, late or in another order, nothing changes.

    Raises:
        Refusal: the visitor's unit does not supply this source.
        Overloaded, Unavailable: see `Sender.send`; send the batch again.
    """
    require_json(request)
    sent = await decoded(request, _BATCH)
    await _require_own(services, visitor, sent.source)
    language = language_of(request)
    results: list[Became] = []
    for index, raw in enumerate(sent.records):
        at = f"/records/{index}"
        try:
            payload = _RECORD.decode(bytes(raw))
        except msgspec.ValidationError as error:
            errors = wrongs((shape_reason(str(error)),), at, language)
            results.append(Became(index=index, outcome="rejected", errors=errors))
            continue
        wish = ReceiveService(source=sent.source, **msgspec.structs.asdict(payload))
        id = record_id(sent.source, payload.key)
        try:  # what comes again is known by its number, and answered as such
            reply = await services.sender.send(
                f"{SERVICE_RECORD}:{id}", wish, id=uuid4().hex, by=visitor.identity
            )
        except Refusal as refused:
            if refused.kind != "invalid":
                raise
            errors = wrongs(refused.reasons, at, language)
            results.append(Became(index=index, outcome="rejected", id=id, errors=errors))
            continue
        results.append(Became(index=index, outcome=str(reply.reply), id=id))
    rejected = sum(each.outcome == "rejected" for each in results)
    return answer(
        Gathered(taken=len(results) - rejected, rejected=rejected, results=tuple(results))
    )


@api.post(
    "/supply_feeds/{source}/days/{day}",
    **operation(gives=Standing, takes=Day, example={"ids": ["c-0001"]}),
)
async def declare_day(
    request: Request, visitor: Supplier, services: Wired, source: Code, day: date
) -> Response:
    """Say which ids the source has of a day. They are counted from six in the morning of the day
    after; what is missing and comes later reconciles it by itself.

    Raises:
        Refusal: the visitor's unit does not supply this source, the day is still to come, or an id
            is there twice.
        Overloaded, Unavailable: see `Sender.send`.
    """
    require_json(request)
    sent = await decoded(request, _DAY)
    await _require_own(services, visitor, source)
    key = f"{SUPPLY_DAY}:{day_id(source, day)}"
    wish = DeclareDay(source=source, day=day, ids=sent.ids)
    await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
    return answer(_standing((await services.sender.show(key)).state))


@api.get("/supply_feeds/{source}/days/{day}", **operation(gives=Standing))
async def show_day(visitor: Supplier, services: Wired, source: Code, day: date) -> Response:
    """Tell how a day of an own source stands.

    Raises:
        Refusal: the visitor's unit does not supply this source.
        Overloaded, Unavailable: see `Sender.show`.
    """
    await _require_own(services, visitor, source)
    return answer(
        _standing((await services.sender.show(f"{SUPPLY_DAY}:{day_id(source, day)}")).state)
    )


async def _require_own(services: Services, visitor: Visitor, source: str) -> None:
    feed: SupplyFeed = (await services.sender.show(f"{SUPPLY_FEED}:{source}")).state
    if not feed.phase or feed.unit != visitor.identity.unit:
        raise Refusal(Reason("supply_feed.unknown"), kind="unknown")


def _standing(state: SupplyDay) -> Standing:
    return Standing(
        state=state.phase or "open",
        in_source=state.in_source,
        in_library=state.in_library,
        missing=state.gap,
        strange=state.strange,
    )
