"""What the page of a motion (议案) tells beside its fields: the text that deputies sign."""

from typing import Any

from actors.systems.npc_motions.motion_state import MotionState
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.panels import Panel, Shows

PARTS = ("subject", "grounds", "plan", "bill_text")


async def _told(
    services: Services, visitor: Visitor, id: str, state: MotionState, shows: Shows
) -> list[tuple[str, Any]] | None:
    """Return the parts of the text as it stands, each by its name."""
    if not state.texts or not shows("text"):
        return None
    parts = ((name, getattr(state.text, name)) for name in PARTS)
    return [(name, text) for name, text in parts if text] or None


PANEL = Panel(template="npc_motions/motion.html", made=_told)
