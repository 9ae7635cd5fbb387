"""The view `accounts`: who may act, without passwords and sessions; residents' names masked. Only
members of staff are found by their names."""

from actors.kernel.identifiers import mask_name
from actors.kernel.view import Commit, Index, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "kind": "", "roles": [], "unit": "", "display": ""}
    for event in commit["ev"]:
        match event["type"]:
            case "AccountRegistered":
                staff = event["kind"] == "staff"
                row["kind"] = event["kind"]
                row["roles"] = list(event.get("roles", ()))
                row["unit"] = event.get("unit", "")
                row["display"] = event["display"] if staff else mask_name(event["display"])
                row["registered_at"] = event["at"]
                if staff:
                    row["name"] = event["display"]
            case "RolesChanged":
                first = next(iter(event.get("capacities", ())), {"roles": (), "unit": ""})
                row["roles"], row["unit"] = list(first["roles"]), first["unit"]
            case "AccountNamed":
                row["display"] = event["display"]
                if row["kind"] == "staff":
                    row["name"] = event["display"]
            case "RecordPutRight" if event["part"] == "/person/name":
                row["display"] = mask_name(event["after"])
            case "AccountDisabled":
                row |= {"disabled": True, "disabled_at": event["at"]}
            case "AccountEnabled":
                row |= {"disabled": False, "disabled_at": None}
            case "Restricted":
                row |= {"display": "", "restricted": True}
            case "SessionOpened":
                row["last_sign_in"] = event["at"]
            case _:
                pass
    return row


def view() -> View:
    """Return the view."""
    return View(
        name="accounts",
        purpose="accounts, without passwords and sessions",
        indexes=(
            Index(fields=("unit", "kind")),
            Index(fields=("kind", "name", "_id")),
            Index(fields=("kind", "disabled", "disabled_at")),
            Index(fields=("kind", "unit", "name", "_id")),
        ),
        searchable=("name",),
        kinds=("account",),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
        keeps_restricted=True,
    )
