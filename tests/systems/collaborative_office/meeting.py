"""A meeting of the sample city's government, for tests."""

from typing import Any

from msgspec.structs import replace

from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING
from actors.testing import Scenario
from tests.systems.collaborative_office import booking as b
from tests.systems.collaborative_office import office as o

KEY = f"{OFFICE_MEETING}:m1"
SECRETARY = o.somebody("office_meetings")
HEALTH, HOUSING = o.somebody("office_registry_health"), o.somebody("office_registry_housing")
LEADER = o.somebody("office_leader_government")
IN_THE_ROOM = c.PlanMeeting(
    title="电梯安全专题会",
    agenda="一、排查情况\n二、整治安排",
    begins_at=b.at("2026-09-07 09:00"),
    ends_at=b.at("2026-09-07 11:00"),
    resource="r1",
    people=("office_leader_government",),
    units=("health", "housing_construction"),
)
IN_WORDS = replace(IN_THE_ROOM, resource="", place="市民广场")
MOVED = c.MoveMeeting(
    begins_at=b.at("2026-09-07 10:00"),
    ends_at=b.at("2026-09-07 12:00"),
    resource="r1",
    reason="领导另有会议",
)
MINUTES = c.WriteMinutes(
    minutes="会议听取了排查情况。",
    decisions=(c.Resolved(matter="年内完成老旧电梯整治"), c.Resolved(matter="每月通报一次")),
)


def planned(wish: c.PlanMeeting = IN_THE_ROOM, **more: Any) -> Scenario:
    """Return a meeting that was planned, in a world with its room."""
    room = b.registered(others=(OFFICE_MEETING,), **more)
    return room.on(KEY).when(wish, by=SECRETARY)


def invited(wish: c.PlanMeeting = IN_THE_ROOM, **more: Any) -> Scenario:
    return planned(wish, **more).when(c.InviteToMeeting(), by=SECRETARY)


def answered() -> Scenario:
    deputy = c.ReplyToInvitation(
        invitee="housing_construction", reply="deputy", deputy="office_handler_housing"
    )
    leader = c.ReplyToInvitation(invitee=LEADER.id, reply="not_coming", note="出差")
    coming = invited().when(c.ReplyToInvitation(invitee="health", reply="coming"), by=HEALTH)
    return coming.when(leader, by=LEADER).when(deputy, by=HOUSING)


def held() -> Scenario:
    return answered().at("2026-09-07 09:05").when(c.HoldMeeting(), by=SECRETARY)


def minuted() -> Scenario:
    return held().when(MINUTES, by=SECRETARY)
