"""The view `letters`: one row for each letter, with how far it is. No addresses, and of its facts
the code alone that its text message is answered with."""

from actors.blocks.messages.letter import LETTER
from actors.kernel.view import Commit, Index, Row, View, entity_id

_PHASES = {
    "LetterHeld": "waiting",
    "LetterReady": "ready",
    "LetterTaken": "taken",
    "LetterSent": "sent",
    "LetterLost": "unknown",
    "LetterDelivered": "delivered",
    "LetterBounced": "bounced",
    "LetterDied": "dead",
}
REPLY = "reply"  # the fact that holds the code
_KEPT = ("until", "why", "code", "lacking", "attempt")


def view() -> View:
    """Return the view."""
    return View(
        name="letters",
        purpose="letters that left or are to leave the platform, and what became of them",
        indexes=(
            Index(fields=("phase", "written_at", "_id")),
            Index(fields=("about", "written_at", "_id")),
            Index(fields=("mailbox", "written_at", "_id")),
            Index(fields=("notice",)),
            Index(fields=("reply", "written_at")),
            Index(fields=("written_at", "_id")),
        ),
        kinds=(LETTER,),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
    )


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id}
    for event in commit["ev"]:
        row["changed_at"] = event["at"]
        if event["type"] == "LetterWritten":
            row |= {
                "written_at": event["at"],
                "phase": "waiting",
                "mailbox": event["mailbox"],
                "notice": event.get("notice", ""),
                "channel": event["channel"],
                "of": event["of"],
                "template": event["template"],
                "urgency": event.get("urgency", "normal"),
                "about": event.get("about", ""),
                "reply": event.get("facts", {}).get(REPLY, ""),
                "attempt": 0,
                "until": None,
                "why": "",
                "code": "",
                "lacking": [],
            }
        else:
            row["phase"] = _PHASES[event["type"]]
            row |= {"until": None, "why": "", "code": "", "lacking": []}
            row |= {name: event[name] for name in _KEPT if name in event}
            if "lacking" in event:
                row["lacking"] = list(event["lacking"])
        if event["type"] == "LetterSent":
            row["sent_at"] = event["at"]
    return row
