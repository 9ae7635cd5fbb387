"""One inbox for every kind: claim, hand over and deputise, many at once, by whom policies let."""

import asyncio
from typing import Any

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import local_day
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send

REVIEWER, COLLEAGUE = "market_reviewer", "market_reviewer_2"


def reviewed(site: Site, count: int) -> list[str]:
    """Return the numbers of cases that wait for a review, and wait until lists show them."""
    cases: list[str] = []
    for _ in range(count):
        cases.append(applied(site, FOOD))
        with site.client("market_clerk") as clerk:
            send(clerk, cases[-1], "accept", {}).raise_for_status()
    return [site.run(listed(site, case)) for case in cases]


async def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return (await site.services.sender.show(f"case:{case}")).state


async def listed(site: Site, case: str) -> str:
    number = (await state_of(site, case)).number
    async with asyncio.timeout(60):
        while await site.database["tasks"].find_one({"number": number, "claimable": True}) is None:
            await asyncio.sleep(0.02)
    return number


async def shown(site: Site, number: str, **fields: Any) -> None:
    """Wait until lists show the task of the case with these fields."""
    async with asyncio.timeout(60):
        while await site.database["tasks"].find_one({"number": number, **fields}) is None:
            await asyncio.sleep(0.02)


@pytest.mark.feature("HALL-21")
def test_tasks_are_claimed_and_handed_over_many_at_once(open_page: OpenPage, site: Site) -> None:
    first, second = reviewed(site, 2)
    page = open_page(REVIEWER)
    for number in (first, second):
        page.goto(f"/tasks?q={number}")
        expect(page.locator("tbody tr")).to_have_count(1)
    look_over(page, "tasks")
    page.goto("/tasks")
    for number in (first, second):
        page.locator("tbody tr", has_text=number).get_by_role("checkbox", name="书面审查").check()
    page.get_by_role("button", name="认领所选").click()
    for number in (first, second):
        site.run(shown(site, number, claimed_by=f"staff:{REVIEWER}"))

    page.goto(f"/tasks?tab=mine&q={first}")
    page.get_by_role("checkbox", name="书面审查").check()
    page.locator("[name=to]").select_option(COLLEAGUE)
    page.get_by_role("button", name="转交所选").click()
    site.run(shown(site, first, claimed_by=f"staff:{COLLEAGUE}"))


@pytest.mark.feature("HALL-21")
def test_what_could_not_be_is_told_for_each_task(open_page: OpenPage, site: Site) -> None:
    (number,) = reviewed(site, 1)
    page = open_page(REVIEWER)
    page.goto(f"/tasks?q={number}")
    page.get_by_role("checkbox", name="书面审查").check()
    page.get_by_role("button", name="认领所选").click()
    site.run(shown(site, number, claimed_by=f"staff:{REVIEWER}"))

    other = open_page(COLLEAGUE)
    other.goto(f"/tasks?q={number}")
    other.get_by_role("checkbox", name="书面审查").check()
    other.get_by_role("button", name="认领所选").click()
    summary = other.locator(".error-summary")
    expect(summary).to_contain_text(number)
    expect(summary).to_contain_text("已由他人认领")
    look_over(other, "refused tasks")
    other.get_by_role("button", name="认领所选").click()
    expect(other.locator(".error-summary")).to_contain_text("请先选择任务")


@pytest.mark.feature("HALL-21")
def test_a_deputy_finds_what_he_stands_in_for(open_page: OpenPage, site: Site) -> None:
    (number,) = reviewed(site, 1)
    page = open_page(REVIEWER)
    page.goto(f"/tasks?q={number}")
    page.get_by_role("checkbox", name="书面审查").check()
    page.get_by_role("button", name="认领所选").click()
    site.run(shown(site, number, claimed_by=f"staff:{REVIEWER}"))
    assert site.services is not None
    today = local_day(site.services.clock.now()).isoformat()
    page.goto(f"/tasks?tab=mine&q={number}")
    page.get_by_role("checkbox", name="书面审查").check()
    page.locator("[name=to]").select_option(COLLEAGUE)
    page.locator("[name=until]").fill(today)
    page.get_by_role("button", name="委托代理所选").click()
    site.run(shown(site, number, deputy=f"staff:{COLLEAGUE}"))

    other = open_page(COLLEAGUE)
    other.goto(f"/tasks?tab=deputised&q={number}")
    expect(other.locator("tbody tr")).to_have_count(1)


@pytest.mark.feature("HALL-21")
def test_a_task_is_found_by_who_applied_and_not_by_other_units(
    open_page: OpenPage, site: Site
) -> None:
    (number,) = reviewed(site, 1)
    page = open_page(REVIEWER)
    page.goto("/tasks")
    page.keyboard.press("j")
    expect(page.locator("a[data-open]").first).to_be_focused()
    applicant = site.run(_applicant(site, number))
    for text in (applicant.id_number, applicant.phone, applicant.name, number[:40]):
        page.goto(f"/tasks?q={text}")
        expect(page.locator("tbody")).to_contain_text(number)
        expect(page.locator("tbody")).not_to_contain_text(applicant.name)
    stranger = open_page("housing_reviewer")
    stranger.goto(f"/tasks?q={number}")
    expect(stranger.get_by_text("没有待办")).to_be_visible()


async def _applicant(site: Site, number: str) -> Any:
    row = await site.database["tasks"].find_one({"number": number})
    return (await state_of(site, row["key"].partition(":")[2])).applicant
