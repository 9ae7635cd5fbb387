"""What is held of whoever has webhooks."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.webhooks.records import WEBHOOK, WebhookState
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: WebhookState, how: Telling) -> Mapping[str, Any]:
    return {
        "url": state.url,
        "events": list(state.events),
        "phase": state.phase,
        "since": state.since.isoformat() if state.since else "",
    }


HELD = Holding(
    name="webhooks",
    of=(WEBHOOK,),
    kind=WEBHOOK,
    collection="webhooks",
    field="of",
    named=lambda account: f"account:{account}",
    told=_told,
)
