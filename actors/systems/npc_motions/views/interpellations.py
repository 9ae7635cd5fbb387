"""The view `interpellations`: one row an interpellation; texts stay in the journal."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View
from actors.systems.npc_motions.views.watched import folding, rows_of, sources_of

BEGIN: Mapping[str, Any] = {
    "state": "",
    "congress": "",
    "session": "",
    "delegation": "",
    "lead": "",
    "invited": [],
    "signers": [],
    "target": "",
    "question": "",
    "answer_by": None,
    "answers": 0,
    "dissatisfied": 0,
}
_STATES = {
    "InterpellationDrafted": "draft",
    "InterpellantsInvited": "cosigning",
    "InterpellationSubmitted": "submitted",
    "InterpellationWithdrawn": "withdrawn",
    "InterpellationDelivered": "delivered",
    "InterpellationAnswered": "answered",
    "SecondAnswerDemanded": "second_answer_due",
    "InterpellationClosed": "closed",
}


def _apply(row: Row, event: Mapping[str, Any]) -> None:
    row["state"] = _STATES.get(event["type"], row["state"])
    match event["type"]:
        case "InterpellationDrafted":
            kept = ("congress", "session", "lead", "target", "question")
            row.update({name: event[name] for name in kept})
            row["delegation"] = event.get("delegation", "")
            row["invited"] = row["signers"] = [event["lead"]]
        case "InterpellantsInvited":
            row["invited"] = [*row["invited"], *event["accounts"]]
        case "InterpellationSigned":
            row["signers"] = [*row["signers"], event["account"]]
        case "InterpellationLeft":
            row["signers"] = [name for name in row["signers"] if name != event["account"]]
        case "InterpellationSubmitted":
            row["signers"] = list(event["signers"])
        case "InterpellationDelivered":
            row["answer_by"] = event["answer_by"]
        case "InterpellationAnswered":
            row.update(answers=event["round"], dissatisfied=0)
        case "AnswerJudged":
            row["dissatisfied"] += not event["satisfied"]
        case _:
            pass


INTERPELLATIONS = View(
    name="interpellations",
    purpose="interpellations by congress, session and the body that is asked",
    kinds=("interpellation", "watcher"),
    rows=rows_of("interpellation"),
    sources=sources_of("interpellation"),
    fold=folding(BEGIN, {"interpellation": _apply}),
    whole=True,
    searchable=("question",),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("congress", "state", "updated_at", "_id")),
        Index(fields=("congress", "session", "updated_at", "_id")),
        Index(fields=("target", "state", "answer_by")),
        Index(fields=("invited", "updated_at", "_id")),
    ),
)
