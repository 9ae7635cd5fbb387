"""The views `ratings` and `follow_ups`, and the counters that everybody may see.

A row of a rating is found by its rater; nothing in it or in that of a follow-up leads to a case. No
row holds what somebody wrote.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from actors.blocks.ratings.follow_up_records import FOLLOW_UP
from actors.blocks.ratings.records import LOW, RATING
from actors.kernel.deadlines import local_day
from actors.kernel.view import Add, Changes, Commit, Derived, Index, Row, View, Write, entity_id

COUNTS = "rating_counts"


def _fold_rating(row: Row | None, id: str, commit: Commit) -> Row:
    after: Row = dict(row) if row else {"_id": id, "letters": 0}
    for event in commit["ev"]:
        match event["type"]:
            case "RatingKept":
                service, said = event["service"], event["said"]
                after |= {
                    **_service(service),
                    "phase": "kept",
                    "account": event.get("account", ""),
                    "stars": said["stars"],
                    "whys": list(said.get("whys", ())),
                    "channel": said.get("channel", "web"),
                    "rated_at": event["at"],
                    "rated_on": local_day(event["at"]).isoformat(),
                }
            case "RaterTold":
                after["letters"] += 1
                after["phase"] = "told" if event.get("outcome") else after["phase"]
            case "OutcomeAnswered":
                after |= {"phase": "answered", "content": event["content"]}
            case _:
                pass
    return after


def _fold_follow_up(row: Row | None, id: str, commit: Commit) -> Row:
    after: Row = dict(row) if row else {"_id": id, "contacted_at": None, "found": ""}
    for event in commit["ev"]:
        match event["type"]:
            case "FollowUpOpened":
                after |= {
                    **_service(event["service"]),
                    "phase": "open",
                    "state": "open",
                    "stars": event["stars"],
                    "whys": list(event.get("whys", ())),
                    "account": event.get("account", ""),
                    "asks_for_call": bool(event.get("named")),
                    "due": event["due"],
                    "contact_due": event.get("contact_due"),
                    "opened_on": local_day(event["at"]).isoformat(),
                    "closed_at": None,
                }
            case "RaterContacted":
                after["contacted_at"] = after["contacted_at"] or event["at"]
            case "RatingVerified":
                after["found"] = event["found"]
            case "FollowUpClosed":
                after |= {"phase": "closed", "state": "closed", "closed_at": event["at"]}
            case "AnswerNoted":
                after["content"] = event["content"]
            case _:
                pass
    return after


def _service(service: Mapping[str, Any]) -> Row:
    return {
        "item": service["item"],
        "title": dict(service["title"]),
        "unit": service["unit"],
        "place": service.get("place", ""),
        "on": service["on"],
    }


def _derive(changes: Changes) -> Mapping[str, list[Write]]:
    """Count each rating once, on its day."""
    deltas: dict[tuple[str, str, str, str, str], Counter[str]] = {}
    for before, after in changes:
        for row, sign in ((before, -1), (after, 1)):
            if row is not None and "stars" in row:
                key = tuple(row[name] for name in _BY)
                for name in _counted(row):
                    deltas.setdefault(key, Counter())[name] += sign
    writes: list[Write] = [
        Add("/".join(key), moved, dict(zip(_NAMES, key, strict=True)))
        for key, delta in deltas.items()
        if (moved := {name: amount for name, amount in delta.items() if amount})
    ]
    return {COUNTS: writes}


_BY = ("rated_on", "unit", "item", "place", "channel")
_NAMES = ("day", *_BY[1:])


def _counted(row: Row) -> Iterator[str]:
    yield f"stars.{row['stars']}"
    yield from (f"whys.{why}" for why in row["whys"])
    if row["stars"] <= LOW:
        yield "bad"


def ratings() -> View:
    """Return the view of ratings."""
    return View(
        name="ratings",
        purpose="ratings of services, for their raters and for figures",
        kinds=(RATING,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold_rating,
        whole=True,
        derive=_derive,
        derived=(
            Derived(
                name=COUNTS,
                purpose="ratings counted by day, unit, item, place and channel",
                indexes=(Index(fields=("day",)),),
            ),
        ),
        indexes=(
            Index(fields=("account", "rated_at", "_id")),
            Index(fields=("rated_on", "_id")),
            Index(fields=("unit", "rated_on", "_id")),
            Index(fields=("stars", "rated_on", "_id")),
            Index(fields=("rated_at", "_id")),
        ),
    )


def follow_ups() -> View:
    """Return the view of follow-ups."""
    return View(
        name="follow_ups",
        purpose="follow-ups of bad ratings, the first due first",
        kinds=(FOLLOW_UP,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold_follow_up,
        whole=True,
        indexes=(
            Index(fields=("due", "_id")),
            Index(fields=("state", "due", "_id")),
            Index(fields=("unit", "due", "_id")),
            Index(fields=("phase", "closed_at", "_id")),
            Index(fields=("account", "_id")),
        ),
    )
