"""A meeting is planned in a room, answered, held, minuted and followed up, by forms of pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar

from actors.systems.collaborative_office.meetings import commands as c
from storage.clock import WallClock
from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office import booking as b
from tests.systems.collaborative_office import meeting as m
from tests.systems.collaborative_office.living import readings, send, until
from tests.systems.collaborative_office.test_pages import done, fetched, post
from tests.systems.collaborative_office.test_resource_pages import DAY, times
from tests.systems.npc_motions.test_session_pages import read_by_khal

AT, FEED = "/office-meetings", "/office-calendar/calendar.ics"
SECRETARY, LEADER, HEALTH = "office_meetings", "office_leader_government", "office_registry_health"


def told(site: Site, account: str, where: str) -> str:
    with site.client(account, language="zh") as client:
        return client.get(where).text


@pytest.mark.feature("OA-26")
def test_a_meeting_has_its_room_and_is_answered_and_read_by_other_programs(
    site: Site, tmp_path: Path
) -> None:
    room = f"r{uuid4().hex}"
    send(site, f"office_resource:{room}", b.ROOM, b.KEEPER)
    wish = {"title": "电梯安全专题会", "agenda": "一、排查", "people": LEADER, "units": "health"}
    none = post(site, SECRETARY, f"{AT}/new", "plan_meeting", **wish, **times("09:00", "11:00"))
    assert none.status_code == 422 and "请选一个会议室" in none.text
    wish |= {"resource": room, "place": ""}
    at = done(post(site, SECRETARY, f"{AT}/new", "plan_meeting", **wish, **times("09:00", "11:00")))
    key = f"office_meeting:{at.rpartition('/')[2]}"
    until(site, key, lambda state: state.room == "confirmed")
    assert fetched(site, HEALTH, at) == 404  # nobody is invited yet
    done(post(site, SECRETARY, at, "invite_to_meeting"))
    done(post(site, HEALTH, at, "reply_to_invitation", invitee="health", reply="coming", note=""))

    page = told(site, LEADER, at)
    assert "参会" in page and "尚未回复" in page and b.ROOM.name in page
    early = post(site, SECRETARY, at, "hold_meeting")
    assert early.status_code == 409 and "还没有到开始时间" in early.text
    with site.client(LEADER) as client:
        waiting.until(lambda: client.get(f"{at}/calendar.ics").status_code == 200)
        one = client.get(f"{at}/calendar.ics").content
        waiting.until(lambda: key.partition(":")[2] in client.get(FEED).text)
        feed: Any = Calendar.from_ical(client.get(FEED).content)
    (event,) = (each for each in feed.walk("VEVENT") if key.partition(":")[2] in str(each["UID"]))
    assert str(event["SUMMARY"]) == "电梯安全专题会"
    assert b"BEGIN:VTIMEZONE" in one
    said = f"{DAY} 09:00|{DAY} 11:00|电梯安全专题会|{b.ROOM.name}|"
    assert read_by_khal(one, tmp_path) == said
    assert fetched(site, "office_registry_housing", f"{at}/calendar.ics") == 404
    other = wish | {"resource": "", "place": "市民广场", "title": "预算会", "units": "health"}
    sent = times("10:30", "11:30")
    clash = done(post(site, SECRETARY, f"{AT}/new", "plan_meeting", **other, **sent))
    assert "时间冲突" in told(site, SECRETARY, clash)
    assert "时间冲突" not in told(site, SECRETARY, at)  # nobody is invited to the other one
    moved = {"resource": room, "place": "", "reason": "改期"}
    filled = told(site, SECRETARY, at)
    assert f'value="{DAY}"' in filled and 'value="09:00"' in filled
    done(post(site, SECRETARY, at, "move_meeting", **moved, **times("10:00", "12:00")))
    until(site, key, lambda state: state.room == "confirmed" and state.round == 2)
    bookings = until(site, f"office_resource:{room}", lambda state: True).bookings
    assert [each.progress for each in bookings] == ["released", "confirmed"]


@pytest.mark.feature("OA-15", "OA-26", "OA-27")
def test_minutes_are_read_by_the_invited_on_record_and_a_decision_becomes_an_order(
    site: Site,
) -> None:
    key = f"office_meeting:m{uuid4().hex}"
    at, now = f"{AT}/{key.partition(':')[2]}", WallClock().now()
    wish = c.PlanMeeting(
        title="防汛专题会",
        agenda="部署",
        begins_at=now + timedelta(seconds=3),
        ends_at=now + timedelta(hours=1),
        place="市民广场",
        people=(LEADER,),
    )
    send(site, key, wish, m.SECRETARY)
    done(post(site, SECRETARY, at, "invite_to_meeting"))
    waiting.until(lambda: post(site, SECRETARY, at, "hold_meeting").status_code == 303)
    matter = f"清淤排查{uuid4().hex[:6]}"
    minutes = {"minutes": "会议听取了汛情。", "decisions.0.matter": matter}
    done(post(site, SECRETARY, at, "write_minutes", **minutes))

    assert "会议听取了汛情" not in told(site, LEADER, at)
    before = readings(site, key)
    assert "会议听取了汛情" in post(site, LEADER, at, "open", purpose="handling").text
    assert readings(site, key) == before + 1
    assert fetched(site, HEALTH, at) == 404
    follow = f"{at}/decisions/1/follow_up"
    assert follow in told(site, "office_follow_up", at) and follow not in told(site, LEADER, at)
    where, _, command = follow.rpartition("/")
    assert post(site, LEADER, where, command).status_code == 404
    form = post(site, "office_follow_up", where, command)
    assert form.status_code == 200 and f'value="{matter}"' in form.text
    assert f"防汛专题会（{now.astimezone(b.CHINA):%Y-%m-%d}" in form.text
    assert readings(site, key) == before + 2
