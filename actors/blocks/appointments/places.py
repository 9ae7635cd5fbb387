"""Where people are received: halls (政务服务大厅), their groups of windows (窗口), and the rule on
who does not come. Data of the place; every mistake is reported at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import msgspec

from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, repeated, title_faults
from actors.kernel.words import Title

Point = tuple[int, int]  # from the left, and from the top
Hours = tuple[tuple[time, time], ...]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
LONGEST_SLOT = 240  # minutes
FARTHEST = 60  # days ahead that may be booked
FILE = Path("city") / "halls.toml"


class AbsenceRule(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of those who do not come (爽约): who missed `absences` bookings within
    `within_days` days books nothing for `barred_days` days. A rule of the place; `source` says
    whose."""

    absences: int
    within_days: int
    barred_days: int
    source: Title


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A division on the sketch (示意图) of the city: the corners of its outline in order, and where
    its name stands. Units of the sketch, which is no survey."""

    place: str
    corners: tuple[Point, ...]
    name_at: Point


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """The city drawn by hand in a frame of `width` and `height`; its `divisions` from the one that
    is drawn first."""

    width: int
    height: int
    divisions: tuple[Outline, ...]


class WindowGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Windows of a hall that do the same work: the items (事项) of `themes`.

    `numbers` are what is written above the windows; one window may be in several groups. `capacity`
    is how many people are received in each slot."""

    code: str
    title: Title
    themes: tuple[str, ...]
    numbers: tuple[str, ...]
    capacity: int


class Hall(msgspec.Struct, frozen=True, kw_only=True):
    """A hall that `unit` runs at `place`. `hours` are the (opening, closing) local times of its
    open days, `weekdays` those of weekdays that have others. It is open on working days of the
    State Council's calendar, which make-up days are. A slot takes `slot_minutes`; bookings are
    taken for today and `days_ahead` days more. `at` is where it stands on the city's sketch."""

    code: str
    title: Title
    unit: str
    place: str
    address: Title
    directions: Title
    phone: str
    hours: Hours
    weekdays: dict[Weekday, Hours] = {}
    slot_minutes: int = 30
    days_ahead: int = 14
    windows: tuple[WindowGroup, ...]
    at: Point | None = None

    def group(self, code: str) -> WindowGroup | None:
        """Return the group of windows called `code`."""
        return next((each for each in self.windows if each.code == code), None)

    def numbers(self) -> tuple[str, ...]:
        """Return the numbers of all its windows, each once."""
        return tuple(dict.fromkeys(number for each in self.windows for number in each.numbers))


@dataclass(frozen=True)
class Places:
    """The halls of the city in their order, the rule on absences, and the sketch that the halls
    stand on; none where nobody drew one."""

    halls: tuple[Hall, ...]
    absence_rule: AbsenceRule
    sketch: Sketch | None = None

    def hall(self, code: str) -> Hall | None:
        """Return the hall called `code`."""
        return self._halls.get(code)

    def hall_of(self, unit: str) -> Hall | None:
        """Return the hall that `unit` runs."""
        return next((each for each in self.halls if each.unit == unit), None)

    def window(self, id: str) -> tuple[Hall, WindowGroup] | None:
        """Return the hall and the group of windows with id `id`, "<hall>.<group>"."""
        hall = self.hall(id.partition(".")[0])
        group = hall.group(id.partition(".")[2]) if hall else None
        return (hall, group) if hall and group else None

    def serving(self, theme: str) -> tuple[tuple[Hall, WindowGroup], ...]:
        """Return where items of `theme` are taken in: of each hall the first group that does."""
        found: dict[str, tuple[Hall, WindowGroup]] = {}
        for hall in self.halls:
            for group in hall.windows:
                if theme in group.themes:
                    found.setdefault(hall.code, (hall, group))
        return tuple(found.values())

    @cached_property
    def _halls(self) -> dict[str, Hall]:
        return {hall.code: hall for hall in self.halls}


def window_id(hall: Hall, group: WindowGroup) -> str:
    """Return the id of a group of windows: "city_hall.family"."""
    return f"{hall.code}.{group.code}"


class _Document(msgspec.Struct, frozen=True):
    absences: AbsenceRule
    halls: tuple[Hall, ...]
    sketch: Sketch | None = None


def read_places(folder: Path) -> tuple[Places | None, list[Mistake]]:
    """Read the halls from `city/halls.toml` of `folder`, and return everything that is wrong."""
    file = f"{folder.name}/{FILE}"
    try:
        document: dict[str, Any] = msgspec.toml.decode((folder / FILE).read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, _Document, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if found is None:
        return None, mistakes
    mistakes += (Mistake(file, place, rule) for place, rule in _faults(found))
    return Places(found.halls, found.absences, found.sketch), mistakes


def _faults(document: _Document) -> Iterator[tuple[str, str]]:
    rule = document.absences
    for name in ("absences", "within_days", "barred_days"):
        if getattr(rule, name) < 1:
            yield f"absences.{name}", "is at least 1"
    for code in repeated([each.code for each in document.halls]):
        yield "halls", f"two are called {code}"
    for unit in repeated([each.unit for each in document.halls]):
        yield "halls", f"{unit} runs two"
    yield from _sketch_faults(document)
    for number, hall in enumerate(document.halls):
        for place, wrong in _hall_faults(hall):
            yield f"halls[{number}].{place}", wrong


def _sketch_faults(document: _Document) -> Iterator[tuple[str, str]]:
    sketch, halls = document.sketch, document.halls
    if sketch is None:
        yield from (
            ("halls", f"{hall.code} is at a point of no sketch") for hall in halls if hall.at
        )
        return
    points = [(f"halls.{hall.code}.at", hall.at) for hall in halls if hall.at]
    for outline in sketch.divisions:
        place = f"sketch.{outline.place}"
        if len(outline.corners) < 3:
            yield place, "an outline has three corners or more"
        points += [(place, point) for point in (*outline.corners, outline.name_at)]
    for place, (x, y) in points:
        if not (0 <= x <= sketch.width and 0 <= y <= sketch.height):
            yield place, f"({x}, {y}) lies outside the sketch"


def _hall_faults(hall: Hall) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(hall.code):
        yield "code", "a name is of small letters, digits and _"
    if not 5 <= hall.slot_minutes <= LONGEST_SLOT:
        yield "slot_minutes", f"is from 5 to {LONGEST_SLOT}"
    if not 1 <= hall.days_ahead <= FARTHEST:
        yield "days_ahead", f"is from 1 to {FARTHEST}"
    for place, hours in (("hours", hall.hours), *hall.weekdays.items()):
        times = [moment for span in hours for moment in span]
        if not times or any(a >= b for a, b in pairwise(times)):
            yield place if place == "hours" else f"weekdays.{place}", "hours run forward"
    if not hall.windows:
        yield "windows", "it has none"
    for code in repeated([each.code for each in hall.windows]):
        yield "windows", f"two are called {code}"
    for number, group in enumerate(hall.windows):
        for place, wrong in _group_faults(group):
            yield f"windows[{number}].{place}", wrong


def _group_faults(group: WindowGroup) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(group.code):
        yield "code", "a name is of small letters, digits and _"
    if group.capacity < 1:
        yield "capacity", "is at least 1"
    for name in ("themes", "numbers"):
        values = getattr(group, name)
        if not values:
            yield name, "names at least one"
        for value in repeated(list(values)):
            yield name, f"{value} stands twice"
