"""The lists and records of these services."""

from datetime import timedelta
from typing import Any

from actors.blocks.accounts.state import AccountState
from actors.kernel.deadlines import local_day
from actors.systems.community_service.dispatch.entries import DISPATCH
from actors.systems.community_service.entrustment.state import ENTRUSTMENT
from actors.systems.community_service.item_offer_records import ITEM_OFFER, OfferItem, offer_id
from actors.systems.community_service.service_cost import SERVICE_COST, RecordCost, cost_id
from actors.systems.community_service.terminal.device import VILLAGE_TERMINAL
from actors.systems.community_service.terminal.records import TERMINAL_ENTRY
from serve_apps.front.policies import Policy, signed_in, signed_in_resident, signed_in_staff
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service import choosing as c
from serve_apps.systems.community_service import panels, papers

LATEST = Sorting(name="latest", fields=("updated_at",), descending=True)
MODES = ("decides_here", "pre_reviews", "collects_and_sends_up", "helps_only")


def _cost(command: RecordCost) -> str:
    return cost_id(command.unit, command.year, command.window, command.item)


def _offer(command: OfferItem) -> str:
    return offer_id(command.item, command.unit)


async def _terms(asking: Asking) -> dict[str, Any]:
    """Return the terms of an offer as they are, to be changed."""
    names = ("received_at", "decided_by", "mode", "up_days", "down_days")
    return {name: getattr(asking.state, name) for name in names}


async def _local(asking: Asking) -> dict[str, Any]:
    """Return what the organisation has said so far."""
    local = asking.state.local
    return {name: getattr(local, name) for name in local.__struct_fields__}


async def _resident(asking: Asking) -> dict[str, Any]:
    """Return name and numbers of a resident who asks for himself."""
    kind, _, account = asking.by.id.partition(":")
    if kind != "person":
        return {}
    state: AccountState = (
        await asking.services.sender.show(f"account:{asking.by.acting_for or account}")
    ).state
    person = state.person
    if person is None or person.id_type != "resident_id":
        return {}
    return {"name": person.name, "id_number": person.id_number, "phone": person.phone}


async def _year(asking: Asking) -> dict[str, Any]:
    """Return a day in a year as the last one: it may be changed."""
    on = local_day(asking.services.clock.now()) + timedelta(days=365)
    return {"until": on.isoformat()}


STATES = (
    "asked", "entrusted", "collected", "sent_up", "received", "decided", "delivered",
    "called_back", "declined", "suspended", "ended",
)  # fmt: skip
LEVEL = Choice(field="level", values=("yellow", "red"))


def _entrustments(name: str, at: str, policy: Policy, own: str = "") -> ListPage:
    return ListPage(
        name=name,
        view="entrustments",
        at=at,
        record="/entrustments/{id}",
        columns=(
            Column(field="item"),
            Column(field="number"),
            Column(field="state", look="state"),
            Column(field="unit"),
            Column(field="until"),
            Column(field="level", look="level"),
        ),
        orders=(LATEST,),
        filters=()
        if own
        else (Choice(field="state", values=STATES, said="entrustment.states"), LEVEL),
        own=own,
        policy=policy,
    )


LISTS = (
    _entrustments("entrustments", "/entrustments", signed_in_staff),
    _entrustments("my_entrustments", "/my/entrustments", signed_in_resident, "account"),
    ListPage(
        name="dispatches",
        view="dispatches",
        at="/dispatches",
        record="/dispatches/{id}",
        columns=(
            Column(field="from_unit"),
            Column(field="to_unit"),
            Column(field="state", look="state"),
            Column(field="count", look="number"),
            Column(field="pieces", look="number"),
            Column(field="missing", look="number"),
            Column(field="sent_at"),
        ),
        orders=(LATEST,),
        filters=(
            Choice(
                field="state",
                values=("packed", "sent", "received", "differing"),
                said="dispatch.states",
            ),
        ),
        policy=signed_in_staff,
    ),
    ListPage(
        name="service_costs",
        view="service_costs",
        at="/service-costs",
        record="/service-costs/{id}",
        columns=(
            Column(field="item"),
            Column(field="unit"),
            Column(field="year", look="number"),
            Column(field="window"),
            Column(field="amount_fen", look="number"),
            Column(field="cases", look="number"),
            Column(field="per_case", look="number"),
        ),
        orders=(LATEST,),
        filters=(OfUnit(field="unit"),),
        policy=signed_in_staff,
    ),
    ListPage(
        name="terminal_entries",
        view="terminal_entries",
        at="/terminal-entries",
        record="/terminal-entries/{id}",
        columns=(
            Column(field="item"),
            Column(field="item_version", look="number"),
            Column(field="number"),
            Column(field="state", look="state"),
            Column(field="came"),
            Column(field="set_aside", look="number"),
        ),
        orders=(LATEST,),
        policy=signed_in_staff,
    ),
    ListPage(
        name="village_terminals",
        view="village_terminals",
        at="/village-terminals",
        record="/village-terminals/{id}",
        columns=(
            Column(field="unit"),
            Column(field="state", look="state"),
            Column(field="enrolled_at"),
        ),
        orders=(LATEST,),
        policy=signed_in_staff,
    ),
    ListPage(
        name="item_offers",
        view="item_offers",
        at="/item-offers",
        record="/item-offers/{id}",
        columns=(
            Column(field="item"),
            Column(field="unit"),
            Column(field="tier"),
            Column(field="mode"),
            Column(field="decided_by"),
            Column(field="state", look="state"),
        ),
        orders=(LATEST,),
        filters=(
            OfUnit(field="unit"),
            Choice(field="tier", values=("county", "town", "village")),
            Choice(field="mode", values=MODES),
            Choice(field="state", values=("offered", "retired"), said="item_offer.states"),
        ),
        policy=signed_in_staff,
    ),
)
RECORDS = (
    RecordPage(
        kind=ENTRUSTMENT,
        at="/entrustments",
        heading="item",
        good=("delivered", "called_back"),
        bad=("declined", "ended"),
        notice=("asked", "suspended"),
        told=("missing", "pieces", "collected_at", "delivered_at"),
        left_out=("CollectMaterials",),
        choices={"item": c.entrustable, "unit": c.stations},
        filled={
            "AskAgent": _resident,
            "GiveEntrustment": _year,
            "ContinueEntrustment": _year,
        },
        untold=("PaperOrdered", "PaperKept"),
        panels=(panels.WORK, papers.OF_ENTRUSTMENTS),
        policy=signed_in,
    ),
    RecordPage(
        kind=DISPATCH,
        at="/dispatches",
        heading="from_unit",
        good=("received",),
        bad=("differing",),
        told=("pieces",),
        purposes=(),
        left_out=("PackDispatch",),
        choices={"scanned": c.listed, "FindEntry.number": c.lost},
        untold=("DispatchPaperKept",),
        panels=(panels.SLIP, papers.OF_DISPATCHES),
        policy=signed_in_staff,
    ),
    RecordPage(
        kind=SERVICE_COST,
        at="/service-costs",
        heading="item",
        good=("recorded",),
        purposes=(),
        choices={"item": c.items, "unit": c.own_unit},
        named=_cost,
        policy=signed_in_staff,
    ),
    RecordPage(
        kind=TERMINAL_ENTRY,
        at="/terminal-entries",
        heading="item",
        good=("filed",),
        bad=("refused",),
        told=("set_aside",),
        left_out=("KeepChunk", "SendEntry"),
        untold=("ChunkKept",),
        policy=signed_in_staff,
    ),
    RecordPage(
        kind=VILLAGE_TERMINAL,
        at="/village-terminals",
        heading="unit",
        good=("enrolled",),
        bad=("revoked",),
        purposes=(),
        left_out=("EnrolTerminal",),
        policy=signed_in_staff,
    ),
    RecordPage(
        kind=ITEM_OFFER,
        at="/item-offers",
        heading="item",
        good=("offered",),
        bad=("retired",),
        told=("local", "proposals"),
        purposes=(),
        choices={
            "item": c.own_items,
            "unit": c.units,
            "decided_by": c.units,
            "proposal": c.proposals,
        },
        filled={"ChangeOffer": _terms, "Localise": _local},
        named=_offer,
        policy=signed_in_staff,
    ),
)
