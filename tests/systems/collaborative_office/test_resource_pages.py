"""A room is registered, booked and seen to be taken, by forms of pages alone."""

import re
from datetime import date, timedelta

import pytest

from actors.blocks.organisation.units import Organisation
from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office.living import in_a_year
from tests.systems.collaborative_office.office import LIBRARY
from tests.systems.collaborative_office.test_pages import done, post

AT = "/office-resources"
UNIT = str(LIBRARY[Organisation].units["municipal_government"].title.zh)
DAY = date.fromisoformat(in_a_year(-30))


def times(begins: str, ends: str, on: date = DAY) -> dict[str, str]:
    return {"begins_at": f"{on} {begins}", "ends_at": f"{on} {ends}"}


@pytest.mark.feature("OA-26")
def test_a_room_is_booked_once_and_others_see_no_more_than_that(site: Site) -> None:
    keeper, booker, other = "office_resources", "office_of_government", "office_registry_health"
    room = {"category": "room", "name": "镜湖厅", "place": "东楼三层", "seats": "24", "pieces": "1"}
    hours = {"opens": "08:00", "closes": "18:00", "shared": "true", "owner_confirms": "false"}
    at = done(post(site, keeper, f"{AT}/new", "register_resource", **room, **hours))
    sent = {"purpose": "市长办公会", "pieces": "1", "rule": ""}
    done(post(site, booker, at, "ask_booking", **sent, **times("09:00", "10:00")))

    def told(account: str, where: str) -> str:
        with site.client(account, language="zh") as client:
            return re.sub(r"\s+", " ", client.get(where).text)

    taken = post(site, other, at, "ask_booking", **sent, **times("09:30", "11:00"))
    assert taken.status_code == 422
    said = re.findall(r"error-summary.*?</ul>", taken.text, re.S)
    assert f"{DAY} 09:00 至 {DAY} 10:00 已由{UNIT}预订" in said[0]
    endless = sent | {"rule": "FREQ=WEEKLY"}
    refused = post(site, other, at, "ask_booking", **endless, **times("10:00", "11:00"))
    assert refused.status_code == 422 and "必须有次数" in refused.text
    weekly = sent | {
        "purpose": "周例会",
        "rule": "FREQ=WEEKLY;COUNT=3",
        "except_on.0.day": str(DAY + timedelta(7)),
    }
    done(post(site, other, at, "ask_booking", **weekly, **times("10:00", "11:00")))

    week, day = f"{at}/week?day={DAY}", f"/office-bookings?day={DAY}"
    waiting.until(lambda: "10:00–11:00" in told(other, week))
    for account, sees in ((booker, True), (keeper, True), (other, False)):
        for where in (week, day):
            page = told(account, where)
            assert "镜湖厅" in page
            assert f"09:00–10:00 {UNIT}" in page
            assert ("市长办公会" in page) is sees, (account, where)
    assert "10:00–11:00" not in told(other, f"{at}/week?day={DAY + timedelta(7)}")
    assert "10:00–11:00" in told(other, f"{at}/week?day={DAY + timedelta(14)}")
    done(post(site, booker, at, "release_booking", booking="1", whole="false"))
    waiting.until(lambda: "09:00–10:00" not in told(other, week))
