"""What can happen to a shared dataset."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.data_platform.dataset.state import Because, Reader, Told, Version
from actors.systems.data_platform.dataset.terms import Check, Column, Graded, Sharing


class DatasetRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    title: str
    sharing: Sharing
    columns: tuple[Column, ...]


class VersionReported(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    version: Version


class LevelsHeard(Event, frozen=True, kw_only=True):
    """Something that a version here is made of is of these levels, or may not be used."""

    at: datetime
    number: int
    told: Told


class VersionUnfounded(Event, frozen=True, kw_only=True):
    """The version reads what is not there: `missing` names the dataset, and the column if that
    alone is not. It is no version."""

    at: datetime
    number: int
    missing: str


class CheckReported(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: int
    check: Check


class LevelDeclared(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    column: str
    level: int
    reason: str


class VersionLevelled(Event, frozen=True, kw_only=True):
    """A version is of these levels now; `stopped` is a dataset that it is made of whose use was
    stopped, if there is one."""

    at: datetime
    number: int
    levels: tuple[Graded, ...]
    level: int
    stopped: str = ""


class VersionLive(Event, frozen=True, kw_only=True):
    """`version`, whole, is used from now on, in place of the one before."""

    at: datetime
    version: Version


class VersionHeld(Event, frozen=True, kw_only=True):
    """A new version is above the `ceiling`, or of what may not be used: the one before stays."""

    at: datetime
    number: int
    level: int
    ceiling: int


class DatasetFrozen(Event, frozen=True, kw_only=True):
    """It is not used until two people have looked at it: `cause` is the dataset whose change has
    reached it, perhaps itself."""

    at: datetime
    because: Because
    cause: str
    level: int
    ceiling: int
    due: date


class UseStopped(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class UseResumed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ReleaseAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    evidence: str


class DatasetReleased(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class DatasetTakenOut(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ReleaseNamed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    opened_as: str


class ReadingBegun(Event, frozen=True, kw_only=True):
    at: datetime
    reader: Reader


class ReadingEnded(Event, frozen=True, kw_only=True):
    at: datetime
    reader: Reader


class FollowingBegun(Event, frozen=True, kw_only=True):
    """The data request `request` is told from now on how the dataset stands."""

    at: datetime
    request: str


class FollowingEnded(Event, frozen=True, kw_only=True):
    at: datetime
    request: str


DatasetEvent = (
    DatasetRegistered
    | VersionReported
    | LevelsHeard
    | VersionUnfounded
    | CheckReported
    | LevelDeclared
    | VersionLevelled
    | VersionLive
    | VersionHeld
    | DatasetFrozen
    | UseStopped
    | UseResumed
    | ReleaseAsked
    | DatasetReleased
    | DatasetTakenOut
    | ReleaseNamed
    | ReadingBegun
    | ReadingEnded
    | FollowingBegun
    | FollowingEnded
)
