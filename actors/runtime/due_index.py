"""The due index `reminders`: the alarms that commits set, cancel or end, for the hosts to scan.

An alarm has ended when the journal holds the commit of its command; a repeating one is set anew by
that very commit. (Hosts delete what has fired, too, and hold back what nobody can carry out.)

Alarms of virtual commits are held until whoever makes that history releases them.
"""

from actors.kernel.view import EVERY, Commit, Row, View
from actors.runtime.pending import fired_alarm


def _rows(commit: Commit) -> list[str]:
    names = dict.fromkeys(reminder["name"] for reminder in commit["rem"])
    if fired := fired_alarm(commit["key"], commit["cmd"]):
        names[fired[0]] = None
    return [f"{commit['key']}/{name}" for name in names]


def _fold(row: Row | None, id: str, commit: Commit) -> Row | None:
    name = id.removeprefix(f"{commit['key']}/")
    told = [reminder for reminder in commit["rem"] if reminder["name"] == name]
    if not told:
        fired = fired_alarm(commit["key"], commit["cmd"])
        return row if row and fired and row["due"] != fired[1] else None
    last = told[-1]
    if last["at"] is None:
        return None
    held = {"held": True} if commit.get("virtual") else {}
    return {
        "_id": id,
        "key": commit["key"],
        "name": name,
        "shard": commit["shard"],
        "due": last["at"],
        "command": last["command"],
        **held,
    }


def view() -> View:
    """Return the view. Hosts delete what has fired and releases leave no trace in the journal, so
    it is not made anew from there."""
    return View(
        name="reminders",
        purpose="alarms by the instant they are due",
        kinds=EVERY,
        rows=_rows,
        fold=_fold,
        rebuildable=False,
    )
