"""The view `notices`: one row for each notice that is kept."""

from actors.blocks.messages.mailbox_state import KEPT, MAILBOX, notice_id
from actors.kernel.view import Commit, Index, Row, View, entity_id

_OF_NOTICES = ("NoticePut", "NoticesRead")


def view() -> View:
    """Return the view."""
    return View(
        name="notices",
        purpose="notices to people and to roles in units, with who has read them",
        indexes=(
            Index(fields=("mailbox", "at", "_id")),
            Index(fields=("at", "_id")),
            Index(fields=("about", "at", "_id")),
        ),
        kinds=(MAILBOX,),
        rows=_rows,
        fold=_fold,
        parts="mailbox",
    )


def _rows(commit: Commit) -> tuple[str, ...]:
    id = entity_id(commit)
    touched: list[int] = []
    for event in commit["ev"]:
        if event["type"] == "NoticePut":
            touched += [event["n"], *([event["n"] - KEPT] if event["n"] > KEPT else [])]
        elif event["type"] == "NoticesRead":
            touched += event["notices"]
    return tuple(notice_id(id, n) for n in touched)


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    mailbox, _, number = id.rpartition("#")
    n = int(number)
    for event in commit["ev"]:
        if event["type"] not in _OF_NOTICES:
            continue
        if event["type"] == "NoticesRead":
            if row is not None and n in event["notices"] and event["by"] not in row["read_by"]:
                row = {**row, "read_by": [*row["read_by"], event["by"]]}
        elif event["n"] == n:
            row = {
                "_id": id, "mailbox": mailbox, "n": n, "at": event["at"],
                "template": event["template"], "facts": event.get("facts", {}),
                "urgency": event.get("urgency", "normal"), "about": event["about"],
                "read_by": [],
            }  # fmt: skip
        else:
            row = None
    return row
