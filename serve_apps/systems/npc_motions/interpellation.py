"""What the page of an interpellation (质询案) tells beside its fields: how it was answered."""

from typing import Any

from actors.systems.npc_motions.interpellation_records import InterpellationState
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.panels import Panel, Shows


async def _told(
    services: Services, visitor: Visitor, id: str, state: InterpellationState, shows: Shows
) -> list[dict[str, Any]] | None:
    """Return the answers, each with how many signers it satisfied."""
    if not state.answers or not shows("answers"):
        return None
    return [
        {
            "text": each.text,
            "by": each.answered_by,
            "at": each.at,
            "satisfied": sum(each.judged.values()),
            "judged": len(each.judged),
        }
        for each in state.answers
    ]


PANEL = Panel(template="npc_motions/interpellation.html", made=_told)
