"""The view `licences`: one row for each licence. Whose it is, an account or a keyed digest says; no
name and no number of anybody is in it."""

from typing import Any

from actors.blocks.licences.licence import LICENCE
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "phase": ""}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "LicenceRegistered":
                holder = event["holder"]
                after |= {name: event[name] for name in ("kind", "title", "organ", "since")}
                after |= {
                    "until": event.get("until"),
                    "account": holder.get("account", ""),
                    "person": holder.get("person", ""),
                    "phase": "in_force",
                    "ended_at": None,
                }
            case "LicenceClaimed":
                after["account"] = event["account"]
            case "LicenceReplaced":
                after |= {"phase": "replaced", "ended_at": event["at"]}
            case "LicenceRevoked":
                after |= {"phase": "revoked", "ended_at": event["at"]}
            case "LicenceExpired":
                after |= {"phase": "expired", "ended_at": event["at"]}
            case _:
                pass
    after["state"] = after["phase"]
    return after


def view() -> View:
    """Return the view."""
    return View(
        name="licences",
        purpose="the licence store: what an account or a person holds, and how it stands",
        kinds=(LICENCE,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        indexes=(
            Index(fields=("account", "since", "_id")),
            Index(fields=("person", "since", "_id")),
            Index(fields=("organ", "since", "_id")),
            Index(fields=("state", "since", "_id")),
            Index(fields=("since", "_id")),
        ),
    )
