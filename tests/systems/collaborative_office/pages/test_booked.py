"""Bookings and meetings as they look, on a telephone and on a desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from actors.systems.collaborative_office.meetings import commands as c
from storage.clock import WallClock
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import act, look_over
from tests.acceptance.site import Site
from tests.systems.collaborative_office import booking as b
from tests.systems.collaborative_office import meeting as m
from tests.systems.collaborative_office.living import send, until
from tests.systems.collaborative_office.test_resource_pages import DAY


@pytest.mark.feature("OA-26")
def test_a_week_and_a_meeting_read_well_everywhere(site: Site, open_page: OpenPage) -> None:
    room, meeting = f"r{uuid4().hex}", f"m{uuid4().hex}"
    send(site, f"office_resource:{room}", b.ROOM, b.KEEPER)
    wish = b.wish(f"{DAY} 09:00", "10:00", rule="FREQ=DAILY;COUNT=3")
    send(site, f"office_resource:{room}", wish, b.COLLEAGUE)
    now = WallClock().now()
    plan = c.PlanMeeting(
        title="防汛专题会",
        agenda="部署",
        begins_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=1),
        place="市民广场",
        people=("office_leader_government",),
        units=("health",),
    )
    send(site, f"office_meeting:{meeting}", plan, m.SECRETARY)
    send(site, f"office_meeting:{meeting}", c.InviteToMeeting(), m.SECRETARY)

    page = open_page("office_of_government")
    page.goto(f"{site.url}/office-resources/{room}")
    look_over(page, "a room")
    page.goto(f"{site.url}/office-resources/{room}/week?day={DAY}")
    expect(page.get_by_role("row").filter(has_text="例会")).to_have_count(3)
    look_over(page, "the week of a room")
    page.goto(f"{site.url}/office-bookings?day={DAY}")
    look_over(page, "a day of all rooms")
    page = open_page("office_registry_health")
    page.goto(f"{site.url}/office-meetings/{meeting}")
    act(page, "回复会议通知", invitee="health", reply="coming")
    until(site, f"office_meeting:{meeting}", lambda state: len(state.open) == 1)
    expect(page.get_by_role("row").filter(has_text="尚未回复")).to_have_count(1)
    look_over(page, "a meeting that is answered")
