"""What can happen to a source of data."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.data_platform.source.terms import Because, Fault, Result, Rule, Wording


class SourceRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    unit: str
    wording: Wording


class SourceChanged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    wording: Wording


class RulesSet(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    rules: tuple[Rule, ...]


class RunBegun(Event, frozen=True, kw_only=True):
    """A run waits to be done, of the file `upload` if it is of one."""

    at: datetime
    by: str
    number: int
    upload: str = ""
    file_name: str = ""


class RunPutOff(Event, frozen=True, kw_only=True):
    """A run has brought nothing, and is tried again."""

    at: datetime
    number: int
    fault: Fault
    about: str = ""
    again_at: datetime


class RunTriedAgain(Event, frozen=True, kw_only=True):
    at: datetime
    number: int


class RunFailed(Event, frozen=True, kw_only=True):
    """A run has brought nothing, and is not tried again: the source is failing."""

    at: datetime
    number: int
    fault: Fault
    about: str = ""
    due: date


class RunQuarantined(Event, frozen=True, kw_only=True):
    """What a run has brought is doubted, and waits for people; what was there stays in use."""

    at: datetime
    number: int
    result: Result
    due: date


class RunAccepted(Event, frozen=True, kw_only=True):
    """What a run has brought is taken; `unchanged`: it is what was there already."""

    at: datetime
    number: int
    result: Result
    unchanged: bool = False
    waived: bool = False


class VersionNoted(Event, frozen=True, kw_only=True):
    """The dataset has made its `version` of it; 0: it takes nothing from here."""

    at: datetime
    number: int
    version: int


class WaiverAsked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: int
    reason: str


class WaiverGranted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: int
    of: tuple[Because, ...]
    until: date
    reason: str


class WaiverRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    number: int
    reason: str


class SourceClosed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


SourceEvent = (
    SourceRegistered
    | SourceChanged
    | RulesSet
    | RunBegun
    | RunPutOff
    | RunTriedAgain
    | RunFailed
    | RunQuarantined
    | RunAccepted
    | VersionNoted
    | WaiverAsked
    | WaiverGranted
    | WaiverRefused
    | SourceClosed
)
