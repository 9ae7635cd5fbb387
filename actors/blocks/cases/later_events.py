"""How a case ended otherwise, and what happened to one that was decided."""

from datetime import date, datetime

from actors.kernel.turn import Event


class Returned(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class Forwarded(Event, frozen=True, kw_only=True):
    at: datetime
    organ: str
    reason: str


class Reopened(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ResultCorrected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    field: str
    before: object
    after: object
    reason: str


class Revoked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class RenewalAsked(Event, frozen=True, kw_only=True):
    """`until` is the last local day of the result as it stands."""

    at: datetime
    until: date


class Renewed(Event, frozen=True, kw_only=True):
    """`silent`: nobody answered in time, and by law it is renewed."""

    at: datetime
    until: date
    silent: bool = False


class RenewalRefused(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class Archived(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class Unsealed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str
