"""What is held of whoever has booked a visit."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.appointments.visitor_records import VISITOR
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.words import known_word


def _told(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    status = row["status"]
    return {
        "code": row["code"],
        "service": row["item"],
        "hall": row["hall"],
        "day": row["on"],
        "slot": row["slot"],
        "phase": status,
        "phase_in_words": known_word(f"visitor.statuses.{status}", how.language),
        "ticket": row["ticket"],
    }


HELD = Holding(
    name="appointments", of=(VISITOR,), collection="appointments", field="owner", told=_told
)
