"""What can happen to a dataset."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.open_data.dataset.state import Measured, OpenFile, Version
from actors.systems.open_data.dataset.terms import Wording


class DatasetAdded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    slug: str
    wording: Wording


class DatasetChanged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    wording: Wording


class TableHandedIn(Event, frozen=True, kw_only=True):
    """`version` is what is read now, perhaps the same file with another dictionary."""

    at: datetime
    by: str
    version: Version


class VersionPrepared(Event, frozen=True, kw_only=True):
    at: datetime
    measured: Measured


class VersionHandedOver(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    due: date


class VersionEndorsed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    due: date


class VersionApproved(Event, frozen=True, kw_only=True):
    """`leaving` are columns that go with it, or are of another type then."""

    at: datetime
    by: str
    release_at: datetime
    leaving: tuple[str, ...] = ()


class VersionReturned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class VersionRendered(Event, frozen=True, kw_only=True):
    at: datetime
    files: tuple[OpenFile, ...]


class VersionReleased(Event, frozen=True, kw_only=True):
    """`version` is live, whole, and `unit` answers for it."""

    at: datetime
    unit: str
    slug: str
    version: Version


class OpeningFrozen(Event, frozen=True, kw_only=True):
    at: datetime
    cause: str


class OpeningThawed(Event, frozen=True, kw_only=True):
    at: datetime
    cause: str


class DatasetWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


DatasetEvent = (
    DatasetAdded
    | DatasetChanged
    | TableHandedIn
    | VersionPrepared
    | VersionHandedOver
    | VersionEndorsed
    | VersionApproved
    | VersionReturned
    | VersionRendered
    | VersionReleased
    | OpeningFrozen
    | OpeningThawed
    | DatasetWithdrawn
)
