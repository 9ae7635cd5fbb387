"""A consent (授权): for what somebody lets values of the own base entry be used, and until when."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.service_insight.base.said import Attribute

DATA_CONSENT = "data_consent"
Phase = Literal["", "given", "used", "withdrawn", "expired"]
"""已授权, 已使用, 已撤回, 已到期."""
PHASES: tuple[Phase, ...] = ("given", "used", "withdrawn", "expired")
STANDING: tuple[Phase, ...] = ("given", "used")
Purpose = Literal["prefill"]
"""预填申请表."""
Attributes = Annotated[tuple[Attribute, ...], msgspec.Meta(min_length=1, max_length=6)]
_MOST_USES = 100


class DataUse(msgspec.Struct, frozen=True, kw_only=True):
    """Values of `attributes` were put into the application `case` for the item `item`."""

    at: datetime
    case: str
    item: str
    attributes: tuple[Attribute, ...]


class DataConsent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person with `account` lets `attributes` be used for `purpose` up to the local day
    `until`, this included. `uses` are the latest, the last one last, of `times`."""

    phase: Phase = ""
    account: str = ""
    purpose: Purpose = "prefill"
    attributes: tuple[Attribute, ...] = ()
    until: date | None = None
    given_at: datetime | None = None
    ended_at: datetime | None = None
    uses: tuple[DataUse, ...] = ()
    times: int = 0


def with_use(uses: tuple[DataUse, ...], use: DataUse) -> tuple[DataUse, ...]:
    """Return the latest uses with one more."""
    return (*uses, use)[-_MOST_USES:]


class GiveConsent(Command, frozen=True, kw_only=True):
    """Let values of the own entry be used (同意使用本人数据)."""

    purpose: Purpose
    attributes: Attributes
    until: date


class WithdrawConsent(Command, frozen=True, kw_only=True):
    """Take it back (撤回授权): nothing is used from then on."""


class UseConsent(Command, frozen=True, kw_only=True):
    """Platform: values are about to be put into an application."""

    case: str
    item: str
    attributes: Attributes


class ExpireConsent(Command, frozen=True, kw_only=True):
    """Clock: its last day is over."""


class ConsentGiven(Event, frozen=True, kw_only=True):
    at: datetime
    account: str
    purpose: Purpose
    attributes: tuple[Attribute, ...]
    until: date


class ConsentUsed(Event, frozen=True, kw_only=True):
    use: DataUse


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime


class ConsentExpired(Event, frozen=True, kw_only=True):
    at: datetime


ConsentEvent = ConsentGiven | ConsentUsed | ConsentWithdrawn | ConsentExpired
