"""The view `open_keys`: one row for each, without what people wrote."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.open_data.keys.records import OPEN_KEY

KEYS = "open_keys"
_PHASES = {
    "KeyRequested": "requested", "KeyGranted": "active", "KeyRefused": "refused",
    "KeySuspended": "suspended", "KeyResumed": "active", "KeyRevoked": "revoked",
    "KeyExpired": "expired",
}  # fmt: skip


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    after = dict(row) if row else {"_id": id, "quota": 0, "expires_at": None}
    for event in commit["ev"]:
        name = event["type"]
        if name in _PHASES:
            after |= {"state": _PHASES[name], "due": event.get("due")}
        if name == "KeyRequested":
            account = event["owner"].partition(":")[2]
            after |= {
                "owner": event["owner"],
                "account": account,
                "of": f"account:{account}",
                "datasets": list(event.get("datasets", ())),
                "unit": event.get("unit", ""),
                "asked_at": event["at"],
            }
        elif name == "KeyGranted":
            after |= {"quota": event["quota"], "expires_at": event["expires_at"]}
    return after


KEYS_VIEW = View(
    name=KEYS,
    purpose="who may use what by programs, and who waits for that",
    kinds=(OPEN_KEY,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("of",)),
        Index(fields=("account", "_id")),
        Index(fields=("owner", "asked_at", "_id")),
        Index(fields=("owner", "datasets", "state")),
        Index(fields=("datasets", "state")),
        Index(fields=("asked_at", "_id")),
        Index(fields=("state", "asked_at", "_id")),
        Index(fields=("unit", "asked_at", "_id")),
    ),
)
