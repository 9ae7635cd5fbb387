"""What can happen to an announcement."""

from datetime import date, datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.announcements.state import Reader


class AnnouncementDrafted(Event, frozen=True, kw_only=True):
    """Written, for the first time or anew, by a member of `organ`."""

    at: datetime
    by: str
    organ: str
    title: str
    body: str
    audience: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    expires_on: date
    must_read: bool = False


class AnnouncementHandedIn(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class AnnouncementApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    note: str = ""


class AnnouncementSentBack(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class AnnouncementPublished(Event, frozen=True, kw_only=True):
    """`units` may read it, `readers` were told."""

    at: datetime
    by: str
    units: tuple[str, ...] = ()
    readers: tuple[Reader, ...] = ()


class ReadingConfirmed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class ReadersReminded(Event, frozen=True, kw_only=True):
    """So `many` had not confirmed it, and were told again."""

    at: datetime
    many: int


class AnnouncementWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class AnnouncementExpired(Event, frozen=True, kw_only=True):
    at: datetime


AnnouncementEvent = (
    AnnouncementDrafted
    | AnnouncementHandedIn
    | AnnouncementApproved
    | AnnouncementSentBack
    | AnnouncementPublished
    | ReadingConfirmed
    | ReadersReminded
    | AnnouncementWithdrawn
    | AnnouncementExpired
)
