"""The view `conversations`: one row a conversation, without what was written."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View, entity_id
from actors.systems.npc_motions.views.watched import folding

BEGIN: Mapping[str, Any] = {
    "state": "",
    "congress": "",
    "citizen": "",
    "account": "",
    "deputy": "",
    "subject": "",
    "begun": False,
    "waiting": 0,
}


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "ConversationBegun":
            kept = ("congress", "citizen", "account", "deputy", "subject")
            row.update({name: event[name] for name in kept}, state="open")
        case "MessageWritten":
            row["waiting"] += 1
        case "MessageReleased":
            row.update(waiting=row["waiting"] - 1, begun=True)
        case "MessageRefused":
            row["waiting"] -= 1
        case "ConversationClosed":
            row["state"] = "closed"
        case _:
            pass


CONVERSATIONS = View(
    name="conversations",
    purpose="conversations of citizens with deputies, by state and by who takes part",
    kinds=("conversation",),
    rows=lambda commit: (entity_id(commit),),
    fold=folding(BEGIN, {"conversation": _apply}),
    whole=True,
    hidden=("subject",),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("citizen", "updated_at", "_id")),
        Index(fields=("account", "updated_at", "_id")),
    ),
)
