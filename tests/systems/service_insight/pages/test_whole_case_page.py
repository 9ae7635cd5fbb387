"""An officer looks at a case whole: found by its number, then as it was known before."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for


@pytest.mark.feature("SDB-12")
def test_an_officer_sees_the_trajectory_and_what_was_known_before(
    open_page: OpenPage, site: Site
) -> None:
    with site.client("chen_jiahui") as resident, site.client("market_clerk") as clerk:
        filed = apply(resident, application(site, FOOD)).json()
        send(clerk, filed["case"], "accept", {}).raise_for_status()
    wait_for(site, filed["number"])
    page = open_page("market_reviewer")
    page.goto("/staff/whole-cases")
    page.get_by_label("办件编号").fill(filed["number"])
    page.get_by_role("search").get_by_role("button", name="查询").click()

    trajectory = page.get_by_role("table", name="轨迹")
    expect(trajectory).to_contain_text("已受理")
    expect(page.get_by_role("heading", name="标准")).to_be_visible()
    look_over(page, "whole-case")
    page.get_by_label("按何时所知").fill("2001/2/3 10:00")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("alert")).to_contain_text("当时还没有这件申请")
    expect(trajectory).to_have_count(0)
    page.goto("/reconcile/entities/division:440682")
    expect(page.get_by_role("link", name="南海区")).to_be_visible()
    look_over(page, "register-entity")
