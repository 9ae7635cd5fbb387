"""The views `calls`, `parties` and `call_differences`: how things stand with outside parties.

Rows hold nothing of what is said to a party, and nothing that an operator wrote.
"""

import re
from typing import Any

from actors.blocks.calls.party import PARTY
from actors.blocks.calls.reconciliation import RECONCILIATION
from actors.blocks.calls.records import CALL
from actors.kernel.view import Commit, Index, Row, View, entity_id

_MADE = re.compile(r"[a-z][a-z_]*:[0-9a-f]{32}(\.[a-z0-9_]+)?")  # a key with an id that was made


def calls() -> View:
    """Return the view `calls`: one row for each call."""
    return View(
        name="calls",
        purpose="calls of outside parties: how far each is, and when it is tried next",
        kinds=(CALL,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("adapter", "next", "_id")),
            Index(fields=("adapter", "updated_at", "_id")),
            Index(fields=("phase", "updated_at", "_id")),
            Index(fields=("of", "_id")),
            Index(fields=("adapter", "sent_at", "_id")),
            Index(fields=("updated_at", "_id")),
        ),
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "Wished":
                after |= {
                    "adapter": event["adapter"],
                    "sender_kind": str(event["sender"]).partition(":")[0],
                    "of": _nobody(event["sender"]),
                    "wished_at": event["at"],
                    "phase": "wished",
                    "doing": "run",
                    "n": 0,
                    "reason": "",
                    "next": event["at"],
                    "sent_at": None,
                }
            case "TryBegun":
                after |= {"phase": "under_way", "doing": event["doing"], "n": event["n"]}
                after["next"] = None
                if event["doing"] == "run":
                    after["sent_at"] = event["at"]
            case "OutcomeRecorded" | "Reported":
                after |= _told(event)
            case "TakenUp":
                after |= {"phase": event["phase"], "doing": event["doing"], "next": event["at"]}
            case "GivenUp":
                after |= {"phase": "failed", "reason": "given_up", "next": None}
            case _:
                pass
    return after


def _nobody(sender: str) -> str:
    """Return the key of who sent it where that names nobody: what its call goes with."""
    return sender if _MADE.fullmatch(sender) else ""


def _told(event: dict[str, Any]) -> dict[str, Any]:
    outcome = event["outcome"]
    return {
        "phase": event["phase"],
        "doing": event.get("doing", "ask" if event["type"] == "Reported" else "run"),
        "reason": outcome.get("reason", ""),
        "next": event.get("next"),
    }


def parties() -> View:
    """Return the view `parties`: one row for each party that was ever called from here."""
    return View(
        name="parties",
        purpose="outside parties: how well each is, and whether its calls are held",
        kinds=(PARTY,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold_party,
        whole=True,
    )


def _fold_party(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, **_NEW_PARTY}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "HealthNoted":
                after["until"] = event["breaker"].get("until")
                after["reason"] = event.get("reason", "")
            case "CallsHeld":
                after["held"] = True
            case "CallsReleased":
                after |= {"held": False, "reason": "", "until": None}
            case "ComparisonWanted":
                after["wanted"] = sorted({*after["wanted"], event["day"]})
            case "ListCompared":
                after["wanted"] = [each for each in after["wanted"] if each != event["day"]]
                after["compared"] = max(event["day"], after["compared"])
            case _:
                pass
    state = "sick" if after["until"] else "well"
    return {**after, "state": "held" if after["held"] else state}


_NEW_PARTY: Row = {"held": False, "reason": "", "until": None, "wanted": [], "compared": ""}


def call_differences() -> View:
    """Return the view `call_differences`: one row for each difference between a party's list of a
    day and our calls."""
    return View(
        name="call_differences",
        purpose="what parties' lists of a day and our calls differ in",
        kinds=(RECONCILIATION,),
        rows=_differing,
        fold=_fold_difference,
        sources=lambda id: (f"{RECONCILIATION}:{id.partition('#')[0]}",),
        indexes=(Index(fields=("state", "day", "_id")),),
    )


def _differing(commit: Commit) -> tuple[str, ...]:
    id = entity_id(commit)
    return tuple(f"{id}#{call}" for event in commit["ev"] for call in _calls_of(event))


def _calls_of(event: dict[str, Any]) -> list[str]:
    if event["type"] == "DayCompared":
        return [each["difference"]["id"] for each in event.get("found", ())]
    return [event["call"]]


def _fold_difference(row: Row | None, id: str, commit: Commit) -> Row | None:
    call = id.partition("#")[2]
    for event in commit["ev"]:
        if event["type"] == "DayCompared":
            row = next(
                (
                    _compared(event, each, id)
                    for each in event.get("found", ())
                    if each["difference"]["id"] == call
                ),
                row,
            )
        elif event["call"] == call:
            state = "settled" if event["type"] == "DifferenceSettled" else "open"
            row = row and {**row, "state": state}
    return row and {**row, "updated_at": commit["at"]}


def _compared(event: dict[str, Any], found: dict[str, Any], id: str) -> Row:
    difference = found["difference"]
    return {
        "_id": id,
        "adapter": event["adapter"],
        "day": event["day"],
        "call": difference["id"],
        "sort": difference["sort"],
        "ours": difference.get("ours", ""),
        "theirs": difference.get("theirs", ""),
        "state": found.get("state", "open"),
    }
