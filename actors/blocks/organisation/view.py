"""The view `publications`: which calendars and dictionaries administrators have published."""

from actors.kernel.view import Commit, Index, Row, View


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, "kind": commit["kind"], "versions": []}
    for event in commit["ev"]:
        if event["type"] in ("CalendarPublished", "DictionaryPublished"):
            version = {name: event[name] for name in ("number", "effective", "reason")}
            version["title"] = event.get("title")
            row["versions"] = [*row["versions"], version]
        else:
            number = event["number"]
            row["versions"] = [each for each in row["versions"] if each["number"] != number]
    return row


def view() -> View:
    """Return the view; the `_id` of a row is the whole key of its entity."""
    return View(
        name="publications",
        purpose="calendars and dictionaries that administrators have published",
        indexes=(Index(fields=("kind", "_id")),),
        kinds=("calendar_year", "dictionary"),
        rows=lambda commit: (str(commit["key"]),),
        fold=_fold,
        whole=True,
    )
