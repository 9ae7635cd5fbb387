"""The rush at the windows: everybody who has applied books a visit at once, far more than there are
places, and nobody gets a place that somebody else has."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

import aiohttp

from actors.blocks.appointments.places import Places, window_id
from actors.library import load_library
from storage.mongo import Database

AHEAD = 1  # of the days that can be booked: the first after today
PATIENCE = 300.0  # seconds in which everybody must have his answer
LOOK = 0.5  # seconds between two looks at one's booking


@dataclass(frozen=True)
class Visits:
    """What became of it: `over` are places beyond the capacity of their slot, `doubled` people with
    two places; both must be 0."""

    asked: int
    booked: int
    refused: int
    places: int
    over: int
    doubled: int
    seconds: float


async def book(
    url: str, people: Mapping[str, Mapping[str, str]], item: str, database: Database
) -> Visits:
    """Have all `people`, whose headers stand by their accounts, book for `item` at one group of
    windows on one day, as evenly over its slots as they are many, and compare what they were told
    with the places that there are.

    Raises:
        TimeoutError: somebody has no answer.
    """
    async with aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=0)) as client:
        window, day = await _where(client, item)
        slots = [each["slot"] for each in day["slots"]]
        place = {"item": item, "window": window, "on": day["on"]}
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(
                *(
                    _one(client, who, headers, place | {"slot": slot})
                    for (who, headers), slot in zip(people.items(), cycle(slots), strict=False)
                )
            )
        seconds = time.monotonic() - began
    capacity = _capacity(window)
    where = {"window": window, "on": day["on"], "status": "booked"}
    rows = await database["appointments"].find(where).to_list()
    in_slot = Counter(row["slot"] for row in rows)
    of_person = Counter(row["owner"] for row in rows)
    return Visits(
        asked=len(people),
        booked=told.count("booked"),
        refused=told.count("refused"),
        places=capacity * len(slots),
        over=sum(max(0, taken - capacity) for taken in in_slot.values()),
        doubled=sum(taken - 1 for taken in of_person.values()),
        seconds=seconds,
    )


async def _where(client: aiohttp.ClientSession, item: str) -> tuple[str, dict[str, Any]]:
    """Return a group of windows that serves the item, and a day on which it is open."""
    async with client.get("/api/v1/windows", params={"item": item}) as answer:
        answer.raise_for_status()
        window = (await answer.json())["windows"][0]["window"]
    async with client.get(f"/api/v1/windows/{window}/days") as answer:
        answer.raise_for_status()
        days = (await answer.json())["days"]
    return window, [day for day in days if not day["closed"] and day["slots"]][AHEAD]


async def _one(
    client: aiohttp.ClientSession, who: str, mine: Mapping[str, str], wish: Mapping[str, str]
) -> str:
    """Have the account `who` ask for a place, and return what became of it."""
    key = uuid4().hex
    while True:
        headers = {**mine, "idempotency-key": key}
        at = f"/api/v1/visitors/{who}/book_visit"
        async with client.post(at, json=wish, headers=headers) as answer:
            if answer.status not in (429, 503):
                answer.raise_for_status()
                break
            await asyncio.sleep(LOOK)
    while True:
        async with client.get("/api/v1/appointments", headers=mine) as answer:
            if answer.status in (429, 503):
                await asyncio.sleep(LOOK)
                continue
            answer.raise_for_status()
            bookings = (await answer.json())["bookings"]
        if bookings and bookings[0]["status"] != "asked":  # the list follows the journal
            return bookings[0]["status"]
        await asyncio.sleep(LOOK)


def _capacity(window: str) -> int:
    found = load_library()[Places].hall(window.partition(".")[0])
    assert found is not None
    return next(each.capacity for each in found.windows if window_id(found, each) == window)
