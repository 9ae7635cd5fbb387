"""Motions in the view `proposals`: how their rows change, with the names that policies use."""

from collections.abc import Mapping
from typing import Any

from actors.kernel.view import Row
from actors.systems.npc_motions.motion_evolve import MET
from actors.systems.npc_motions.motion_state import ENDED

_STATES = {
    "MotionDrafted": "draft",
    "CosignersInvited": "cosigning",
    "MotionAbandoned": "abandoned",
    "MotionSubmitted": "submitted",
    "MotionQueued": "queued",
    "MotionReopened": "cosigning",
    "MotionRegistered": "registered",
    "MotionReturned": "returned",
    "TurnedIntoSuggestion": "suggestion",
    "OpinionGiven": "opinion",
    "ReconsiderationOpened": "reconsidered",
    "MotionWithdrawn": "withdrawn",
    "MotionTerminated": "terminated",
    "MotionReported": "reported",
    "MotionAssigned": "assigned",
    "HandlingAccepted": "accepted",
    "HandlingRedone": "redo",
}
_HANDLING = ("motion_handling", "motion_redo")


def of_motion(row: Row, event: Mapping[str, Any]) -> None:
    """Change the row of a motion, a copy, by one of its events. `dues` are the terms that run, by
    name, as they were fixed; `reply_due` is the day by which the unit reports."""
    row["state"] = _STATES.get(event["type"], row["state"])
    for change in (_written, _signed, _examined, _handled):
        change(row, event)
    met = MET.get(event["type"], ())
    dues = {name: due for name, due in row.get("dues", {}).items() if name not in met}
    dues.update({due["question"]: due for due in event.get("dues", ())})
    row["dues"] = dues
    running = row["state"] not in ENDED
    row["calendars"] = sorted({due["calendar"] for due in dues.values()}) if running else []
    row["listed"] = row["listed"] or event["type"] == "TermListedAsOverdue"
    days = [str(dues[name]["effective"]) for name in _HANDLING if name in dues]
    row["reply_due"] = max(days, default=None)


def _written(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "MotionDrafted":
            kept = ("congress", "term", "session", "lead", "mover", "form", "title")
            row.update({name: event[name] for name in kept}, kind="motion", head="", committee="")
            row["delegation"] = event.get("delegation", "")
            row["public_allowed"] = event.get("publishable", True)
            row["invited"] = row["signers"] = [event["lead"]]
        case "MotionEdited":
            row["title"] = event["title"]
            row["public_allowed"] = event.get("publishable", True)
            voided = event.get("voided", ())
            row["signers"] = [name for name in row["signers"] if name not in voided]
        case "PublicationSet":
            row.update(published=event["published"], public=event.get("text"))
        case _:
            pass


def _signed(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "CosignersInvited":
            row["invited"] = [*row["invited"], *event["accounts"]]
        case "DelegationHeadFollowed":
            row["invited"] = [*row["invited"], event["account"]]
            row["head"] = event["account"]
        case "MotionSigned":
            row["signers"] = [*row["signers"], event["account"]]
        case "SignatureWithdrawn":
            row["signers"] = [name for name in row["signers"] if name != event["account"]]
        case "SignersStoodBack":
            row["signers"] = [name for name in row["signers"] if name not in event["accounts"]]
        case "MotionSubmitted":
            row["submitted_at"] = event["at"]
            row["signers"] = list(event["signers"])
            row["in_session"] = not event.get("between_sessions", False)
        case "MotionQueued":
            row["session"] = event["session"]
        case _:
            pass


def _examined(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "MotionRegistered":
            row["number"] = event["number"]
        case "MotionForwarded":
            row["committee"] = event["committee"]
        case "MotionDecided" | "ReconsiderationAnswered":
            row["state"] = row["outcome"] = event["outcome"]
        case "VoteRecorded":
            row["state"] = "adopted" if event["adopted"] else "rejected"
            counted = ("in_favour", "against", "abstained", "members")
            row["vote"] = {name: event[name] for name in counted}
        case _:
            pass


def _handled(row: Row, event: Mapping[str, Any]) -> None:
    match event["type"]:
        case "BodiesConsulted":
            row["units"] = sorted({*row["units"], *event["bodies"]})
        case "MotionAssigned":
            row["units"] = sorted({*row["units"], event["unit"]})
            row["round"] = 1
        case "HandlingRedone":
            row["round"] += 1
        case _:
            pass
