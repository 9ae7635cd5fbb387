"""预约: Visits to a hall by appointment, and the line in it."""

from actors.blocks.appointments.kind import (
    GUARDED,
    hall_day_kind,
    visitor_kind,
    window_day_kind,
)
from actors.blocks.appointments.places import read_places
from actors.blocks.appointments.view import bookings, days, lines
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="appointments",
    title=Title(zh="预约", en="Appointments"),
    uses=("access", "accounts", "cases", "messages", "organisation", "reads"),
    guarded=GUARDED,
    kinds=(visitor_kind, window_day_kind, hall_day_kind),
    kept=(Kept(kind="visitor", goes_with="account"),),
    views=(bookings(), days(), lines()),
    reads=(read_places,),
)
