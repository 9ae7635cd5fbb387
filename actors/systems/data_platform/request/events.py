"""What can happen to a data request."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.data_platform.request.terms import Asked, Halt, Offered


class DataAsked(Event, frozen=True, kw_only=True):
    """`unit` asks for rows of `dataset`."""

    at: datetime
    by: str
    unit: str
    dataset: str
    asked: Asked


class DatasetHeard(Event, frozen=True, kw_only=True):
    at: datetime
    offered: Offered
    seq: int


class RequestOpened(Event, frozen=True, kw_only=True):
    """The unit whose dataset it is has it before it, until `due`; a yellow card from `yellow`."""

    at: datetime
    due: date
    yellow: date


class RequestSentAgain(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    asked: Asked


class LevelAgreed(Event, frozen=True, kw_only=True):
    """The reviewer agrees to what is of this `level`."""

    at: datetime
    by: str
    level: int
    reason: str


class RequestReturned(Event, frozen=True, kw_only=True):
    """Sent back by somebody, or by a `rule`."""

    at: datetime
    by: str = ""
    reason: str = ""
    rule: str = ""


class RequestRefused(Event, frozen=True, kw_only=True):
    """Refused by somebody, or by a `rule`."""

    at: datetime
    by: str = ""
    reason: str = ""
    rule: str = ""


class RequestGranted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    level: int
    unmasked: tuple[str, ...] = ()


class GrantRevoked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class GrantExpired(Event, frozen=True, kw_only=True):
    at: datetime


class GrantSuspended(Event, frozen=True, kw_only=True):
    """Nothing is given out any more, since the dataset does not stand as it was granted."""

    at: datetime
    halt: Halt
    level: int


class GrantRestored(Event, frozen=True, kw_only=True):
    at: datetime


class KeySet(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    digest: str


RequestEvent = (
    DataAsked
    | DatasetHeard
    | RequestOpened
    | RequestSentAgain
    | LevelAgreed
    | RequestReturned
    | RequestRefused
    | RequestGranted
    | GrantRevoked
    | GrantExpired
    | GrantSuspended
    | GrantRestored
    | KeySet
)
