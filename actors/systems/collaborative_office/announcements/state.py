"""What is known of an announcement (公告通知)."""

from datetime import date, datetime
from typing import Literal

import msgspec

ANNOUNCEMENT = "announcement"
Phase = Literal["", "drafted", "handed_in", "approved", "published", "expired", "withdrawn"]
STATES: tuple[Phase, ...] = (
    "drafted", "handed_in", "approved", "published", "expired", "withdrawn",
)  # fmt: skip
COMING: tuple[Phase, ...] = ("drafted", "handed_in", "approved")


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the audience as it was at publication: an identity, and his unit then."""

    by: str
    unit: str


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """Who has confirmed that he has read it, and when."""

    by: str
    at: datetime


class AnnouncementState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One announcement of `organ`.

    `audience` are the units and `people` the accounts that it is written to; once it is published,
    `units` are those units with all below them, whose staff may read it whenever they joined, and
    `readers` is everybody whom it was told to then. `expires_on` is the last local day on which it
    is in force.
    """

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    organ: str = ""
    drafter: str = ""
    title: str = ""
    body: str = ""
    audience: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    expires_on: date | None = None
    must_read: bool = False
    note: str = ""
    reason: str = ""
    published_at: datetime | None = None
    units: tuple[str, ...] = ()
    readers: tuple[Reader, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    @property
    def unconfirmed(self) -> tuple[Reader, ...]:
        """Those of its readers who have not confirmed it, in the order of the organisation."""
        there = {each.by for each in self.confirmations}
        return tuple(each for each in self.readers if each.by not in there)

    @property
    def waits_for(self) -> tuple[Reader, ...]:
        """Those who still have to confirm it: of a must-read that is in force."""
        return self.unconfirmed if self.must_read and self.phase == "published" else ()

    @property
    def told(self) -> int:
        """How many it was told to."""
        return len(self.readers)

    @property
    def confirmed(self) -> int:
        """How many have confirmed it."""
        return len(self.confirmations)
