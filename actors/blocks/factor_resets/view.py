"""The view `factor_resets`: one row for each reset at a counter, which names an account and no
person."""

from typing import Any

from actors.blocks.factor_resets.reset import RESET
from actors.kernel.view import Commit, Index, Row, View, entity_id

_PHASES = {
    "ResetProposed": "proposed",
    "ResetAgreed": "agreed",
    "ResetRejected": "rejected",
    "ResetCodeIssued": "issued",
    "ResetLapsed": "lapsed",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "decided_at": None, "issued_at": None}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        phase = _PHASES.get(event["type"])
        if phase is None:
            continue
        after |= {"phase": phase, "state": phase}
        if phase == "proposed":
            after |= {name: event[name] for name in ("account", "identified")}
            after |= {"owner": event["account"], "proposed_at": event["at"]}
        elif phase in ("agreed", "rejected"):
            after["decided_at"] = event["at"]
        elif phase == "issued":
            after["issued_at"] = event["at"]
    return after


def view() -> View:
    """Return the view."""
    return View(
        name="factor_resets",
        purpose="resets of lost factors at counters",
        kinds=(RESET,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("account",)),
            Index(fields=("updated_at", "_id")),
            Index(fields=("state", "updated_at", "_id")),
        ),
    )
