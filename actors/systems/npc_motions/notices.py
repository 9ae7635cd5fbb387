"""Notices (通知): whom a turn tells what. The record stands in the entity's own history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actors.kernel.turn import Event, Turn


class Notified(Event, frozen=True, kw_only=True):
    """`to` were told: accounts ("person:…", "staff:…") or roles in units ("work_body@",
    "unit_clerk@housing_construction"). `template` names the sentence, `facts` fill it and are never
    personal."""

    at: datetime
    to: tuple[str, ...]
    template: str
    facts: dict[str, str] = {}


def notify(turn: Turn[Any], to: Iterable[str], template: str, **facts: str) -> None:
    """Have `to` told, each once; nobody is no mistake."""
    people = tuple(dict.fromkeys(to))
    if people:
        turn.emit(Notified(at=turn.now, to=people, template=template, facts=facts))


def deputy(account: str) -> str:
    """Return how a notice addresses the deputy with this account."""
    return f"person:{account}"


def post(role: str, unit: str = "") -> str:
    """Return how a notice addresses those who hold `role`, in `unit` if it is given."""
    return f"{role}@{unit}"
