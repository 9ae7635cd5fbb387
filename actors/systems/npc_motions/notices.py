"""Notices (通知): whom a turn tells what. The record stands in the entity's own history, too."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actors.blocks.messages import notify as messages
from actors.blocks.messages.address import to_role, to_somebody
from actors.kernel.turn import Event, Turn
from actors.systems.npc_motions.bodies import unit_of


class Notified(Event, frozen=True, kw_only=True):
    """`to` were told: accounts ("person:…", "staff:…") or roles, in a unit ("unit_clerk@water") or
    in the bodies of the entity's congress ("work_body@"). `template` names the sentence,
    `<kind>.notices.<template>`; `facts` fill it and are never personal."""

    at: datetime
    to: tuple[str, ...]
    template: str
    facts: dict[str, str] = {}


def notify(turn: Turn[Any], to: Iterable[str], template: str, **facts: str) -> None:
    """Have `to` told, each once; nobody is no mistake."""
    people = tuple(dict.fromkeys(to))
    if not people:
        return
    turn.emit(Notified(at=turn.now, to=people, template=template, facts=facts))
    kind = turn.key.partition(":")[0]
    congress: str = getattr(turn.state, "congress", "")
    for each in people:
        address = _address(each, congress)
        if address:
            messages.notify(turn, address, f"{kind}.{template}", facts)


def deputy(account: str) -> str:
    """Return how a notice addresses the deputy with this account."""
    return f"person:{account}"


def post(role: str, unit: str = "") -> str:
    """Return how a notice addresses whoever holds `role`, in `unit` or in the congress's bodies."""
    return f"{role}@{unit}"


def _address(to: str, congress: str) -> str:
    """Return the address of a mailbox; "" where the congress has no such body."""
    role, at, unit = to.partition("@")
    if not at:
        return to_somebody(to)
    unit = unit or unit_of(role, congress)
    return to_role(role, unit) if unit else ""
