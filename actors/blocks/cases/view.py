"""The view `cases`: one row per case, masked, with its open tasks, dues, level and timeline.

Free texts (reasons, comments, answers) stay in the journal: they may name people.
"""

import heapq
from collections.abc import Mapping
from typing import Any

from actors.blocks.cases import card_rows as cards
from actors.blocks.cases import figures, standing, statistics
from actors.blocks.cases import rows as case_events
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.clocks.watching import of_another_kind
from actors.kernel.errors import Refusal
from actors.kernel.library import Library
from actors.kernel.view import Changes, Commit, Derived, Index, Row, View, Write, entity_id

_MOST_URGENT = ("urgency", "_id")
_TOLD: dict[str, tuple[str, ...]] = {  # events of the timeline, with facts that are not personal
    "Submitted": ("channel",),
    "CorrectionRequested": ("in_review",),
    "Corrected": ("in_review", "by"),
    "Accepted": ("deemed", "promised"),
    "Declined": (),
    "MaterialsSupplied": (),
    "StageEntered": ("stage",),
    "TaskClaimed": ("task",),
    "TaskReleased": ("task",),
    "TaskHandedOver": ("task",),
    "TaskDeputised": ("task", "until"),
    "OpinionGiven": ("task", "opinion"),
    "TasksCancelled": ("tasks",),
    "BranchesJoined": ("stage", "objected"),
    "ClockPaused": ("procedure", "days", "told"),
    "ClockResumed": (),
    "Extended": ("days",),
    "Granted": (),
    "Denied": (),
    "Issued": ("document",),
    "Delivered": ("method",),
    "PaperServed": ("template", "method", "served_on"),
    "ServiceTakenBack": ("template", "method", "served_on"),
    "Rated": (),
    "ApplicantRecognised": (),
    "Withdrawn": ("lapsed",),
    "VoidProposed": (),
    "VoidRejected": (),
    "Voided": (),
    "RecordPutRight": (),
    "FilePutRight": (),
    "CorrectionAsked": ("task",),
    "CorrectionDropped": ("task",),
    "CorrectionLapsed": (),
    "ClockChangeProposed": ("procedure", "days"),
    "ClockChangeRejected": (),
    "VisitArranged": ("times",),
    "VisitTimeChosen": ("time",),
    "FindingRecorded": ("task", "finding"),
    "VisitEnded": (),
    "VisitCancelled": (),
    "NoteAdded": (),
    "Returned": (),
    "Forwarded": (),
    "Reopened": (),
    "TakenOver": ("unit", "successor"),
    "ResultCorrected": (),
    "Revoked": (),
    "RenewalAsked": ("until",),
    "Renewed": ("until", "silent"),
    "RenewalRefused": (),
    "Archived": (),
    "Unsealed": (),
    **cards.TOLD,
}


def view(library: Library) -> View:
    """Return the view; titles of items and tasks come from `library`."""

    def fold(row: Row | None, id: str, commit: Commit) -> Row:
        row = {**row, "timeline": list(row["timeline"])} if row else case_events.new(id)
        if commit["kind"] == "watcher":
            cards.fold(row, commit)
        else:
            _fold_case(library, row, commit)
        told = [_told(event, commit) for event in commit["ev"] if _is_told(event)]
        row["timeline"] = _in_order([*row["timeline"], *told])
        case_events.put_in_order(row)
        row["counted"] = figures.tags(row)
        return row

    return View(
        name="cases",
        purpose="cases as lists and progress pages show them",
        kinds=("case", "watcher"),
        rows=lambda commit: () if of_another_kind(commit) else (entity_id(commit),),
        fold=fold,
        whole=True,
        keeps_restricted=True,
        searchable=(
            "number",
            "item.title.zh",
            ("item.title.en", 0.9),
            ("applicant.name", 0.9),
        ),
        derive=_derive,
        derived=(
            Derived(
                name="cards",
                purpose="warnings and cards",
                indexes=(
                    Index(fields=("rank", "raised_at", "_id")),
                    Index(fields=("closed", "rank", "raised_at", "_id")),
                    Index(fields=("unit", "rank", "raised_at", "_id")),
                    Index(fields=("unit", "closed", "rank", "raised_at", "_id")),
                ),
            ),
            Derived(
                name="statistics",
                purpose="counters by day, unit and item",
                indexes=(Index(fields=("day",)),),
            ),
            Derived(
                name=figures.FIGURES,
                purpose="the hall's figures by day, unit, item, place and channel",
                indexes=(Index(fields=("day",)), Index(fields=("unit", "day"))),
            ),
            Derived(name="standing", purpose="how open cases stand, by unit and item"),
        ),
        indexes=(
            Index(fields=("number",)),
            Index(fields=("applicant.account", "updated_at", "_id")),
            Index(fields=("waits_for", *_MOST_URGENT)),
            Index(fields=("waits_for", "phase", *_MOST_URGENT)),
            Index(fields=("waits_for", "stage", *_MOST_URGENT)),
            Index(fields=("waits_for", "level", *_MOST_URGENT)),
            Index(fields=("tasks.claimed_by", *_MOST_URGENT)),
            Index(fields=("counted", "updated_at", "_id")),
            Index(fields=("applicant.account", "prefilled", "updated_at", "_id")),
            Index(fields=("closed", "closed_at", "_id")),
            Index(fields=("filed_by", "updated_at", "_id"), only=("phase", "draft")),
            Index(fields=("updated_at", "_id")),
        ),
    )


def _derive(changes: Changes) -> Mapping[str, list[Write]]:
    return {
        "cards": cards.rows(changes),
        "statistics": statistics.counts(changes),
        figures.FIGURES: figures.counts(changes),
        "standing": standing.counts(changes),
    }


def _fold_case(library: Library, row: Row, commit: Commit) -> None:
    if any(event["type"] != "Rated" for event in commit["ev"]):  # when says who it was that rated
        row["updated_at"] = commit["at"]
    row["virtual"] = bool(commit.get("virtual"))
    for event in commit["ev"]:
        case_events.apply(row, event)
        if event["type"] in ("DraftSaved", "Submitted"):
            row["item"] = _item(library, event)
        elif event["type"] == "StageEntered":
            titles = event.get("titles", {})
            row["tasks"] = [
                {**task, "title": titles.get(task["name"]) or _title(library, row, task)}
                for task in row["tasks"]
            ]


def _item(library: Library, event: Mapping[str, Any]) -> Row:
    code, version = event["item"], event["item_version"]
    if event.get("title"):
        return {"code": code, "version": version, "title": event["title"]}
    try:
        title = library[Catalogue].item(code, version).title
    except Refusal:  # an item of a system that this installation does not load
        return {"code": code, "version": version, "title": {"zh": code, "en": code}}
    return {"code": code, "version": version, "title": {"zh": title.zh, "en": title.en}}


def _title(library: Library, row: Row, task: Row) -> Row:
    """Return the title of an open task: that of its branch, or of its stage."""
    name: str = task["name"]
    try:
        stage = (
            library[Catalogue]
            .item(row["item"]["code"], row["item"]["version"])
            .flow.stage(task["stage"])
        )
    except (Refusal, KeyError):
        return {"zh": name, "en": name}
    titles = {f"{stage.name}/{branch.name}": branch.title for branch in stage.branches}
    title = titles.get(name, stage.title)
    return {"zh": title.zh, "en": title.en}


def _is_told(event: Mapping[str, Any]) -> bool:
    recomputed = event["type"] == "DuesSet" and event["why"] == "calendar"
    return event["type"] in _TOLD or recomputed


def _in_order(timeline: list[Row]) -> list[Row]:
    """Return what case and watcher did in the order of time, whichever of them was folded first;
    each of them in the order of its own commits."""
    case = [entry for entry in timeline if entry["event"] not in cards.TOLD]
    watcher = [entry for entry in timeline if entry["event"] in cards.TOLD]
    return list(heapq.merge(case, watcher, key=lambda entry: entry["at"]))


def _told(event: Mapping[str, Any], commit: Commit) -> Row:
    facts: Row = {name: event[name] for name in _TOLD.get(event["type"], ()) if name in event}
    if event["type"] == "CorrectionRequested":
        facts["count"] = len(event["faults"])
    return {
        "seq": commit["seq"],
        "at": event.get("at", commit["at"]),
        "by": commit["by"],
        **({"for": commit["for"]} if "for" in commit else {}),
        "event": event["type"],
        "facts": facts,
    }
