"""What the sample city's offices have of rooms, vehicles and meetings: four things to book, and
three meetings in three states, lived through up to the instant at which the city is made."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING
from actors.systems.collaborative_office.resources import commands as r
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE

_LEADER = "office_leader_government"
_HOUR = timedelta(hours=1)
_RESOURCES = (
    (
        "office_resources",
        "hall",
        r.RegisterResource(
            category="room", name="第一会议室", place="行政中心三楼", seats=24, shared=True
        ),
    ),
    (
        "office_resources",
        "car",
        r.RegisterResource(
            category="vehicle",
            name="公务用车（七座）",
            place="行政中心车库",
            seats=7,
            owner_confirms=True,
        ),
    ),
    (
        "office_resources_health",
        "room",
        r.RegisterResource(category="room", name="视频会议室", place="卫健大楼二楼", seats=12),
    ),
    (
        "office_resources_health",
        "projectors",
        r.RegisterResource(
            category="supplies", name="投影仪", place="卫健大楼总务室", pieces=4, shared=True
        ),
    ),
)


def lived(library: Library, now: datetime) -> Iterable[tuple[datetime, Act]]:
    """Return what was done when, in the order of time, up to `now`."""
    staff = library[Organisation].staff

    def act(account: str, kind: str, name: str, command: Command) -> Act:
        member = staff[account]
        by = Identity(f"staff:{account}", member.roles, member.unit)
        return Act(key=f"{kind}:sample-{name}", command=command, by=by)

    today = start_of_day(local_day(now))
    begun = today - timedelta(days=10)
    done = [
        (begun + n * timedelta(minutes=1), act(account, OFFICE_RESOURCE, name, command))
        for n, (account, name, command) in enumerate(_RESOURCES)
    ]
    for n, (name, wish, steps) in enumerate(_meetings(today), start=1):
        at = begun + n * _HOUR
        done.append((at, act("office_meetings", OFFICE_MEETING, name, wish)))
        for after, (account, command) in enumerate(steps, start=1):
            held = isinstance(command, c.HoldMeeting | c.WriteMinutes)
            when = (wish.begins_at if held else at) + after * timedelta(minutes=5)
            done.append((when, act(account, OFFICE_MEETING, name, command)))
    week = r.AskBooking(
        begins_at=_workday(today, 1) + 14 * _HOUR,
        ends_at=_workday(today, 1) + 15 * _HOUR,
        purpose="每周工作例会",
        rule="FREQ=WEEKLY;COUNT=4",
    )
    done.append((begun + 8 * _HOUR, act("office_of_government", OFFICE_RESOURCE, "hall", week)))
    return sorted(done, key=lambda each: each[0])


def _meetings(today: datetime) -> Iterator[tuple[str, c.PlanMeeting, list[tuple[str, Command]]]]:
    invite = ("office_meetings", c.InviteToMeeting())
    coming = (
        "office_registry_health",
        c.ReplyToInvitation(invitee="health", reply="coming"),
    )
    minutes = c.WriteMinutes(
        minutes="会议听取了市卫生健康局关于冬季传染病防控的汇报，要求各单位落实责任。",
        decisions=(
            c.Resolved(matter="每周通报一次校园晨检情况"),
            c.Resolved(matter="十二月底前完成社区接种点检查"),
        ),
    )
    hold = ("office_meetings", c.HoldMeeting())
    away = (_LEADER, c.ReplyToInvitation(invitee=f"staff:{_LEADER}", reply="not_coming"))
    for name, title, days, steps in (
        ("winter", "冬季传染病防控专题会", -3, [invite, coming, hold]),
        ("lifts", "电梯安全专题会", 2, [invite, coming, away]),
        ("budget", "预算执行分析会", 5, []),
    ):
        at = _workday(today, days) + 9 * _HOUR
        wish = c.PlanMeeting(
            title=title,
            agenda="一、情况通报\n二、讨论部署",
            begins_at=at,
            ends_at=at + 2 * _HOUR,
            resource="sample-hall",
            people=(_LEADER,),
            units=("health", "housing_construction"),
        )
        more = [("office_meetings", minutes)] if name == "winter" else []
        yield name, wish, [*steps, *more]


def _workday(today: datetime, days: int) -> datetime:
    """Return the begin of the day so many days away, the Monday after it if that is a weekend."""
    day = today + timedelta(days=days)
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[local_day(day).weekday()])
