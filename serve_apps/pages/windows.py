"""Windows (窗口) where somebody may go with a service item, for pages that know no halls: whoever
runs halls tells of them."""

from collections.abc import Callable
from dataclasses import dataclass

from actors.kernel.library import Library
from actors.kernel.words import Title

Point = tuple[int, int]
Spans = tuple[tuple[str, str], ...]  # local times from and to: ("09:00", "12:00")


@dataclass(frozen=True, kw_only=True)
class Window:
    """Where somebody goes: the hall, what is written above its windows, when it is open.
    `other_hours` are those of weekdays that have others, by their English names; `at` is where the
    hall stands on the sketch, None: nowhere. `booked_at` is the address where it is booked."""

    hall: Title
    division: Title
    group: Title
    numbers: tuple[str, ...]
    address: Title
    directions: Title
    phone: str
    hours: Spans
    other_hours: tuple[tuple[str, Spans], ...]
    booked_at: str
    at: Point | None


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A division as it is drawn: its outline as the points of a polygon, and where its name is."""

    title: Title
    points: str
    name_at: Point


@dataclass(frozen=True, kw_only=True)
class WindowPlan:
    """The windows that take an item in, and the sketch of the city with them; no `divisions`: there
    is none."""

    windows: tuple[Window, ...]
    width: int = 0
    height: int = 0
    divisions: tuple[Drawn, ...] = ()


@dataclass(frozen=True)
class WindowPlans:
    """Tells where items are taken in: (library, code of the item, its theme) -> the plan."""

    of: Callable[[Library, str, str], WindowPlan]
