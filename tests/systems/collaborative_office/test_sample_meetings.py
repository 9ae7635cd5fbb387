"""Rooms and meetings of the sample city, lived through on a real database, whatever day it is."""

from datetime import timedelta

import pytest

from actors.kinds import build_kinds
from actors.library import load_library
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from actors.testing.scenario import START
from serve_apps.sample_past import live
from storage.clock import FixedClock
from storage.mongo import Database

LIBRARY = load_library(["collaborative_office", "one_door"])


@pytest.mark.parametrize("days", [400, 405])  # a working day, and one of a weekend
async def test_three_meetings_stand_where_they_were_left(prepared: Database, days: int) -> None:
    now = START + timedelta(days=days, hours=3)
    assert await live(prepared, LIBRARY, now) > 10
    async with Engine(build_kinds(LIBRARY), MongoStore(prepared), FixedClock(now)) as engine:
        meetings = [
            (await engine.show(f"office_meeting:sample-{name}")).state
            for name in ("winter", "lifts", "budget")
        ]
        hall = (await engine.show("office_resource:sample-hall")).state

    assert [each.phase for each in meetings] == ["minuted", "invited", "planned"]
    assert {each.room for each in meetings} == {"confirmed"}
    assert len([each for each in hall.bookings if each.progress == "confirmed"]) == 2 + 4
