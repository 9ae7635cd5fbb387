"""The kind "service_cost" (办理成本): what an item costs an organisation in a year at a window, and
how many cases it was (五统一: funding; GRASS-06)."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

SERVICE_COST = "service_cost"
GUARDED = Guarded(
    actions=("record", "read"),
    facts={"state": "text", "unit": "text"},
    fields=("state", "unit", "year", "window", "item", "amount_fen", "cases", "per_case"),
)
Year = Annotated[int, msgspec.Meta(ge=2000, le=2100)]
Amount = Annotated[int, msgspec.Meta(ge=0, lt=10**13)]
Count = Annotated[int, msgspec.Meta(ge=0, lt=10**9)]
Window = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9]{1,10}$")]


class ServiceCost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The cost of one item at one window of one organisation in one year, in integer fen."""

    phase: Literal["", "recorded"] = ""
    unit: str = ""
    year: int = 0
    window: str = ""
    item: str = ""
    amount_fen: int = 0
    cases: int = 0


class RecordCost(Command, frozen=True, kw_only=True):
    """Record what it cost and how many cases it was; what was recorded before is replaced."""

    unit: str
    year: Year
    window: Window
    item: str
    amount_fen: Amount
    cases: Count


class CostRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    year: int
    window: str
    item: str
    amount_fen: int
    cases: int


OFFERS: tuple[Offer[ServiceCost], ...] = (
    Offer(
        command=RecordCost,
        action="record",
        begins=True,
        states=("recorded",),
        example=RecordCost(
            unit="zumiao_subdistrict",
            year=2026,
            window="2",
            item="SYJ-01",
            amount_fen=1_200_000,
            cases=480,
        ),
    ),
)


def per_case(amount_fen: int, cases: int) -> int | None:
    """Return what a case cost, in fen, half a fen rounded up; None where there was none."""
    return (2 * amount_fen + cases) // (2 * cases) if cases else None


def cost_id(unit: str, year: int, window: str, item: str) -> str:
    """Return the id of the cost of `item` at a window of `unit` in a year."""
    return f"{unit}~{year}~{window}~{item}"


def service_cost_kind(library: Library) -> EntityKind[ServiceCost]:
    """Return the kind "service_cost"; items come from `library`."""
    catalogue = library[Catalogue]

    def record(turn: Turn[ServiceCost], command: RecordCost) -> None:
        catalogue.item(command.item)
        if command.unit != turn.by.unit:
            raise Refusal(Reason("service_cost.forbidden", "/unit"), kind="forbidden")
        if turn.id != cost_id(command.unit, command.year, command.window, command.item):
            raise Refusal(Reason("service_cost.other_id"))
        turn.emit(
            CostRecorded(
                at=turn.now,
                by=turn.by.id,
                unit=command.unit,
                year=command.year,
                window=command.window,
                item=command.item,
                amount_fen=command.amount_fen,
                cases=command.cases,
            )
        )

    rules = Rules(
        kind=SERVICE_COST,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=SERVICE_COST,
        plural="service_costs",
        open_ids=True,
        state=ServiceCost,
        initial=lambda key: ServiceCost(),
        commands=commands_of(OFFERS),
        events=CostRecorded,
        decide=decider(rules, {RecordCost: record}),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit", "year", "window", "item", "amount_fen", "cases"),
    )


def facts(state: ServiceCost) -> Facts:
    """Return what policies know of a cost."""
    return {"state": state.phase, "unit": state.unit}


def evolve(state: ServiceCost, event: CostRecorded) -> ServiceCost:
    """Return the cost after `event`."""
    return ServiceCost(
        phase="recorded",
        unit=event.unit,
        year=event.year,
        window=event.window,
        item=event.item,
        amount_fen=event.amount_fen,
        cases=event.cases,
    )
