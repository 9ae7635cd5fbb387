"""Webhooks: whoever uses the API has his program told, and sees here how that goes."""

from typing import Any

from actors.blocks.webhooks.records import WEBHOOK, WebhookState
from serve_apps.blocks.webhooks import pages
from serve_apps.blocks.webhooks.held import HELD
from serve_apps.blocks.webhooks.preparing import BEFORE
from serve_apps.front.face import Face
from serve_apps.front.policies import signed_in
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

SHOWN = 50  # deliveries


async def _deliveries(
    services: Services, visitor: Visitor, id: str, state: WebhookState, shows: Shows
) -> Any:
    """Tell the latest deliveries to its owner."""
    if state.owner != visitor.identity.id:
        return None
    return {"url": state.url, "deliveries": state.deliveries[: -SHOWN - 1 : -1]}


FACE = Face(
    routers=(pages.router,),
    api=(pages.api,),
    before=BEFORE,
    records=(
        RecordPage(
            kind=WEBHOOK,
            at="/webhooks",
            heading="since",
            back="/webhooks",
            good=("active",),
            notice=("stopped",),
            left_out=("Subscribe", "ChangeSecret"),
            purposes=(),
            panels=(Panel(template="webhooks/deliveries.html", made=_deliveries),),
            policy=signed_in,
        ),
    ),
    holdings=(HELD,),
)
