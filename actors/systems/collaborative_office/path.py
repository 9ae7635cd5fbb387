"""The way that a document takes from step to step (流转路径), which is kept."""

from datetime import datetime

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One edge of the way that the document took (流转路径), by whom and why."""

    at: datetime
    by: str
    left: str
    reached: str
    reason: str = ""


def joined(members: tuple[str, ...], by: str) -> tuple[str, ...]:
    """Return who took part in the way of a document, `by` among them; "" is nobody."""
    return members if not by or by in members else (*members, by)
