"""A steward declares a channel in the browser; a program delivers, the page names what lacks."""

import secrets
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.waiting import until


@pytest.mark.feature("SDB-04", "SDB-10", "SDB-11")
def test_a_channel_shows_its_days_and_what_lacks(open_page: OpenPage, site: Site) -> None:
    source = f"t{secrets.token_hex(6)}"
    page = open_page("master_data_steward")
    page.goto("/base/feeds/new")
    page.get_by_label("来源代码").fill(source)
    with page.expect_navigation():
        page.get_by_role("button", name="登记供数通道").click()
    expect(page.get_by_role("alert")).to_contain_text("来源名称")
    page.get_by_label("来源名称").fill("企业登记办件")
    page.get_by_label("供数单位").select_option("market_supervision")
    page.get_by_label("约定版本").fill("1")
    page.get_by_label("供数周期（工作日）").fill("1")
    with page.expect_navigation():
        page.get_by_role("button", name="登记供数通道").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("企业登记办件")

    day = date.today() - timedelta(days=3)
    case = {"key": "c-1", "seq": 1, "day": f"{day}", "what": "case", "number": "SL-1",
            "item": "公司设立登记", "status": "办结"}  # fmt: skip
    with site.client("market_supplier") as market, site.client("police_supplier") as police:
        batch = {"source": source, "records": [case, {**case, "key": "c-2", "day": "2999-01-01"}]}
        first = market.post("/api/v1/service_records", json=batch).json()["results"]
        assert [each["outcome"] for each in first] == ["new", "rejected"]
        assert first[1]["errors"][0]["pointer"] == "/records/1/day"
        at = f"/api/v1/supply_feeds/{source}/days/{day}"
        assert police.post(at, json={"ids": ["c-1"]}).status_code == 404
        market.post(at, json={"ids": ["c-1", "c-7"]}).raise_for_status()
        until(lambda: market.get(at).json().get("missing") == ["c-7"])
    until(lambda: page.goto(f"/base/feeds/{source}") and page.locator(".chart").count())
    counted = page.get_by_role("table", name="每日对账")
    expect(counted.last).to_contain_text("有缺口")
    look_over(page, "supply-feed")
    page.goto(f"/base/days/{source}~{day}")
    expect(page.get_by_role("main")).to_contain_text("c-7")
    look_over(page, "supply-day")
