"""What is held of whoever asked or complained."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.complaints.records import COMPLAINT, Complaint
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.rendering import unit_name


def _told(row: Mapping[str, Any], state: Complaint, how: Telling) -> Mapping[str, Any]:
    return {
        "number": state.number,
        "matter": state.matter,
        "title": state.title,
        "text": state.text,
        "unit": unit_name(how.library, state.unit, how.language) if state.unit else "",
        "phase": state.phase,
        "asked_at": state.asked_at,
        "due": state.due,
        "turns": [{"at": one.at, "of": one.of, "text": one.text} for one in state.turns],
        "found": state.found,
        "content": state.content,
        "closed_at": state.closed_at,
    }


HELD = Holding(
    name="complaints",
    of=(COMPLAINT,),
    kind=COMPLAINT,
    collection="complaints",
    field="account",
    told=_told,
)
