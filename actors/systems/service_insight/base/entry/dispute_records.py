"""A dispute about a value (异议, PIPL Art. 46): the person says that it is not so, the authority
for the attribute decides."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.base.said import Attribute
from actors.systems.service_insight.base.values import Attached

CORRECTION = "dispute-"  # how the ids of records begin that an authority has made of a dispute
Outcome = Literal["corrected", "upheld"]
"""予以更正, 维持原值."""
Claimed = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Dispute(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the person says an attribute is, and by which proof; `unit` is to decide by the local
    day `due`, and has with an `outcome`."""

    number: int
    attribute: Attribute
    claimed: str
    proof: str
    raised_at: datetime
    unit: str
    due: date
    outcome: Outcome | Literal[""] = ""
    answer: str = ""
    decided_at: datetime | None = None


class RaiseDispute(Command, frozen=True, kw_only=True):
    """Say that a value of one's own entry is not so (提出异议)."""

    attribute: Attribute
    claimed: Claimed
    proof: Text


class DecideDispute(Command, frozen=True, kw_only=True):
    """Correct the value, or uphold it, and say why (答复异议)."""

    outcome: Outcome
    answer: Text


class DisputeRaised(Event, frozen=True, kw_only=True):
    at: datetime
    dispute: Dispute


class DisputeDecided(Event, frozen=True, kw_only=True):
    """`correction` is what the authority says now, as a record of its own; None: nothing else."""

    at: datetime
    by: str
    outcome: Outcome
    answer: str
    correction: Attached | None = None
