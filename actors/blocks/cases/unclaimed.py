"""The view `unclaimed_cases`: cases filed at windows and kiosks by people who were identified,
until an account of theirs has them. No name and no number: a keyed digest stands for the person.
"""

from actors.kernel.view import Commit, Index, Row, View, entity_id

_MATTER = ("Submitted", "ApplicantRecognised")


def _rows(commit: Commit) -> tuple[str, ...]:
    concerned = any(event["type"] in _MATTER for event in commit["ev"])
    return (entity_id(commit),) if concerned else ()


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    for event in commit["ev"]:
        if event["type"] == "ApplicantRecognised":
            row = None
        elif event["type"] == "Submitted":
            applicant = event["applicant"]
            person = "" if applicant.get("account") else applicant.get("person", "")
            row = {"_id": id, "person": person} if person else None
    return row


def view() -> View:
    """Return the view."""
    return View(
        name="unclaimed_cases",
        purpose="cases whose applicants were identified and have no account yet",
        kinds=("case",),
        rows=_rows,
        fold=_fold,
        indexes=(Index(fields=("person",)),),
    )
