"""The view `data_services`: one row a service."""

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.data_platform.service.records import DATA_SERVICE

SERVICES = "data_services"
_STATES = {
    "ServiceDrafted": "draft",
    "ServiceApproved": "active",
    "ServiceResumed": "active",
    "ServiceSuspended": "suspended",
    "ServiceRetired": "retired",
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "state": "", "ends": None}
    for event in commit["ev"]:
        row["updated_at"] = commit["at"]
        row["state"] = _STATES.get(event["type"], row["state"])
        if event["type"] == "ServiceDrafted":
            names = ("unit", "title", "dataset", "per_day", "per_minute")
            row |= {name: event[name] for name in names}
        elif event["type"] == "RetirementAnnounced":
            row["ends"] = event["ends"]
    return row


SERVICES_VIEW = View(
    name=SERVICES,
    purpose="data services by unit, dataset and state",
    kinds=(DATA_SERVICE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    searchable=("title", "dataset"),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("dataset", "updated_at", "_id")),
    ),
)
