"""Administrators' pages: a change is asked for with its reason and day, shown before it is made,
takes effect at once, and is undone by one step."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import languages, look_over
from tests.acceptance.site import Site


def change(page: Page, **entries: str) -> None:
    """Fill in the form of a change, and look at what it will change."""
    for name, value in entries.items():
        control = page.locator(f"[name='{name}']")
        kind = control.first.evaluate("one => one.type")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(value)
    page.get_by_role("button", name="查看变更内容").click()


def confirm(page: Page) -> None:
    """Make the change that is shown."""
    with page.expect_navigation():
        page.get_by_role("button", name="确认变更").click()


def undo(page: Page) -> None:
    """Undo the last change of the page's subject."""
    page.get_by_role("link", name=re.compile("撤回")).first.click()
    change(page, reason="录入有误")
    confirm(page)


def test_a_unit_is_set_up_and_undone(open_page: OpenPage) -> None:
    page = open_page("administrator")
    page.goto("/admin")
    page.get_by_role("link", name="单位名录", exact=True).click()
    page.get_by_role("link", name="设立单位").click()
    change(
        page,
        unit="data_bureau",
        title="市数据局",
        title_en="Data Bureau",
        place="440600",
        superior="municipal_government",
        reason="机构改革",
    )
    expect(page.get_by_role("table", name="将会改变")).to_contain_text("市数据局")
    look_over(page, "admin-confirm-unit")
    confirm(page)

    page.goto("/admin/units")
    expect(page.get_by_role("table", name="单位名录")).to_contain_text("市数据局")
    page.get_by_role("link", name="市数据局").click()
    expect(page.get_by_role("table", name="变更记录")).to_contain_text("机构改革")
    undo(page)
    page.goto("/admin/units")
    expect(page.get_by_role("table", name="单位名录")).not_to_contain_text("市数据局")


def test_what_is_wrong_with_a_change_is_told_at_once(open_page: OpenPage) -> None:
    page = open_page("administrator")
    page.goto("/admin/changes/establish-unit")
    change(page, unit="Market", effective="2020-01-01")

    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("服务区划：请填写或选择")
    page.locator("[name='place']").select_option("440600")
    page.get_by_role("button", name="查看变更内容").click()
    for problem in ("单位代码", "名称", "生效日期：不能早于今天", "变更原因"):
        expect(problems).to_contain_text(problem)
    look_over(page, "admin-form-problems")
    page.goto("/admin/changes/move-unit?unit=municipal_government")
    change(page, superior="market_supervision", reason="试一试")
    expect(page.get_by_role("alert")).to_contain_text("会成为自己的上级")
    page.goto("/admin/changes/close-unit?unit=market_supervision")
    change(page, reason="试一试")
    expect(page.get_by_role("alert")).to_contain_text("仍有人任职")


def test_a_deputy_acts_at_once_with_both_names_and_until_it_is_undone(
    open_page: OpenPage, site: Site
) -> None:
    deputy = open_page("market_reviewer")
    deputy.goto("/staff")
    page = open_page("administrator")
    page.goto("/admin/staff/market_approver")
    page.get_by_role("link", name="登记请假").click()
    tomorrow = page.locator("[name='effective']").input_value()
    change(page, deputy="market_reviewer", until=tomorrow, reason="年假")
    expect(page.get_by_role("table", name="将会改变")).to_contain_text("代 刘振华")
    look_over(page, "admin-confirm-leave")
    confirm(page)
    expect(page.get_by_text("由 张卫东 代理").first).to_be_visible()

    deputy.wait_for_url(re.compile("/sign-in"))  # the live page noticed by itself
    site.forget("market_reviewer")
    deputy = open_page("market_reviewer")
    deputy.goto("/capacity")
    look_over(deputy, "capacity")
    deputy.get_by_label(re.compile("代 刘振华")).check()
    deputy.get_by_role("button", name="切换").click()
    expect(deputy.get_by_text("张卫东 代 刘振华")).to_be_visible()

    undo(page)
    deputy.wait_for_url(re.compile("/sign-in"))
    site.forget("market_reviewer")
    site.forget("market_approver")


def test_an_account_is_disabled_and_enabled(open_page: OpenPage, site: Site) -> None:
    page = open_page("administrator")
    page.goto("/admin/staff/disabled_approver")
    page.get_by_role("link", name="停用账户").click()
    change(page, reason="调离岗位")
    confirm(page)
    expect(page.get_by_text("已停用").first).to_be_visible()
    with site.client() as client:
        sent = {"account": "disabled_approver", "password": site.password("disabled_approver")}
        assert client.post("/api/v1/sessions", json=sent).status_code == 401

    page.get_by_role("link", name="启用账户").click()
    change(page, reason="回到岗位")
    confirm(page)
    expect(page.get_by_text("在岗").first).to_be_visible()


def test_a_code_is_shown_once_and_a_resident_is_found_by_his_account(open_page: OpenPage) -> None:
    page = open_page("administrator")
    page.goto("/admin/staff/disabled_approver/code")
    page.get_by_label("变更原因").fill("忘记密码")
    page.get_by_role("button", name="发放激活码").click()
    expect(page.locator("#code")).to_have_text(re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    look_over(page, "admin-code")

    page.goto("/admin/residents")
    page.get_by_label("账号").fill("chen_jiahui")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("可以登录")).to_be_visible()
    look_over(page, "admin-resident")


def test_nobody_changes_himself(open_page: OpenPage) -> None:
    page = open_page("administrator")
    page.goto("/admin/staff/administrator")
    expect(page.get_by_role("heading", name="任职")).to_be_visible()
    assert page.get_by_role("link", name="停用账户").count() == 0

    page.goto("/admin/changes/disable-staff?account=administrator")
    change(page, reason="试一试")
    expect(page.get_by_role("alert")).to_contain_text("不能变更自己")


def test_every_page_looks_right_in_both_languages(open_page: OpenPage) -> None:
    page = open_page("administrator")
    for place in (
        "/admin",
        "/admin/units",
        "/admin/units/market_supervision",
        "/admin/staff",
        "/admin/staff/market_approver",
        "/admin/staff/market_approver/code",
        "/admin/residents",
        "/admin/roles",
        "/admin/windows",
        "/admin/searches",
        "/admin/flows",
        "/admin/changes/enter-staff",
        "/activate",
        "/admin/changes/appoint?account=market_approver",
    ):
        for language in languages(place):
            answer = page.goto(f"{place}{'&' if '?' in place else '?'}lang={language}")
            assert answer is not None and answer.status == 200
            look_over(page, f"{place}-{language}")


def test_it_works_without_scripts_and_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("administrator", scripts=False)
    page.goto("/admin/changes/set-window?unit=market_supervision&integrated=yes")
    page.get_by_label("变更原因").fill("试点")
    page.get_by_label("变更原因").press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="将会改变")).to_contain_text("综合窗口：是")
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("变更原因")).to_have_value("试点")


@pytest.mark.parametrize("account", ["market_approver", "operator", "chen_jiahui", ""])
def test_nobody_else_sees_them(site: Site, account: str) -> None:
    with site.client(account) as client:
        for place in ("/admin", "/admin/staff", "/admin/changes/appoint?account=operator"):
            assert client.get(place).status_code in (401, 403)


@pytest.mark.feature("HALL-13")
def test_a_calendar_is_published_exported_and_taken_back(open_page: OpenPage, site: Site) -> None:
    page = open_page("administrator")
    page.goto("/admin/calendars")
    page.get_by_role("link", name="2027").click()
    page.get_by_role("link", name="发布新版本").click()
    change(page, source="国务院办公厅通知", closed="2027-01-01\n不是日期", reason="放假安排")
    expect(page.get_by_role("alert")).to_contain_text("“不是日期”不是日期")
    change(page, closed="2027-01-01\n2027-02-08", made_up="2027-02-20")
    expect(page.get_by_text("+ 2027年2月20日")).to_be_visible()
    look_over(page, "admin-confirm-calendar")
    confirm(page)

    with site.client("administrator") as client:
        told = client.get("/admin/calendars/2027/export").json()
    assert (told["year"], told["made_up"]) == (2027, ["2027-02-20"])
    look_over(page, "admin-calendar")
    page.get_by_role("link", name="撤回").click()
    change(page, reason="录入有误")
    confirm(page)
    expect(page.get_by_text("还没有在线发布过。")).to_be_visible()


def test_a_dictionary_is_published_from_what_ships(open_page: OpenPage) -> None:
    page = open_page("administrator")
    page.goto("/admin/dictionaries/themes/publish")
    shipped = page.locator("[name='terms']").input_value()
    change(page, terms=f"{shipped}\nsport | 体育 | Sport", reason="新增主题")
    expect(page.get_by_text("sport | 体育 | Sport")).to_be_visible()
    confirm(page)
    expect(page.get_by_role("table", name="历次版本")).to_contain_text("新增主题")
    for place in ("/admin/dictionaries", "/admin/dictionaries/themes", "/admin/calendars"):
        for language in languages(place):
            answer = page.goto(f"{place}?lang={language}")
            assert answer is not None and answer.status == 200
            look_over(page, f"{place}-{language}")
