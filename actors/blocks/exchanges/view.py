"""The view `exchanges`: one row for each exchange of a case with a department's system: how far
each way is. It holds nothing of what is said."""

from typing import Any

from actors.blocks.exchanges.records import EXCHANGE
from actors.kernel.view import Commit, Index, Row, View, entity_id

_SENT = {"StepTold": "waiting", "StepSent": "under_way", "StepDelivered": "delivered"}
_TAKEN = {"StepTaken": "held", "StepPassedOn": "passed_on", "StepCarried": "carried"}
_TROUBLED = ("failed", "dead", "refused")
_AT_REST = ("delivered", "carried", "left")


def view() -> View:
    """Return the view."""
    return View(
        name="exchanges",
        purpose="exchanges of cases with departments' own systems: how far each way is",
        kinds=(EXCHANGE,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("subject",)),
            Index(fields=("system", "phase", "updated_at", "_id")),
            Index(fields=("phase", "updated_at", "_id")),
            Index(fields=("updated_at", "_id")),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, **_NEW}
    after |= {"updated_at": commit["at"]}
    sent, taken = dict(after["sent"]), dict(after["taken"])
    disputed = set(after["disputed"])
    for event in commit["ev"]:
        name, seq = event["type"], str(event.get("seq", ""))
        ways = sent if event.get("way", "in") == "out" else taken
        match name:
            case "ExchangeBegun":
                after |= {each: event[each] for each in ("subject", "system", "number")}
            case "StepTold" | "StepSent" | "StepDelivered":
                sent[seq] = _SENT[name]
            case "DeliveryDoubted":
                sent[seq] = event["state"]
            case "StepNotDelivered":
                sent[seq] = "failed"
            case "StepTaken" | "StepPassedOn" | "StepCarried":
                taken[seq] = _TAKEN[name]
                after["listed"] += bool(event.get("listed"))
            case "StepRefused":
                taken[seq] = "refused"
            case "StepDisputed":
                disputed.add(seq)
            case "StepTriedAgain":
                ways[seq] = "waiting" if ways is sent else "held"
            case "StepLeft":
                if ways[seq] in _TROUBLED:
                    ways[seq] = "left"
                if ways is taken:
                    disputed.discard(seq)
            case _:
                pass
    states = {*sent.values(), *taken.values()}
    phase = "settled" if states <= set(_AT_REST) else "moving"
    troubled = disputed or states & set(_TROUBLED)
    return {
        **after,
        "sent": sent,
        "taken": taken,
        "disputed": sorted(disputed),
        "phase": "troubled" if troubled else phase,
        "told": len(sent),
        "delivered": sum(each == "delivered" for each in sent.values()),
        "arrived": len(taken),
        "carried": sum(each == "carried" for each in taken.values()),
    }


_NEW: Row = {
    "subject": "", "system": "", "number": "", "sent": {}, "taken": {}, "disputed": [], "listed": 0,
}  # fmt: skip
