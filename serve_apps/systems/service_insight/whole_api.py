"""A case whole, by program."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AwareDatetime

from actors.blocks.cases.application import Applicant, Material
from actors.blocks.cases.items import TimeLimits
from actors.blocks.cases.state import Dues, HeldPaper, Pause, Task
from actors.kernel.words import Title
from actors.systems.service_insight.touches import Card
from actors.systems.service_insight.trajectory import Touch
from serve_apps.blocks.cases.api import CaseId, told_of
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import Officer
from serve_apps.front.wiring import Wired
from serve_apps.systems.service_insight.whole_case import Whole, whole_case

api = APIRouter(tags=["cases"])


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """内容: what was applied for, by whom, what came of it; `outcome` "" before the decision."""

    item: str
    title: Title
    applicant: Applicant | None
    form: dict[str, Any]
    materials: tuple[Material, ...]
    outcome: str
    reason: str
    document: str
    result: dict[str, Any]
    papers: tuple[HeldPaper, ...]


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """过程: how far it had come; `steps` are the tasks of this round and those before, with who did
    them, when, and what was said."""

    phase: str
    stage: str
    unit: str
    steps: tuple[Task, ...]
    dues: Dues
    pauses: tuple[Pause, ...]
    extended_days: int
    corrections: int
    cards: tuple[Card, ...]


class MaterialAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A material that the guide asked for, and the lowest grade of evidence that it took."""

    name: str
    title: Title
    optional: bool
    grade: str
    copies: int


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """标准: the guide that the case keeps. `in_force` is the version that held when it was filed,
    as known then, null if none did; where that is another, it `differs`."""

    version: int
    in_force: int | None
    differs: bool
    limits: TimeLimits
    legal_basis: tuple[str, ...]
    materials: tuple[MaterialAsked, ...]


class WholeCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it was known at `known_at`, after its commit `seq`."""

    case: str
    number: str
    known_at: datetime
    seq: int
    content: Content
    process: Process
    trajectory: tuple[Touch, ...]
    standard: Standard


@api.get("/cases/{case}/whole", **operation(gives=WholeCase))
async def show_whole_case(
    case: CaseId,
    visitor: Officer,
    services: Wired,
    purpose: Annotated[str, Query(description="Why; the read is recorded with it")],
    known_at: Annotated[
        AwareDatetime | None, Query(description="As it was known then; now, if nothing is said")
    ] = None,
    reason: Annotated[
        str, Query(max_length=500, description="Of a closed case: what it is needed for")
    ] = "",
) -> Response:
    """Show content, process, trajectory and standard of a case, as known at a moment. The read is
    recorded durably before; asked again of the same moment, it answers the same."""
    found = await whole_case(services, visitor, case, purpose, known_at, full=True, reason=reason)
    return answer(_out(found))


def _out(found: Whole) -> WholeCase:
    state, item = told_of(found.state, "staff"), found.item
    return WholeCase(
        case=state.id,
        number=state.number,
        known_at=found.known_at,
        seq=found.seq,
        content=Content(
            item=state.item,
            title=item.title,
            applicant=state.applicant,
            form=state.form,
            materials=state.materials,
            outcome=state.outcome,
            reason=state.reason,
            document=state.document,
            result=state.result_fields,
            papers=state.papers,
        ),
        process=Process(
            phase=state.phase,
            stage=state.stage,
            unit=state.unit,
            steps=(*state.past_tasks, *state.tasks),
            dues=state.dues,
            pauses=state.pauses,
            extended_days=state.extended_days,
            corrections=state.corrections,
            cards=found.cards,
        ),
        trajectory=found.trajectory,
        standard=Standard(
            version=state.item_version,
            in_force=found.held,
            differs=found.held != state.item_version,
            limits=item.limits,
            legal_basis=item.legal_basis,
            materials=tuple(
                MaterialAsked(
                    name=each.name,
                    title=each.title,
                    optional=each.optional,
                    grade=each.grade,
                    copies=each.copies,
                )
                for each in item.materials
            ),
        ),
    )
