"""Halls, what is free, and one's own bookings by program; booking itself is what visitors are
offered (`POST /api/v1/visitors/{id}/book_visit`)."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Response

from actors.blocks.appointments.places import Places, window_id
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.words import Title
from serve_apps.blocks.appointments.offered import free_days, window_of
from serve_apps.blocks.appointments.own import own_rows
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import Resident, anyone
from serve_apps.front.wiring import Wired

router = APIRouter(tags=["appointments"])


class WindowOut(msgspec.Struct, frozen=True):
    """A hall with a group of windows: `window` is what is named in a booking."""

    window: str
    hall: Title
    title: Title
    place: str
    address: Title
    directions: Title
    phone: str


class WindowList(msgspec.Struct, frozen=True):
    """Where the item is taken in, one group of windows in each hall."""

    windows: tuple[WindowOut, ...]


class SlotOut(msgspec.Struct, frozen=True):
    """A slot that has not begun; `free` places can be had."""

    slot: str
    begins: datetime
    ends: datetime
    free: int


class DayOut(msgspec.Struct, frozen=True):
    """A day for which bookings are taken; `closed` at short notice."""

    on: date
    closed: bool
    slots: tuple[SlotOut, ...]


class DayList(msgspec.Struct, frozen=True):
    """The days that can be booked. The day itself decides: a place may be gone meanwhile."""

    days: tuple[DayOut, ...]


class BookingOut(msgspec.Struct, frozen=True):
    """One of your bookings. `changing`: another time was asked for and is not answered yet."""

    booking: int
    code: str
    item: str
    window: str
    on: date
    slot: str
    status: str
    changing: bool
    ticket: str


class BookingList(msgspec.Struct, frozen=True):
    """Your bookings, the latest first."""

    bookings: tuple[BookingOut, ...]


@router.get("/windows", dependencies=[Depends(anyone)], **operation(gives=WindowList))
async def list_windows(
    services: Wired, item: Annotated[str, Query(max_length=40, examples=["JZZ-01"])]
) -> Response:
    """List where a visit for an item can be booked."""
    theme = services.library[Catalogue].item(item).theme
    return answer(
        WindowList(
            tuple(
                WindowOut(
                    window_id(hall, group),
                    hall.title,
                    group.title,
                    hall.place,
                    hall.address,
                    hall.directions,
                    hall.phone,
                )
                for hall, group in services.library[Places].serving(theme)
            )
        )
    )


@router.get("/windows/{window}/days", dependencies=[Depends(anyone)], **operation(gives=DayList))
async def list_days(
    services: Wired,
    window: Annotated[str, Path(max_length=100, examples=["city_hall.people"])],
) -> Response:
    """List the days and slots that can be booked, with what is free."""
    hall, group = window_of(services, window)
    return answer(
        DayList(
            tuple(
                DayOut(
                    day.on,
                    day.closed,
                    tuple(
                        SlotOut(each.slot.name, each.slot.begins, each.slot.ends, each.free)
                        for each in day.slots
                    ),
                )
                for day in await free_days(services, hall, group)
            )
        )
    )


@router.get("/appointments", **operation(gives=BookingList))
async def list_bookings(visitor: Resident, services: Wired) -> Response:
    """List your bookings, or those of whom you act for."""
    return answer(
        BookingList(
            tuple(
                BookingOut(
                    row["n"],
                    row["code"],
                    row["item"],
                    row["window"],
                    date.fromisoformat(row["on"]),
                    row["slot"],
                    row["status"],
                    row["changing"],
                    row["ticket"],
                )
                for row in await own_rows(services, visitor)
            )
        )
    )
