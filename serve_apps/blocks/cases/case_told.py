"""Whom a case has told what (告知情况), by which channel and with what result: for its applicant,
what he was told himself; for those who may read it, all of it."""

from datetime import datetime

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from actors.kernel.identity import Identity
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.case_papers import require_known
from serve_apps.blocks.messages.told import Told, told_about
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import SignedIn
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

api = APIRouter(tags=["cases"])


class WayOut(msgspec.Struct, frozen=True):
    """How else it left the platform: by mail or text message, and what became of that since `at`;
    `until` it waits."""

    channel: str
    state: str
    at: datetime
    until: datetime | None


class TellingOut(msgspec.Struct, frozen=True):
    """One thing that was told: what, to whom, when; whether it was `read` where it stands `inside`
    the platform; by which ways it left; by which channels he is reached no longer."""

    says: str
    to: str
    at: datetime
    inside: bool
    read: bool
    ways: tuple[WayOut, ...]
    unreached: tuple[str, ...]


class TellingList(msgspec.Struct, frozen=True):
    """What a case has told, the latest first: a hundred at most."""

    told: tuple[TellingOut, ...]


@api.get("/cases/{case}/told", **operation(gives=TellingList))
async def list_told(case: CaseId, visitor: SignedIn, services: Wired) -> Response:
    """List whom a case has told what and with what result: to its applicant what he was told, to
    offices that may read it all of it, without names and addresses."""
    await require_known(services, visitor, case)
    found = await told_about(services, f"case:{case}", _alone(visitor))
    return answer(TellingList(tuple(_out(each) for each in found["en"])))


async def told_himself(
    services: Services, visitor: Visitor, case: str
) -> dict[str, tuple[Told, ...]]:
    """Return what the visitor was told of the case, by languages."""
    return dict(await told_about(services, f"case:{case}", visitor.identity))


def _alone(visitor: Visitor) -> Identity | None:
    return None if visitor.kind == "staff" else visitor.identity


def _out(told: Told) -> TellingOut:
    return TellingOut(
        says=told.text,
        to=told.to,
        at=told.at,
        inside=told.inside,
        read=told.read,
        ways=tuple(WayOut(way.channel, way.state, way.at, way.until) for way in told.ways),
        unreached=told.unreached,
    )
