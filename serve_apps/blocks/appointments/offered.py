"""Which places are free: the slots of the halls, less what is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.blocks.appointments.places import Hall, Places, WindowGroup, window_id
from actors.blocks.appointments.slots import Slot, bookable_days, slots
from actors.blocks.appointments.window_day import day_id
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records


@dataclass(frozen=True)
class FreeSlot:
    """A slot in which `free` places can be had."""

    slot: Slot
    free: int


@dataclass(frozen=True)
class FreeDay:
    """A day with its slots that have not begun; `closed`: at short notice."""

    on: date
    slots: tuple[FreeSlot, ...]
    closed: bool = False

    @property
    def free(self) -> int:
        """How many places can be had."""
        return sum(each.free for each in self.slots)


def hall_of(services: Services, code: str) -> Hall:
    """Return the hall called `code`.

    Raises:
        Refusal: kind "unknown".
    """
    hall = services.library[Places].hall(code)
    if hall is None:
        raise Refusal(Reason("hall_day.unknown"), kind="unknown")
    return hall


def window_of(services: Services, id: str) -> tuple[Hall, WindowGroup]:
    """Return the hall and the group of windows with id `id`.

    Raises:
        Refusal: kind "unknown".
    """
    found = services.library[Places].window(id)
    if found is None:
        raise Refusal(Reason("visitor.window_unknown", "/window"), kind="unknown")
    return found


async def free_days(services: Services, hall: Hall, group: WindowGroup) -> tuple[FreeDay, ...]:
    """Return the days for which bookings are taken, with what is free; rows may be a moment
    behind, and the day itself decides."""
    calendar, today = services.library[Calendar], local_day(services.clock.now())
    window = window_id(hall, group)
    where = {"window": window, "on": {"$gte": today.isoformat()}}
    found = services[Records].database["window_days"].find(where)
    rows = {row["_id"]: row async for row in found}
    days = bookable_days(hall, today, calendar)
    return tuple(
        _free(services, hall, group, day, rows.get(day_id(window, day), {})) for day in days
    )


def _free(
    services: Services, hall: Hall, group: WindowGroup, day: date, row: Mapping[str, Any]
) -> FreeDay:
    if row.get("closed"):
        return FreeDay(day, (), closed=True)
    now, taken = services.clock.now(), row.get("taken", {})
    coming = (s for s in slots(hall, day, services.library[Calendar]) if s.begins > now)
    return FreeDay(
        day, tuple(FreeSlot(s, max(0, group.capacity - taken.get(s.name, 0))) for s in coming)
    )
