"""A webhook (事件订阅): a program of somebody's own is told what happens to the cases that he may
see, by signed requests."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.calls.records import TakeOutcome
from actors.kernel.turn import Command, Event

WEBHOOK, PARTY = "webhook", "webhooks"
EVENTS = (
    "Submitted", "CorrectionRequested", "Corrected", "Accepted", "Declined", "MaterialsSupplied",
    "StageEntered", "OpinionGiven", "ClockPaused", "ClockResumed", "Extended", "Granted", "Denied",
    "Issued", "Delivered", "Rated", "Withdrawn", "Voided", "Returned", "Forwarded", "Reopened",
    "Revoked",
)  # fmt: skip
"""What of a case can be told."""
KEPT, MOST_DEAD = 200, 20  # deliveries that are kept; dead letters in a row after which it stops
Phase = Literal["", "active", "stopped", "ended"]
DeliveryState = Literal["under_way", "unknown", "dead", "delivered", "failed"]
Address = Annotated[str, msgspec.Meta(min_length=8, max_length=500, pattern=r"^https?://[^\s]+$")]
Names = Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=len(EVENTS))]
Secret = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Subscribe(Command, frozen=True, kw_only=True):
    """Have `url` told of `events`, names of events of cases; what is told is signed with `secret`,
    which the channel makes and the reply tells this once."""

    url: Address
    events: Names
    secret: Secret


class ChangeSecret(Command, frozen=True, kw_only=True):
    """Have what is told signed with `secret`, and for a day with the last one as well."""

    secret: Secret


class Unsubscribe(Command, frozen=True, kw_only=True):
    """Have nothing told any more."""


class StopTelling(Command, frozen=True, kw_only=True):
    """暂停订阅: have nothing told until it goes on."""


class GoOnTelling(Command, frozen=True, kw_only=True):
    """恢复订阅: have what happens from now on told."""


class TellAgain(Command, frozen=True, kw_only=True):
    """重新投递: have what could not be delivered, number `n`, delivered after all."""

    n: int


class Happened(Command, frozen=True, kw_only=True):
    """Platform: commit `seq` of the case `case` has recorded `events`, which the owner may see."""

    case: str
    seq: int
    number: str
    phase: str
    at: datetime
    events: tuple[str, ...]


class LeftOut(Command, frozen=True, kw_only=True):
    """Platform: its owner is no longer who may see any case."""


class NoteTold(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what came of telling `n` for the `attempt`th time."""

    n: int
    attempt: int = 1


class Subscribed(Event, frozen=True, kw_only=True):
    """`owner` is the identity that asked for it, `unit` the one that it acted for."""

    at: datetime
    owner: str
    unit: str
    url: str
    events: tuple[str, ...]
    secret: str


class SecretChanged(Event, frozen=True, kw_only=True):
    at: datetime
    secret: str


class TellingEnded(Event, frozen=True, kw_only=True):
    at: datetime


class TellingStopped(Event, frozen=True, kw_only=True):
    """`why`: "asked" for, "dead" after so many dead letters in a row, "left" without rights."""

    at: datetime
    why: Literal["asked", "dead", "left"]


class TellingGoesOn(Event, frozen=True, kw_only=True):
    at: datetime


class DeliveryBegun(Event, frozen=True, kw_only=True):
    """`event` has the id `id` for whoever is told, the same however often it is."""

    at: datetime
    n: int
    id: str
    event: str
    case: str
    number: str
    stands: str
    happened_at: datetime
    call: str


class DeliveryNoted(Event, frozen=True, kw_only=True):
    at: datetime
    n: int
    state: DeliveryState
    reason: str = ""


class DeliveryTriedAgain(Event, frozen=True, kw_only=True):
    at: datetime
    n: int
    call: str


WebhookEvent = (
    Subscribed
    | SecretChanged
    | TellingEnded
    | TellingStopped
    | TellingGoesOn
    | DeliveryBegun
    | DeliveryNoted
    | DeliveryTriedAgain
)


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is told, or was: of a case that then stood in the phase `stands`."""

    n: int
    id: str
    event: str
    case: str
    number: str
    stands: str
    happened_at: datetime
    call: str
    attempt: int = 1
    state: DeliveryState = "under_way"
    reason: str = ""


class WebhookState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A webhook of `owner`, an identity. `before` is the last secret but one, good until `until`;
    `last` the number of the latest delivery, `dead` how many were dead letters in a row."""

    phase: Phase = ""
    owner: str = ""
    unit: str = ""
    url: str = ""
    events: tuple[str, ...] = ()
    since: datetime | None = None
    secret: str = ""
    before: str = ""
    until: datetime | None = None
    why: str = ""
    last: int = 0
    dead: int = 0
    deliveries: tuple[Delivery, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def account(self) -> str:
        """The account of its owner."""
        return self.owner.partition(":")[2]

    def delivery(self, n: int) -> Delivery | None:
        """Return delivery `n` if it is kept."""
        return next((each for each in self.deliveries if each.n == n), None)
