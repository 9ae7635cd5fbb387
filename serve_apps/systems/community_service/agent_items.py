"""Which items agents may act in (代办事项), as their owners say: the list and the record."""

from typing import Any

from actors.systems.community_service.agent_item import (
    AGENT_ITEM,
    CloseToAgents,
    OpenToAgents,
)
from serve_apps.front.policies import signed_in_staff
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service import choosing as c


def _item(command: OpenToAgents | CloseToAgents) -> str:
    return command.item


async def _own(asking: Asking) -> dict[str, Any]:
    """Return the item that the record is of."""
    return {"item": asking.state.item or None}


LIST = ListPage(
    name="agent_items",
    view="agent_items",
    at="/agent-items",
    record="/agent-items/{id}",
    columns=(
        Column(field="item"),
        Column(field="state", look="state"),
        Column(field="changed_at"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(Choice(field="state", values=("open", "closed"), said="agent_item.states"),),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=AGENT_ITEM,
    at="/agent-items",
    heading="item",
    good=("open",),
    bad=("closed",),
    told=("reason",),
    choices={"item": c.own_items},
    filled={"OpenToAgents": _own, "CloseToAgents": _own},
    named=_item,
    purposes=(),
    policy=signed_in_staff,
)
