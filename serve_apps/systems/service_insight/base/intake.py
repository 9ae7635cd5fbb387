"""Intake of the base library for programs of supplier units (供数接口): a batch of records, each
answered with what became of it. The same batch again changes nothing."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.base.record.records import Payload
from actors.systems.service_insight.base.roles import SUPPLIER
from actors.systems.service_insight.base.shell.matcher import Matcher
from serve_apps.front.bodies import answer, decoded, operation, require_json, sent_by
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.strict import StrictDecoder
from serve_apps.front.unfit import shape_reason
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired, Wiring
from serve_apps.front.words import sentence
from storage.secrecy.keeping import lookups

api = APIRouter(tags=["service_insight"])
Supplier = Annotated[Visitor, Depends(staff_with(SUPPLIER))]
MOST = 100  # records of one batch, which one request has the time for
Outcome = Literal[
    "linked", "new", "candidate", "updated", "late", "unchanged", "rejected", "received"
]


class BaseMatcher(Matcher):
    """The matcher of this process."""

    def __init__(self, wiring: Wiring) -> None:
        super().__init__(wiring.database, wiring.sender, lookups())


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Records, in the order in which they are taken."""

    records: Annotated[tuple[Payload, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class _Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A batch of which each record is read by itself, so that one that is not in order does not
    keep the others out."""

    records: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a record: `pointer` within the batch, and the sentence."""

    pointer: str
    code: str
    detail: str


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a record, by its place in the batch; `entry` is the id of its entry, "" while
    a steward is to decide."""

    index: int
    outcome: Outcome
    key: str = ""
    seq: int = 0
    entry: str = ""
    errors: tuple[Wrong, ...] = ()


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch: how many records are in the library, how many were rejected."""

    taken: int
    rejected: int
    results: tuple[Result, ...]


EXAMPLE = Batch(
    records=(
        msgspec.convert(
            {
                "key": "HJ-0001",
                "seq": 1,
                "observed_on": "2026-05-10",
                "said": {
                    "name": "何志远",
                    "id_number": "440602196304020110",
                    "mobile": "13800000001",
                    "address": "禅城区祖庙街道示例村道 1 号",
                    "division": "440604",
                },
            },
            Payload,
        ),
    )
)
_BATCH = msgspec.json.Decoder(_Sent)
_RECORD = StrictDecoder(Payload)


@api.post("/source_records", **operation(gives=Taken, takes=Batch, example=sent_by(EXAMPLE)))
async def take_in(request: Request, visitor: Supplier, services: Wired) -> Response:
    """Take records in, each by itself: what is not in order is rejected with field and reason, the
    rest is taken, compared and linked. Sent again, nothing changes.

    Raises:
        Refusal: the visitor's unit supplies nothing.
        Overloaded, Unavailable: see `Sender.send`; send the batch again.
        PyMongoError: the database does not answer.
    """
    require_json(request)
    sent = await decoded(request, _BATCH)
    language, matcher = language_of(request), services[BaseMatcher]
    results: list[Result] = []
    for index, raw in enumerate(sent.records):
        at = f"/records/{index}"
        try:
            payload = _RECORD.decode(bytes(raw))
        except msgspec.ValidationError as error:
            results.append(_rejected(index, (shape_reason(str(error)),), at, language))
            continue
        told: dict[str, Any] = {"index": index, "key": payload.key, "seq": payload.seq}
        try:
            became = await matcher.receive(payload, visitor.identity)
        except Refusal as refused:
            if refused.kind != "invalid":
                raise
            wrong = _rejected(index, refused.reasons, at, language)
            results.append(msgspec.structs.replace(wrong, **told))
            continue
        results.append(Result(**told, outcome=became.outcome or "received", entry=became.entry))
    rejected = sum(each.outcome == "rejected" for each in results)
    return answer(Taken(taken=len(results) - rejected, rejected=rejected, results=tuple(results)))


def wrongs(reasons: tuple[Reason, ...], at: str, language: Language) -> tuple[Wrong, ...]:
    """Return what is wrong with the record at the pointer `at`, in a language."""
    return tuple(
        Wrong(
            pointer=f"{at}{each.field}",
            code=each.code,
            detail=sentence(each.code, language, each.facts),
        )
        for each in reasons
    )


def _rejected(index: int, reasons: tuple[Reason, ...], at: str, language: Language) -> Result:
    return Result(index=index, outcome="rejected", errors=wrongs(reasons, at, language))
