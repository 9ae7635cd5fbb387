"""What an entrustment (代办委托) is at a moment: one resident, one agent, one item, one case."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.cases.state import HeldPaper, Material

ENTRUSTMENT = "entrustment"
Step = Literal[
    "",
    "asked",
    "declined",
    "entrusted",
    "collected",
    "sent_up",
    "received",
    "decided",
    "delivered",
    "called_back",
]
Standing = Literal["", "suspended", "ended"]
Relation = Literal["self", "spouse", "parent", "child", "sibling", "grandchild", "guardian"]
Seen = Literal["identity_card", "household_register", "social_security_card"]
Method = Literal["paper", "video", "voice", "signature_pad"]
Ending = Literal["resident_withdrew", "agent_left", "item_closed", "moved_away", "expired", "other"]
Note = Literal["", "server_time"]
"""Why the receipt has the time that it has: "server_time", since the terminal's clock could not be
relied on."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=64)]


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever is acted for. Personal data: shown only after the read is logged."""

    name: Name
    id_number: Short
    phone: Short = ""


class Collected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The application as the agent took it in, by the version of the item that it was opened under:
    `pieces` of paper go with it, 0 for none; `missing` are materials that follow (容缺)."""

    item_version: int
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    pieces: int = 0
    missing: tuple[str, ...] = ()


class EntrustmentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entrustment. `account` is the resident's, "" for one without, `asked_by` the identity of
    whoever asked; `unit` the station that the agent works at, `above` the units above it
    then, `agent` his identity. `step` is how far it is, `standing` whether it holds.

    `until` is the last local day on which the agent may act; `consent` the digest of what the
    resident agreed to. `collected_at` is the receipt, the terminal's time where that could be
    relied on. `paused` are (from, to) while it was suspended or ended and continued later.
    `case_seq` is the number of the case's commit that was told last.
    """

    id: str = ""
    step: Step = ""
    standing: Standing = ""
    account: str = ""
    asked_by: str = ""
    resident: Resident | None = None
    relation: Relation = "self"
    item: str = ""
    unit: str = ""
    above: tuple[str, ...] = ()
    agent: str = ""
    asked_at: datetime | None = None
    seen: Seen | Literal[""] = ""
    method: Method | Literal[""] = ""
    consent: str = ""
    consent_version: int = 0
    given_at: datetime | None = None
    until: date | None = None
    application: Collected | None = None
    number: str = ""
    collected_at: datetime | None = None
    note: Note = ""
    dispatch: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    case_phase: str = ""
    case_seq: int = -1
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    called_back_at: datetime | None = None
    stars: int = 0
    reason: Ending | Literal[""] = ""
    stopped_at: datetime | None = None
    paused: tuple[tuple[datetime, datetime], ...] = ()
    ordered: dict[str, int] = {}
    papers: tuple[HeldPaper, ...] = ()

    @property
    def phase(self) -> str:
        """The name of the state that it is in."""
        return self.standing or self.step

    @property
    def live(self) -> bool:
        """Whether the agent may act on it and see it."""
        return not self.standing and self.step in (
            "entrusted", "collected", "sent_up", "received", "decided", "delivered",
        )  # fmt: skip

    @property
    def pieces(self) -> int:
        """How many pieces of paper go with the application."""
        return self.application.pieces if self.application else 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The materials that follow."""
        return self.application.missing if self.application else ()
