"""The view `terminals`: where each kiosk stands, its devices, and its last events."""

from typing import Any

from actors.kernel.view import Commit, Row, View, entity_id

_RECENT = 20
_SHOWN = {  # what the list of last events tells of a report; names and numbers of people never
    "started": ("software",),
    "device_changed": ("device", "state", "detail"),
    "session_opened": (),
    "card_read": (),
    "other_card_ignored": (),
    "session_closed": ("why",),
    "command_done": ("code",),
    "configuration_reported": ("rev",),
    "entries_lost": ("count",),
    "application_filed": ("item", "provisional", "number", "refused"),
}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else _new(id)
    for event in commit["ev"]:
        _fold_event(row, event)
    return row


def _new(id: str) -> Row:
    return {
        "_id": id,
        "name": "",
        "place": "",
        "unit": "",
        "window": "",
        "enrolled": False,
        "online": False,
        "last_seen": None,
        "software": "",
        "devices": {},
        "session": False,
        "received_seq": 0,
        "applications": 0,
        "recent": [],
    }


def _fold_event(row: Row, event: dict[str, Any]) -> None:
    match event["type"]:
        case "Registered":
            row.update(name=event["name"], place=event["place"])
        case "Enrolled":
            row["enrolled"] = True
        case "Revoked":
            row.update(enrolled=False, online=False)
        case "Connected":
            row.update(online=True, last_seen=event["at"], software=event["software"])
        case "Seen":
            row["last_seen"] = event["at"]
        case "DesiredSet":
            said = event["configuration"]
            row.update(unit=said.get("unit", ""), window=str(said.get("window", "")))
        case "SpoolLost":
            row.update(received_seq=0, session=False)
        case "WentOffline":
            row["online"] = False
        case "EntriesReceived":
            row["last_seen"] = event["at"]
            for entry in event["entries"]:
                _fold_entry(row, entry)
            return
        case _:
            return
    if event["type"] != "Seen":
        _remember(row, {"at": event["at"], "event": event["type"], "facts": {}})


def _fold_entry(row: Row, entry: dict[str, Any]) -> None:
    report = entry["report"]
    row["received_seq"] = entry["seq"]
    match report["type"]:
        case "device_changed":
            device = {
                "state": report["state"],
                "at": entry["at"],
                "detail": report.get("detail", ""),
                "supplies": report.get("supplies", {}),
            }
            row["devices"] = {**row["devices"], report["device"]: device}
        case "session_opened":
            row["session"] = True
        case "session_closed":
            row["session"] = False
        case "application_filed" if not report.get("refused"):
            row["applications"] += 1
        case _:
            pass
    shown = _SHOWN.get(report["type"])
    if shown is not None:
        facts = {name: report[name] for name in shown if name in report}
        _remember(row, {"at": entry["at"], "event": report["type"], "facts": facts})


def _remember(row: Row, told: Row) -> None:
    row["recent"] = [*row["recent"], told][-_RECENT:]


def view() -> View:
    """Return the view."""
    return View(
        name="terminals",
        purpose="kiosks and their devices",
        kinds=("terminal",),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
    )
