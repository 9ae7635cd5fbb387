"""The view `webhooks`: one row for each, without its address and its secrets."""

from typing import Any

from actors.blocks.webhooks.records import WEBHOOK
from actors.kernel.view import Commit, Index, Row, View, entity_id

_PHASES = {
    "TellingEnded": "ended", "TellingStopped": "stopped", "TellingGoesOn": "active",
}  # fmt: skip


def view() -> View:
    """Return the view."""
    return View(
        name="webhooks",
        purpose="whose programs are told of what, and how that goes",
        kinds=(WEBHOOK,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("of",)),
            Index(fields=("owner", "updated_at", "_id")),
            Index(fields=("phase",)),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "last": 0, "dead": 0, "why": ""}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "Subscribed":
                after |= {
                    "phase": "active",
                    "owner": event["owner"],
                    "of": f"account:{event['owner'].partition(':')[2]}",
                    "unit": event["unit"],
                    "events": list(event["events"]),
                    "since": event["at"],
                }
            case "TellingEnded" | "TellingStopped" | "TellingGoesOn":
                after |= {"phase": _PHASES[event["type"]], "why": event.get("why", "")}
            case "DeliveryBegun":
                after["last"] = event["n"]
            case "DeliveryNoted":
                dead = {"delivered": 0, "dead": after["dead"] + 1}
                after["dead"] = dead.get(event["state"], after["dead"])
            case _:
                pass
    return after
