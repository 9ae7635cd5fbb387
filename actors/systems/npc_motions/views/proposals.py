"""The view `proposals`: one row a suggestion or motion, with the names that policies use.

Texts stay in the journal but for the title, and what is published.
"""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Index, Row, View
from actors.systems.npc_motions.views import counts
from actors.systems.npc_motions.views.motions import of_motion
from actors.systems.npc_motions.views.watched import Apply, folding, rows_of, sources_of

BEGIN: Mapping[str, Any] = {
    "kind": "",
    "state": "",
    "number": "",
    "title": "",
    "topic": "",
    "congress": "",
    "term": 0,
    "session": "",
    "in_session": False,
    "mover": "",
    "delegation": "",
    "lead": "",
    "invited": [],
    "signers": [],
    "handlings": [],
    "units": [],
    "reply_due": None,
    "rate_due": None,
    "round": 0,
    "results": [],
    "ratings": [],
    "rated": "",
    "key": "",
    "hidden": False,
    "published": False,
    "public_allowed": False,
    "public": None,
    "submitted_at": None,
    "listed": False,
    "calendars": [],
}
_WORSE = ("satisfied", "basically_satisfied", "dissatisfied")  # the later, the worse
_STATES = {
    "Submitted": "submitted",
    "Withdrawn": "withdrawn",
    "Accepted": "accepted",
    "Merged": "merged",
    "AllReplied": "replied",
    "Dissatisfied": "dissatisfied",
    "Escalated": "escalated",
    "Archived": "archived",
}


def of_suggestion(row: Row, event: Mapping[str, Any]) -> None:
    """Change the row of a suggestion by one of its events. `rated` is the worst result of the last
    round that was rated, "silent" if the deputy left it unrated."""
    row["state"] = _STATES.get(event["type"], row["state"])
    for change in (_drafted, _signed, _handled, _rated, _shown):
        change(row, event)
    _count(row, event)


def _drafted(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "DraftSaved":
            kept = ("congress", "term", "lead")
            row.update({name: event[name] for name in kept}, kind="suggestion", state="draft")
            row.update({name: event.get(name, "") for name in ("session", "delegation", "topic")})
            row["mover"] = event.get("mover", "deputies")
            row["in_session"] = bool(row["session"])
            row["public_allowed"] = event.get("public_allowed", False)
            row["invited"] = _with(row["invited"], [event["lead"]])
        case "BegunFromMotion":
            row.update({name: event[name] for name in ("congress", "term")}, kind="suggestion")
            row.update({name: event.get(name, "") for name in ("session", "delegation")})
            row["mover"] = event.get("mover", "deputies")
            row["in_session"] = bool(row["session"])
            row["public_allowed"] = event.get("public_allowed", False)
            accounts = [signer["membership"]["account"] for signer in event["signers"]]
            row.update(lead=accounts[0], invited=accounts)
        case "TextChanged":
            row["title"] = event["text"]["title"]
        case "Submitted":
            row["submitted_at"] = event["at"]
            row["signers"] = list(event["signers"])
        case "NumberTaken":
            row["number"] = event["number"]
        case "Declined":
            row["state"] = event["outcome"]
        case _:
            pass


def _signed(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "CosignersInvited":
            row["invited"] = _with(row["invited"], event["accounts"])
        case "Signed":
            row["signers"] = _with(row["signers"], [event["account"]])
        case "SignatureWithdrawn":
            row["signers"] = [name for name in row["signers"] if name != event["account"]]
        case "SignaturesVoided":
            row["signers"] = [name for name in row["signers"] if name not in event["accounts"]]
        case _:
            pass


def _handled(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "AssignedToUnits" | "RedoOrdered":
            row["state"] = "assigned"
            row["round"] = event.get("round", 1)
            row["handlings"] = [*row["handlings"], *map(_handling, event["handlings"])]
        case "UnitMoved":
            handlings = [
                {**each, "state": event["phase"], "due": event.get("due")}
                if each["handling"] == event["handling"]
                else each
                for each in row["handlings"]
            ]
            if event.get("into"):
                given = {"given": event["into"], "handling": event["into_handling"]}
                handlings.append(_handling({**given, "round": row["round"]}))
            row["handlings"] = handlings
        case "ReplyReceived":
            row["results"] = [*row["results"], event["reply"]["result"]]
        case "AllReplied":
            row["rate_due"] = _day(event.get("rate_due"))
        case _:
            return
    handlings: list[Row] = row["handlings"]
    row["units"] = sorted({str(each["unit"]) for each in handlings})
    waiting = [str(each["due"]) for each in handlings if each["due"] and _waits(row, each)]
    row["reply_due"] = max(waiting, default=None)


def _count(row: Row, event: Mapping[str, Any]) -> None:
    """Keep by which calendar the date that runs was counted."""
    dated = {
        "Submitted": ("assign_due",),
        "AllReplied": ("rate_due",),
        "DatesRecounted": ("assign_due", "rate_due"),
    }
    fixed = [event.get(name) for name in dated.get(event["type"], ())]
    if fixed:
        row["calendars"] = sorted({each["calendar"] for each in fixed if each})
    if event["type"] == "DatesRecounted":
        row["rate_due"] = _day(event.get("rate_due"))
    if row["state"] not in ("submitted", "accepted", "replied"):
        row["calendars"] = []


def _waits(row: Row, handling: Mapping[str, Any]) -> bool:
    over = ("replied", "reassigned", "ended")
    return handling["round"] == row["round"] and handling["state"] not in over


def _handling(assigned: Mapping[str, Any]) -> Row:
    given = assigned["given"]
    return {
        "handling": assigned["handling"],
        "unit": given["unit"],
        "role": given.get("role", "lead"),
        "round": assigned["round"],
        "state": assigned.get("phase", "assigned"),
        "due": assigned.get("due"),
    }


def _rated(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "Rated":
            rating = event["rating"]
            names = ("handling", "round", "attitude", "result")
            kept = {name: rating[name] for name in names}
            row["ratings"] = [*row["ratings"], kept]
            latest = (each["result"] for each in row["ratings"] if each["round"] == kept["round"])
            row["rated"] = max(latest, key=_WORSE.index)
        case "LeftUnrated":
            row["rated"] = row["rated"] or "silent"
        case "Closed":
            row["state"] = "tracking" if event.get("tracking") else "closed"
        case _:
            pass


def _shown(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "KeyProposed":
            row["key"] = "proposed"
        case "KeyDecided":
            row["key"] = "decided"
        case "IdentityHidden":
            row["hidden"] = True
        case "PublicationAllowed":
            row["public_allowed"] = event["allowed"]
        case "Published":
            row.update(published=True, public=event["text"])
        case "Unpublished" | "Withdrawn":
            row.update(published=False, public=None)
        case _:
            pass


def _with(names: list[str], more: list[str]) -> list[str]:
    return [*names, *(name for name in more if name not in names)]


def _day(fixed: Mapping[str, Any] | None) -> str | None:
    return fixed["effective"] if fixed else None


APPLY: dict[str, Apply] = {"suggestion": of_suggestion, "motion": of_motion}
PROPOSALS = View(
    name="proposals",
    purpose="suggestions and motions, by state, congress, units and deputies",
    kinds=(*APPLY, "watcher"),
    rows=rows_of(*APPLY),
    sources=sources_of(*APPLY),
    fold=folding(BEGIN, APPLY),
    whole=True,
    derive=counts.derive,
    derived=(counts.DERIVED,),
    searchable=("title", "number", "public.title", ("public.matter", 0.6), ("public.subject", 0.6)),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("congress", "updated_at", "_id")),
        Index(fields=("units", "updated_at", "_id")),
        Index(fields=("number",)),
        Index(fields=("congress", "state", "updated_at", "_id")),
        Index(fields=("congress", "session", "updated_at", "_id")),
        Index(fields=("congress", "kind", "updated_at", "_id")),
        Index(fields=("congress", "delegation", "updated_at", "_id")),
        Index(fields=("congress", "level_rank", "reply_due", "_id")),
        Index(fields=("level", "reply_due")),
        Index(fields=("congress", "key", "updated_at", "_id")),
        Index(fields=("units", "state", "reply_due", "_id")),
        Index(fields=("lead", "updated_at", "_id")),
        Index(fields=("signers", "updated_at", "_id")),
        Index(fields=("invited", "updated_at", "_id")),
        Index(fields=("published", "updated_at", "_id")),
        Index(fields=("topic", "updated_at", "_id")),
        Index(fields=("delegation", "updated_at", "_id")),
        Index(fields=("level", "updated_at", "_id")),
        Index(fields=("rated", "updated_at", "_id")),
        Index(fields=("key", "updated_at", "_id")),
        Index(fields=("calendars", "_id")),
    ),
)
