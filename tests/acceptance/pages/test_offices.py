"""Officers on the pages: inbox, parallel branches, decision, conflicts, and what is recorded."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import CONSTRUCTION, FOOD, act, applied
from tests.acceptance.site import Site
from tests.acceptance.steps import send
from tests.waiting import until_shown


@pytest.mark.feature("HALL-10", "HALL-11", "HALL-15", "HALL-18")
def test_departments_review_side_by_side_and_the_lead_decides(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, CONSTRUCTION, "hengtai_construction")
    clerk = open_page("housing_clerk")
    clerk.goto(f"/staff/cases/{case}")
    act(clerk, "受理")
    names = clerk.locator(".branch h3").all_inner_texts()
    assert len(names) >= 2

    for account in ("housing_reviewer", "land_reviewer", "fire_reviewer", "urban_reviewer"):
        officer = open_page(account)
        officer.goto(f"/staff/cases/{case}")
        if officer.locator("summary", has_text="提出审查意见").count():
            act(officer, "提出审查意见", opinion="agree", comment="符合要求")
            expect(officer.locator(".branch--agree, .timeline__what").first).to_be_visible()

    approver = open_page("housing_approver")
    approver.goto(f"/staff/cases/{case}")
    act(approver, "作出决定", outcome="granted")
    expect(approver.locator("#now [role=status]")).to_contain_text("准予")
    approver.get_by_role("link", name="制证出件").click()
    approver.get_by_label("备注").fill("分两期施工")
    approver.get_by_role("button", name="制证出件").click()
    expect(approver).to_have_url(re.compile(f"/staff/cases/{case}$"))
    clerk.reload()
    act(clerk, "送达", method="electronic")

    resident = open_page("hengtai_construction")
    resident.goto(f"/cases/{case}")
    expect(resident.get_by_text(re.compile(r"SGXK-01-\d{4}-\d{5}")).first).to_be_visible()
    resident.locator("[name=stars][value='5']").check()
    resident.get_by_role("button", name="提交评价").click()
    resident.get_by_role("link", name="我的评价").click()
    expect(resident.get_by_text("非常满意").first).to_be_visible()
    clerk.reload()
    expect(clerk.locator(".timeline__what", has_text="已送达")).to_be_visible()
    expect(clerk.get_by_text("已评价")).to_have_count(0)  # the rating stays between us


@pytest.mark.feature("HALL-21")
def test_the_inbox_is_worked_by_keyboard_and_shows_what_arrives(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("health_clerk")
    page.goto("/staff")
    expect(page.get_by_text("实时更新中")).to_be_visible()
    before = page.locator("tbody tr").count()
    case = applied(site, "GGWS-01", "yuexiang_catering")
    expect(page.locator("tbody tr")).to_have_count(before + 1)

    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.locator("h1").click()
    while page.evaluate("document.activeElement.href || ''").rpartition("/")[2] != case:
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/staff/cases/{case}$"))


@pytest.mark.feature("HALL-21")
def test_what_an_officer_typed_stays_when_the_rules_refuse_it(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD, "tan_ruiyun")
    page = open_page("market_clerk")
    page.goto(f"/staff/cases/{case}")
    act(page, "不予受理", reason="   ")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("错误：")
    expect(page.locator("details.action[open] summary")).to_contain_text("不予受理")


@pytest.mark.feature("HALL-21")
def test_two_officers_cannot_work_on_one_task_unknowingly(open_page: OpenPage, site: Site) -> None:
    case = applied(site, FOOD, "zhou_zeyu")
    with site.client("market_clerk") as client:
        send(client, case, "accept", {}).raise_for_status()
    first, second = open_page("market_reviewer"), open_page("market_reviewer_2")
    first.goto(f"/staff/cases/{case}")
    second.goto(f"/staff/cases/{case}")
    act(first, "认领")
    act(second, "认领")  # the page of the second is older than the claim of the first
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.locator("form.action", has_text="认领")).to_have_count(0)


@pytest.mark.feature("HALL-19")
def test_full_numbers_are_shown_for_a_purpose_and_the_applicant_sees_who_looked(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD, "lu_haoming")
    officer = open_page("market_clerk")
    officer.goto(f"/staff/cases/{case}")
    number = officer.locator("dt", has_text="证件号码").locator("xpath=following-sibling::dd")
    expect(number).to_contain_text("****")
    officer.locator("[name=purpose]").select_option("complaint")
    officer.get_by_role("button", name="显示完整信息").click()
    expect(number).not_to_contain_text("*")

    resident = open_page("lu_haoming")
    resident.goto(f"/cases/{case}/access")
    shows(resident, "投诉处理")
    shows(resident, "市市场监督管理局")


@pytest.mark.feature("HALL-25")
def test_a_case_of_another_department_does_not_exist(open_page: OpenPage, site: Site) -> None:
    case = applied(site, FOOD, "chen_jiahui")
    page = open_page("civil_clerk")
    answer = page.goto(f"/staff/cases/{case}")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到您要的内容")
    forbidden = page.goto("/oversight")
    assert forbidden is not None and forbidden.status == 403


@pytest.mark.feature("HALL-25")
def test_what_went_wrong_is_a_page_of_the_same_house(open_page: OpenPage) -> None:
    page = open_page("market_clerk")
    page.goto("/staff")
    html = {"accept": "text/html"}
    forged = page.request.post("/sign-out", form={"csrf_token": "wrong"}, headers=html)
    too_large = page.request.post("/sign-in", form={"account": "x" * (2 << 20)}, headers=html)
    for answer, status in ((forged, 403), (too_large, 413)):
        assert answer.status == status
        assert "返回首页" in answer.text() and "主导航" in answer.text()


def shows(page: Page, text: str) -> None:
    """Wait until the view has followed and the page shows `text`."""
    if not page.get_by_text(text).count():
        until_shown(page.get_by_text(text))
