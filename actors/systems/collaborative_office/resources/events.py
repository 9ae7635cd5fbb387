"""What can happen to a resource."""

from datetime import datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.resources.commands import Category
from actors.systems.collaborative_office.resources.state import Booking, Progress


class ResourceRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    organ: str
    category: Category
    name: str
    place: str = ""
    seats: int = 0
    pieces: int = 1
    opens: str
    closes: str
    owner_confirms: bool = False
    shared: bool = False


class ResourceWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class ResourceRestored(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class BookingsMade(Event, frozen=True, kw_only=True):
    """Booked, confirmed at once or only asked for; or not at all, where a meeting asked for it."""

    at: datetime
    bookings: tuple[Booking, ...]


class BookingsMoved(Event, frozen=True, kw_only=True):
    """The bookings `numbers` are used, released or confirmed now; `by` is "" where nobody came."""

    at: datetime
    by: str = ""
    numbers: tuple[int, ...]
    progress: Progress
    reason: str = ""


ResourceEvent = (
    ResourceRegistered | ResourceWithdrawn | ResourceRestored | BookingsMade | BookingsMoved
)
