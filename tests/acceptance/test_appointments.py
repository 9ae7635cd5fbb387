"""A visit is booked from the guide to the ticket, changed, cancelled and called off; on pages that
need no script, and by program."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from lxml import html

from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.acceptance.test_page_structure import fetched
from tests.waiting import until

pytestmark = pytest.mark.feature("GRASS-10", "HALL-06", "HALL-19")
ITEM, OTHER, HALL, WINDOW = "WFZM-01", "JZZ-01", "city_hall", "city_hall.people"
RESIDENT, CLERK = "ou_jianfeng", "hall_clerk"


@pytest.fixture
def resident(site: Site) -> Iterator[httpx.Client]:
    with site.client(RESIDENT, language="zh") as client:
        yield client


@pytest.fixture
def clerk(site: Site) -> Iterator[httpx.Client]:
    with site.client(CLERK, language="zh") as client:
        yield client


def free_day(client: httpx.Client, window: str = WINDOW, nth: int = -1) -> dict[str, Any]:
    """Return a day that can be booked, the last if nothing else is said, and its first slot."""
    days = client.get(f"/api/v1/windows/{window}/days").json()["days"]
    day = [each for each in days if any(slot["free"] for slot in each["slots"])][nth]
    return {"window": window, "on": day["on"], "slot": day["slots"][0]["slot"]}


def send_form(client: httpx.Client, page: Any, action: str, **typed: str) -> httpx.Response:
    """Send the form of `page` with this address, with what stands in it and what is `typed`."""
    form = page.xpath(f"//form[@action='{action}']")[0]
    return client.post(action, data={**dict(form.form_values()), **typed})


def book(client: httpx.Client, **where: str) -> httpx.Response:
    check = fetched(client, f"/appointments/check?{httpx.QueryParams(where)}")
    return send_form(client, check, "/appointments")


def text(page: Any) -> str:
    return " ".join(" ".join(page.xpath("//main//text()")).split())


def cancel(client: httpx.Client, address: str) -> httpx.Response:
    page = fetched(client, f"{address}/cancel")
    return send_form(client, page, f"{address}/cancel")


def test_a_visit_is_booked_from_the_guide_changed_and_cancelled(
    site: Site, resident: httpx.Client
) -> None:
    guide = fetched(resident, f"/items/{ITEM}")
    [halls] = guide.xpath("//a[contains(@href, '/appointments/halls')]/@href")
    choices = fetched(resident, halls)
    assert {"市行政服务中心", "桂城街道党群服务中心"} <= set(choices.xpath("//h2/text()"))
    assert "禅城区示例大道 1 号" in text(choices)
    [days] = choices.xpath(f"//a[contains(@href, '{WINDOW}')]/@href")
    day = fetched(resident, days).xpath("//th/a/@href")[-1]
    slots = fetched(resident, day)
    slot = slots.xpath("//input[@type='radio']/@value")[0]
    form = dict(slots.xpath("//form[@action='/appointments/check']")[0].form_values())
    check = fetched(resident, f"/appointments/check?{httpx.QueryParams({**form, 'slot': slot})}")

    booked = send_form(resident, check, "/appointments")

    assert booked.status_code == 303, booked.text
    address = booked.headers["location"]
    page = fetched(resident, address)
    assert "已预约" in text(page)
    assert "公交 101" in text(page)  # the way there
    assert "身份证件原件" in text(page)  # what to bring
    [code] = page.xpath("//aside//strong/text()")
    assert page.xpath(f"//img[contains(@alt, '{code}')]")
    again = send_form(resident, check, "/appointments", key=uuid4().hex)
    assert again.status_code == 422
    assert f"该事项已有预约（{code}）" in again.text

    other = slots.xpath("//input[@type='radio']/@value")[1]
    change = {**form, "slot": other, "change": address.rpartition("/")[2]}
    assert "原预约" in text(fetched(resident, f"/appointments/check?{httpx.QueryParams(change)}"))
    assert book(resident, **change).headers["location"] == address
    assert other in text(fetched(resident, address))

    assert cancel(resident, address).status_code == 303
    assert "已取消" in text(fetched(resident, address))
    row = until(lambda: resident.get("/api/v1/appointments").json()["bookings"])[0]
    assert row["code"] == code
    assert code in text(fetched(resident, "/appointments"))


def test_what_was_not_chosen_is_said_beside_it(resident: httpx.Client) -> None:
    where = {**free_day(resident), "item": ITEM, "slot": ""}

    answer = resident.get("/appointments/check", params=where)

    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert page.xpath("//a[@href='#slot']") and page.xpath("//*[@id='slot']")


def test_an_item_or_windows_that_there_are_not_are_unknown(resident: httpx.Client) -> None:
    for address in (
        "/appointments/halls?item=X-1",
        f"/appointments/days?item={ITEM}&window=nowhere.none",
        "/appointments/999999",
        "/halls/nowhere/screen",
        "/api/v1/windows/nowhere.none/days",
    ):
        assert resident.get(address).status_code == 404, address


def test_nobody_sees_or_cancels_the_booking_of_another(
    site: Site, resident: httpx.Client, clerk: httpx.Client
) -> None:
    address = book(resident, item=ITEM, **free_day(resident)).headers["location"]
    n = int(address.rpartition("/")[2])
    with site.client("liang_zhihao") as stranger:
        assert stranger.get(address).status_code == 404
        for client, status in ((stranger, 404), (clerk, 403)):
            cancelled = client.post(
                f"/api/v1/visitors/{RESIDENT}/cancel_visit", json={"booking": n}, headers=key()
            )
            assert cancelled.status_code in (status, 404)
            assert cancelled.headers["content-type"] == "application/problem+json"

    assert cancel(resident, address).status_code == 303


def test_a_program_books_for_whom_it_acts_and_is_told_every_reason(site: Site) -> None:
    company, head, helper = "yuexiang_catering", "chen_jiahui", "huang_guoqiang"
    item, window = "SPJY-01", "city_hall.business"
    with site.client(head) as client, site.client(helper) as agent:
        given = client.post(
            f"/api/v1/mandates/{company}/give_mandate",
            json={"to": helper, "name": "黄国强", "items": [item]},
            headers=key(),
        )
        for_company = {"on-behalf-of": company}
        wish = {"item": item, **free_day(agent, window)}
        path = f"/api/v1/visitors/{company}/book_visit"
        booked = agent.post(path, json=wish, headers=key() | for_company)
        other = {"item": "GSZX-01", **free_day(agent, window)}
        refused = agent.post(path, json=other, headers=key() | for_company)
        wrong = agent.post(
            path, json={**wish, "slot": "03:00", "window": WINDOW}, headers=key() | for_company
        )
        stranger = agent.post(path, json=wish, headers=key())
        mine = until(
            lambda: agent.get("/api/v1/appointments", headers=for_company).json()["bookings"]
        )
        done = agent.post(
            f"/api/v1/visitors/{company}/cancel_visit",
            json={"booking": booked.json()["reply"]},
            headers=key() | for_company,
        )
        client.post(
            f"/api/v1/mandates/{company}/revoke_mandate",
            json={"mandate": given.json()["reply"]},
            headers=key(),
        )

    assert booked.status_code == 200, booked.text
    assert refused.status_code == 403
    assert {each["code"] for each in wrong.json()["errors"]} == {
        "visitor.active_booking",
        "visitor.item_elsewhere",
        "visitor.slot_unknown",
    }
    assert stranger.status_code in (403, 404)
    assert [each["item"] for each in mine] == [item]
    assert done.status_code == 200


def test_a_clerk_gives_tickets_calls_them_and_the_screen_shows_them_without_names(
    site: Site, clerk: httpx.Client
) -> None:
    desk = fetched(clerk, "/staff/hall")
    given = send_form(clerk, desk, "/staff/hall/ticket", window=WINDOW)
    ticket = given.headers["location"].rpartition("given=")[2]
    assert ticket in text(fetched(clerk, given.headers["location"]))

    called = clerk.post("/staff/hall/call", data={"key": uuid4().hex, "at": "1"})
    assert called.headers["location"] == "/staff/hall?at=1"
    working = fetched(clerk, "/staff/hall?at=1")
    assert f"正在办理：{ticket}" in text(working)
    assert send_form(clerk, working, "/staff/hall/again").status_code == 303
    with site.client(language="zh") as anybody:
        until(lambda: ticket in text(fetched(anybody, f"/halls/{HALL}/screen")))
        now = fetched(anybody, f"/halls/{HALL}/screen/now")
        assert now.xpath("//li/span[1]/text()") == [ticket]
        assert now.xpath("//li/span[2]/text()") == ["请到 1 号窗口"]
    busy = clerk.post("/staff/hall/call", data={"key": uuid4().hex, "at": "1"})
    assert busy.status_code == 422
    assert f"{ticket} 号尚未办结" in busy.text
    form = {"key": uuid4().hex, "at": "1", "ticket": ticket, "outcome": "served"}
    assert clerk.post("/staff/hall/end", data=form).status_code == 303
    nobody = clerk.post("/staff/hall/call", data={"key": uuid4().hex, "at": "1"})
    assert "没有人在排队" in nobody.text


def test_a_code_of_another_day_or_of_none_is_refused_at_the_desk(
    resident: httpx.Client, clerk: httpx.Client
) -> None:
    address = book(resident, item=OTHER, **free_day(resident)).headers["location"]
    [code] = fetched(resident, address).xpath("//aside//strong/text()")

    def arrive(typed: str) -> str:
        sent = clerk.post("/staff/hall/arrive", data={"key": uuid4().hex, "code": typed})
        assert sent.status_code == 422
        return sent.text

    assert "没有这个预约" in arrive("NONE2345")
    until(lambda: "没有这个预约" not in arrive(f" {code.lower()} "))
    assert "该预约是" in arrive(code)
    assert cancel(resident, address).status_code == 303


def test_who_is_looked_up_by_name_can_see_it(site: Site, clerk: httpx.Client) -> None:
    assert site.services is not None
    today = local_day(site.services.clock.now()).isoformat()
    row = {
        "_id": "liang_zhihao#900", "owner": "liang_zhihao", "n": 900, "item": ITEM,
        "code": "LOOK2345", "status": "booked", "changing": False, "why": "", "ticket": "",
        "hall": HALL, "window": WINDOW, "on": today, "slot": "09:00",
        "begins": site.services.clock.now(), "ends": site.services.clock.now(),
    }  # fmt: skip

    async def keep(there: bool) -> None:
        await site.database["appointments"].delete_one({"_id": row["_id"]})
        if there:
            await site.database["appointments"].insert_one(row)

    async def readings() -> int:
        return int(await site.database["access_log"].count_documents({"about": "liang_zhihao"}))

    before = site.run(readings())
    site.run(keep(True))
    found = clerk.post("/staff/hall/find", data={"name": " 梁志豪 "})
    nobody = clerk.post("/staff/hall/find", data={"name": "梁志"})
    until(lambda: site.run(readings()) > before)
    site.run(keep(False))

    results = html.fromstring(found.text).xpath("//div[@role='status']//text()")
    assert "LOOK2345" in " ".join(results)
    assert "今天没有这个姓名的预约" in nobody.text
    assert clerk.post("/staff/hall/find", data={"name": " "}).status_code == 422


def test_a_clerk_without_a_hall_and_a_resident_have_no_desk(
    site: Site, resident: httpx.Client
) -> None:
    with site.client("health_clerk", language="zh") as elsewhere:
        assert "您的单位没有管理大厅" in elsewhere.get("/staff/hall").text
        sent = elsewhere.post("/staff/hall/call", data={"key": uuid4().hex, "at": "1"})
    assert sent.status_code == 403
    assert resident.get("/staff/hall").status_code == 403
    assert resident.get("/admin/halls").status_code == 403


def test_a_day_that_is_closed_tells_who_has_booked_and_opens_again(
    site: Site, resident: httpx.Client
) -> None:
    where = free_day(resident, "guicheng_hall.general")
    address = book(resident, item=ITEM, **where).headers["location"]
    with site.client("administrator", language="zh") as client:
        page = fetched(client, "/admin/halls")
        assert "90 天内 3 次，30 天不能在线预约" in text(page)
        wrong = send_form(client, page, "/admin/halls/close", hall="guicheng_hall", on="x")
        assert wrong.status_code == 422
        assert {"#on", "#reason"} <= set(html.fromstring(wrong.text).xpath("//li/a/@href"))
        past = send_form(
            client, page, "/admin/halls/close", hall="guicheng_hall", on="2026-01-01", reason="停电"
        )
        assert "该日期已过" in past.text
        wish = {"hall": "guicheng_hall", "on": where["on"], "reason": "设备检修"}
        page = html.fromstring(past.text)
        closed = send_form(client, page, "/admin/halls/close", **wish)
        assert closed.headers["location"] == "/admin/halls?told=1"
        until(lambda: "大厅已取消" in text(fetched(resident, address)))
        shut = f"/appointments/days?item={ITEM}&window=guicheng_hall.general"
        until(lambda: "临时停办" in text(fetched(resident, shut)))
        listed = until(
            lambda: fetched(client, "/admin/halls").xpath("//form[@action='/admin/halls/open']")
        )
        opened = client.post("/admin/halls/open", data=dict(listed[0].form_values()))
        assert opened.status_code == 303
        until(lambda: "临时停办" not in text(fetched(resident, shut)))
    until(lambda: "临时停办" in text(fetched(resident, "/notices")))


async def first_events(site: Site) -> list[str]:
    """Return what the stream of the screen begins with."""
    lines: list[str] = []
    async with (
        asyncio.timeout(60),
        httpx.AsyncClient(base_url=site.url) as client,
        client.stream("GET", f"/halls/{HALL}/events") as stream,
    ):
        async for line in stream.aiter_lines():
            lines.append(line)
            if line.startswith("data:"):
                break
    return lines


def test_the_screen_is_told_how_far_the_line_is(site: Site) -> None:
    lines = asyncio.run(first_events(site))

    assert "event: step" in lines
    assert lines[-1].startswith('data: {"seq":')
