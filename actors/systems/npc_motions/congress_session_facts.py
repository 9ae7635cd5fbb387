"""What a session is made of, and what it tells whoever follows it."""

from datetime import datetime
from typing import Literal

import msgspec

Body = Literal["congress", "standing_committee"]
Phase = Literal["", "prepared", "open", "closed"]


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation (代表团): the account of its head (团长) and how many deputies it has."""

    title: str
    head: str
    deputies: int


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One matter of the agenda (议程)."""

    id: str
    title: str
    speaker: str = ""
    document: str = ""


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session tells those that follow it. `phase` "" : there is no such session yet."""

    phase: Phase = ""
    congress: str = ""
    body: Body = "congress"
    level: str = ""
    place: str = ""
    term: int = 0
    number: int = 0
    motion_deadline: datetime | None = None
    members: int = 0
    delegations: dict[str, Delegation] = {}
    presidium: int = 0
    last_meeting: datetime | None = None
    closed_at: datetime | None = None
    seq: int = 0
