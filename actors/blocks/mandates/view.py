"""The view `mandates`: one row for each way in which somebody may act for another, or
once might."""

from collections.abc import Iterator

from actors.kernel.view import Commit, Index, Row, View, entity_id


def _touched(commit: Commit) -> Iterator[str]:
    owner = entity_id(commit)
    for event in commit["ev"]:
        match event["type"]:
            case "RepresentativeNamed":
                yield f"{owner}/{event['account']}"
            case "MandateGiven":
                yield f"{owner}#{event['mandate']['n']}"
            case _:
                yield f"{owner}#{event['n']}"


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    owner = entity_id(commit)
    for event in commit["ev"]:
        match event["type"]:
            case "RepresentativeNamed" if id == f"{owner}/{event['account']}":
                row = {
                    "_id": id, "owner": owner, "to": event["account"], "by_law": True,
                    "n": 0, "items": [], "since": None, "until": None, "ended_at": None,
                }  # fmt: skip
            case "MandateGiven" if id == f"{owner}#{event['mandate']['n']}":
                mandate = event["mandate"]
                row = {
                    "_id": id, "owner": owner, "to": mandate["to"], "by_law": False,
                    "n": mandate["n"], "name": mandate["name"],
                    "items": list(mandate.get("items", ())), "since": mandate["since"],
                    "until": mandate.get("until"), "ended_at": None,
                }  # fmt: skip
            case "MandateEnded" if row is not None and id == f"{owner}#{event['n']}":
                row = {**row, "ended_at": event["at"]}
            case _:
                pass
    return row


def view() -> View:
    """Return the view."""
    return View(
        name="mandates",
        purpose="who may act for whom, with those that have ended",
        kinds=("mandates",),
        rows=lambda commit: tuple(_touched(commit)),
        fold=_fold,
        parts="owner",
        indexes=(
            Index(fields=("to", "ended_at", "owner", "_id")),
            Index(fields=("owner", "n", "_id")),
        ),
    )
