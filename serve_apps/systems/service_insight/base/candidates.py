"""The page of a record of the base library (供数记录), above all of a candidate (待核实): what was
compared and what it weighs; both sides for a purpose that is recorded, identifiers masked."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response

from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY
from actors.systems.service_insight.base.masking import masked
from actors.systems.service_insight.base.record.records import SOURCE_RECORD, SourceRecord
from actors.systems.service_insight.base.roles import STEWARD
from actors.systems.service_insight.base.said import ATTRIBUTES, Said
from actors.systems.service_insight.base.shell.gathering import gather
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import signed_in, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.asking import Asking
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.systems.service_insight.base.lists import RECORDS_AT

router = APIRouter(include_in_schema=False)
Steward = Annotated[Visitor, Depends(staff_with(STEWARD))]
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,60}$")]
_UNKNOWN = Refusal(Reason("source_record.unknown"), kind="unknown")
_PURPOSE = "handling"


async def _told(
    services: Services, visitor: Visitor, id: str, state: SourceRecord, shows: Shows
) -> dict[str, Any] | None:
    if not shows("matches"):
        return None
    steward = visitor.kind == "staff"
    return {"id": id, "matches": state.matches, "entry": state.entry, "steward": steward}


def _entries(asking: Asking) -> Iterable[tuple[str, str]]:
    """Return the entries that a candidate may be of, the likeliest first."""
    state: SourceRecord = asking.state
    return [(each.entry, f"{each.entry} · {each.probability:.6f}") for each in state.matches]


@router.post(RECORDS_AT + "/{id}/sides")
async def show_sides(
    request: Request,
    visitor: Steward,
    services: Wired,
    id: Id,
    purpose: Annotated[str, Form(max_length=40)] = _PURPOSE,
) -> Response:
    """Show what both sides of a comparison say, once it is recorded that they are read.

    Raises:
        Refusal: there is no such record, or the purpose is not the steward's to claim.
        Overloaded, Unavailable: it is not known to be recorded; nothing is shown.
    """
    state: SourceRecord = (await services.sender.show(f"{SOURCE_RECORD}:{id}")).state
    if not state.phase or purpose != _PURPOSE:
        raise _UNKNOWN
    await disclose(services, visitor, SOURCE_RECORD, id, state, purpose)
    sides: list[dict[str, Any]] = []
    for match in state.matches:
        found = await gather(services.sender, match.entry)
        if found is None:
            continue
        await disclose(services, visitor, REGISTER_ENTRY, found.id, found.state, purpose)
        said = [each.versions[-1].said for _, each in found.records]
        sides.append({"match": match, "id": found.id, "rows": _rows(state.said, said)})
    context = {"id": id, "state": state, "sides": sides}
    return page(request, "insight/sides.html", context)


def _rows(said: Said, others: list[Said]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return of each attribute what the record says and what the entry knows."""
    return [
        (
            name,
            masked(name, getattr(said, name), "numbers"),
            tuple(
                dict.fromkeys(
                    masked(name, value, "numbers")
                    for each in others
                    if (value := getattr(each, name))
                )
            ),
        )
        for name in ATTRIBUTES
    ]


RECORD = RecordPage(
    kind=SOURCE_RECORD,
    at=RECORDS_AT,
    heading="masked_name",
    good=("linked", "new"),
    notice=("candidate",),
    told=("masked_name", "masked_number", "probability", "entry", "decided_by", "reason"),
    purposes=(),  # what it says is told on the page of its entry
    choices={"entry": _entries},
    untold=("RecordClaimed",),
    panels=(Panel(template="insight/matches_panel.html", made=_told),),
    policy=signed_in,
)
