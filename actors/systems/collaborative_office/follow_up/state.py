"""What is known of a follow-up order (督办事项)."""

import hashlib
from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.follow_up.commands import Source
from actors.systems.collaborative_office.path import Step

FOLLOW_UP_ORDER = "follow_up_order"
Phase = Literal[
    "", "initiated", "split", "assigned", "accepted", "in_progress", "closure_asked", "verified",
    "closed", "scored", "dropped",
]  # fmt: skip
STATES: tuple[Phase, ...] = (
    "initiated", "split", "assigned", "accepted", "in_progress", "closure_asked", "verified",
    "closed", "scored", "dropped",
)  # fmt: skip
TAKEN: tuple[Phase, ...] = ("accepted", "in_progress")  # the unit does it
RUNNING: tuple[Phase, ...] = ("assigned", *TAKEN)  # time runs
ENDED: tuple[Phase, ...] = ("closed", "scored", "dropped")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the unit that leads has said of its progress (进展)."""

    at: datetime
    by: str
    percent: int
    note: str


class Extension(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A later day that the unit has asked for (延期申请), and what became of it."""

    at: datetime
    by: str
    due: date
    reason: str
    granted: Literal["asked", "granted", "refused"] = "asked"
    answer: str = ""


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """Who reminded the units, and of what (催办)."""

    at: datetime
    by: str
    note: str


class PartLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part of an order that was split (分解): the order `id`, and how it has ended."""

    id: str
    matter: str
    lead: str
    due: date
    ended: Literal["", "closed", "dropped"] = ""
    on_time: bool = True


class OrderState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One order of the follow-up office of `organ`.

    `document` is the id of the incoming document whose instruction it is, `parent` that of the
    order that it is a part of. `due` is the last local day on which it is in time, from `yellow` on
    a yellow card holds; its time runs from `assigned_at` to `stopped_at`, when the unit last said
    that it is done. `workers` are identities that have acted for the unit.
    """

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    organ: str = ""
    source: Source = "hand"
    basis: str = ""
    matter: str = ""
    requirement: str = ""
    document: str = ""
    parent: str = ""
    number: str = ""
    lead: str = ""
    helping: tuple[str, ...] = ()
    due: date | None = None
    yellow: date | None = None
    assigned_at: datetime | None = None
    stopped_at: datetime | None = None
    percent: int = 0
    reports: tuple[Report, ...] = ()
    extensions: tuple[Extension, ...] = ()
    urged: tuple[Reminded, ...] = ()
    result: str = ""
    parts: tuple[PartLine, ...] = ()
    on_time: bool | None = None
    score: int | None = None
    workers: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    path: tuple[Step, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The units that do it, the one that leads first."""
        return (self.lead, *self.helping) if self.lead else ()

    @property
    def asked(self) -> Extension | None:
        """The later day that waits for an answer, if one does."""
        last = self.extensions[-1] if self.extensions and self.phase in TAKEN else None
        return last if last and last.granted == "asked" else None


def order_of_instruction(document: str, instructed_at: datetime) -> str:
    """Return the id of the order that the instruction of an instant on an incoming document
    becomes: there is one however often it is asked for."""
    return _id(document, instructed_at.isoformat())


def part_id(parent: str, n: int, at: datetime) -> str:
    """Return the id of the `n`th part of an order that was split at an instant."""
    return _id(parent, str(n), at.isoformat())


def _id(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
