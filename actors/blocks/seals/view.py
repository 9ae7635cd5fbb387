"""The views `paper_seals` and `seal_uses`: one row for each seal, and one for each use
(用印登记)."""

from typing import Any

from actors.blocks.seals.seal import SEAL
from actors.blocks.seals.use import USE
from actors.kernel.view import Commit, Index, Row, View, entity_id

_PHASES = {
    "SealApproved": "approved",
    "SealRefused": "refused",
    "SealPutIntoUse": "in_use",
    "SealSuspended": "suspended",
    "SealResumed": "in_use",
    "EndProposed": "suspended",
    "SealLost": "lost",
    "SealDestroyed": "destroyed",
}


def _fold_seal(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "SealAppliedFor":
                after |= {name: event[name] for name in ("organ", "name")}
                after |= {
                    "stamps": list(event["stamps"]),
                    "standing": list(event.get("standing", ())),
                    "serial": "",
                    "source": "",
                    "until": None,
                    "ended_at": None,
                }
                phase = "applied"
            case "SealMade":
                found = event["certificate"]
                after |= {"serial": found["serial"], "until": found["until"]}
                after["source"] = found.get("source", "platform")
                phase = "made" if after["phase"] == "approved" else after["phase"]
            case other:
                phase = _PHASES.get(other, after.get("phase", ""))
        after |= {"phase": phase, "state": phase}
        if event["type"] in ("SealLost", "SealDestroyed"):
            after["ended_at"] = event["at"]
    return after


def _fold_use(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "UseAsked":
                after |= {name: event[name] for name in ("seal", "organ", "template", "sha256")}
                after |= {"copies": event.get("copies", 1), "asked_at": event["at"]}
                after |= {"phase": "asked", "stamped_at": None}
            case "UseApproved":
                after |= {"phase": "approved", "standing": bool(event.get("standing"))}
            case "UseRefused":
                after["phase"] = "refused"
            case "Stamped":
                after |= {"phase": "stamped", "stamped_at": event["stamped_at"]}
            case _:
                pass
    after["state"] = after["phase"]
    return after


def seals_view() -> View:
    """Return the view of the seals."""
    return View(
        name="paper_seals",
        purpose="seals of organs, what they may stamp, and how each stands",
        kinds=(SEAL,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold_seal,
        whole=True,
        indexes=(
            Index(fields=("organ", "_id")),
            Index(fields=("state", "organ", "_id")),
        ),
    )


def uses_view() -> View:
    """Return the view of their uses."""
    return View(
        name="seal_uses",
        purpose="each use of a seal: asked for, approved, stamped or refused",
        kinds=(USE,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold_use,
        whole=True,
        indexes=(
            Index(fields=("asked_at", "_id")),
            Index(fields=("state", "asked_at", "_id")),
            Index(fields=("organ", "asked_at", "_id")),
            Index(fields=("seal", "asked_at", "_id")),
        ),
    )
