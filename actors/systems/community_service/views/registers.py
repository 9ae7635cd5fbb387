"""The views `residents` and `houses`: one row for each entry of the registers.

Of a resident there are a masked name and number, kept hidden; he is found by a keyed digest.
"""

from typing import Any

from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.community_service.register.house import HOUSE, PREMISES
from actors.systems.community_service.register.resident_records import RESIDENT

_MASKED = ("masked_name", "masked_number", "marks", "relation", "living_at")
_GONE = ("left", "deceased")


def _resident(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {
        "_id": id, "state": "", "unit": "", "registration": "", "person": "", "account": "",
        "house": "", "marks": [], "masked_name": "", "masked_number": "", "relation": "",
        "living_at": "",
    }  # fmt: skip
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        row |= _told(row, event)
    row["care"] = "marked" if row["marks"] else "none"
    row["over"] = row["state"] in _GONE
    return row


def _told(row: Row, event: Any) -> Row:
    """Return what `event` changes in `row`."""
    match event["type"]:
        case "ResidentEntered":
            who = event["who"]
            return {
                "state": "registered",
                "unit": event["unit"],
                "person": event.get("person", ""),
                "masked_name": mask_name(who["name"]),
                "masked_number": mask_number(who["id_number"]),
                **_details(event),
            }
        case "ResidentChanged":
            return _details(event)
        case "ResidentMarked":
            mark = {name: event["mark"][name] for name in ("number", "care")}
            others = [each for each in row["marks"] if each["care"] != mark["care"]]
            return {"marks": [*others, mark]}
        case "MarkLifted" | "MarkExpired":
            return {"marks": [m for m in row["marks"] if m["number"] != event["number"]]}
        case "DeathNoted" | "DepartureNoted":
            return {"state": _GONE[event["type"] == "DeathNoted"], "marks": []}
        case "ResidentReinstated":
            return {"state": "registered"}
        case "ResidentIndexed":
            return {"person": event["person"]}
        case "ResidentClaimed":
            return {"account": event["account"]}
        case _:
            return {}


def _details(event: Any) -> Row:
    details = event["details"]
    told = {name: details.get(name, "") for name in ("house", "relation", "living_at", "tenure")}
    return {"registration": event["registration"], **told} | _source(event)


def _source(event: Any) -> Row:
    return {"source": event["source"], "sourced_at": event["at"]}


def _house(row: Row | None, id: str, commit: Commit) -> Row:
    after: Row = dict(row) if row else {"_id": id, "state": "", "unit": "", "code": ""}
    after["updated_at"] = commit["at"]
    for event in commit["ev"]:
        after |= _source(event)
        if event["type"] == "DemolitionNoted":
            after["state"] = "gone"
            continue
        if event["type"] == "HouseEntered":
            after |= {"state": "standing", "unit": event["unit"], "code": event["code"]}
        unsaid = dict.fromkeys(PREMISES, "") | {"use": "home", "ownership": "private"}
        after |= unsaid | dict(event["premises"])
    return after


RESIDENTS = View(
    name="residents",
    purpose="who is in the register of which place: masked, and found by a digest",
    kinds=(RESIDENT,),
    rows=lambda commit: (entity_id(commit),),
    fold=_resident,
    whole=True,
    hidden=_MASKED,
    indexes=(
        Index(fields=("unit", "person")),
        Index(fields=("person", "_id")),
        Index(fields=("house", "_id")),
        Index(fields=("account", "updated_at", "_id")),
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("registration", "updated_at", "_id")),
        Index(fields=("care", "updated_at", "_id")),
        Index(fields=("over", "updated_at", "_id")),
    ),
)
HOUSES = View(
    name="houses",
    purpose="which houses there are in which place, and what they are used for",
    kinds=(HOUSE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_house,
    whole=True,
    hidden=("address", "organisation"),
    searchable=("code",),
    indexes=(
        Index(fields=("unit", "code")),
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("use", "updated_at", "_id")),
    ),
)
