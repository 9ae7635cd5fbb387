"""A meeting room of the sample city's government and who books it, for tests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actors.kernel.deadlines import CHINA
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

KEY = f"{OFFICE_RESOURCE}:r1"
KEEPER = o.somebody("office_resources")
COLLEAGUE, OTHER = o.somebody("office_of_government"), o.somebody("office_registry_health")
ROOM = c.RegisterResource(category="room", name="第一会议室", seats=20, shared=True)


def at(text: str) -> datetime:
    """Return a local instant, "2026-09-07 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def wish(begins: str, ends: str, **more: Any) -> c.AskBooking:
    """Return the wish to have it on a day from one hour to another: "2026-09-07 09:00", "10:00"."""
    ends = ends if " " in ends else f"{begins[:10]} {ends}"
    return c.AskBooking(begins_at=at(begins), ends_at=at(ends), purpose="例会", **more)


def registered(room: c.RegisterResource = ROOM, others: Iterable[str] = ()) -> Scenario:
    kinds = (o.KINDS[name] for name in (OFFICE_RESOURCE, *others))
    return Scenario.of(*kinds).on(KEY).at("2026-09-01 09:00").when(room, by=KEEPER)


def booked(**more: Any) -> Scenario:
    return registered(**more).when(wish("2026-09-07 09:00", "10:00"), by=COLLEAGUE)
