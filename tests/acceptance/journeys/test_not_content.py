"""“我不满意。” A resident says what he thinks of a service, complains about it, and is told what
came of both; the head of the unit follows it up without learning who he is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import applied, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send
from tests.waiting import until_shown

RESIDENT, CLERK, HEAD, SUPERVISOR = "chen_jiahui", "hall_clerk", "land_approver", "supervisor"
ITEM, TITLE = "WFZM-01", "无房证明（住房情况查询）"
SAID = "等了两个小时，窗口只开了一个"


def sign_in(page: Page, site: Site, account: str) -> None:
    """Sign in from the front page."""
    page.goto("/")
    page.get_by_role("link", name="登录").first.click()
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(site.password(account))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.feature("HALL-17", "HALL-18", "HALL-19")
def test_i_am_not_content(open_page: OpenPage, site: Site) -> None:
    case = applied(site, ITEM, RESIDENT)
    with site.client(CLERK) as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
        refused = {"outcome": "denied", "reason": "名下已有住房"}
        send(clerk, case, "decide", refused).raise_for_status()
    page = open_page()
    sign_in(page, site, RESIDENT)

    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.get_by_role("heading", name="我的评价")).to_be_visible()
    look_over(page, "my page")
    page.get_by_role("link", name="我的办件").last.click()
    page.get_by_role("row").filter(has_text=TITLE).filter(has_text="不予").first.get_by_role(
        "link"
    ).click()
    expect(page.get_by_text("60 日内申请行政复议")).to_be_visible()

    page.get_by_label("非常不满意").check()
    page.get_by_text("说明原因").click()
    page.get_by_label("办理慢、等候久").check()
    page.get_by_label("意见或建议").fill(SAID)
    look_over(page, "rating a case")
    with page.expect_navigation():
        page.get_by_role("button", name="提交评价").click()
    until_shown(page.get_by_role("link", name="我的评价"))
    page.get_by_role("link", name="我的评价").click()
    expect(page.get_by_text("15 个工作日内告知您结果")).to_be_visible()
    look_over(page, "my rating")
    mine = page.url

    head = open_page(HEAD)
    head.goto("/")
    follow_up(head)

    page.goto(mine)
    expect(page.get_by_text("已增开窗口，谢谢您的监督")).to_be_visible()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("补充说明").fill("仍然要等")
    page.get_by_role("button", name="提交反馈").click()
    expect(page.get_by_role("heading", name="我的反馈")).to_be_visible()
    look_over(page, "my rating answered")
    complain(page, head)


def follow_up(head: Page) -> None:
    """The head of the unit finds the bad rating, and nobody's name."""
    head.get_by_role("link", name="差评整改").first.click()
    expect(head.get_by_role("heading", level=1, name="差评回访整改")).to_be_visible()
    look_over(head, "follow-ups")
    head.get_by_role("row").filter(has_text="整改中").last.get_by_role("link").first.click()
    head.get_by_role("button", name="显示完整信息").click()
    expect(head.get_by_text(SAID)).to_be_visible()
    expect(head.get_by_text("陈嘉慧")).to_have_count(0)
    look_over(head, "follow-up")
    done = {
        "回访": {"回访方式": "站内留言", "内容": "请问是哪一天、哪个窗口？"},
        "核实": {"核实结论": "属实", "内容": "当日仅开一窗"},
        "整改": {"内容": "高峰时段增开窗口"},
        "办结并反馈": {"内容": "已增开窗口，谢谢您的监督"},
    }
    for title, entries in done.items():
        act(head, title, entries)
    expect(head.get_by_text("已办结反馈").first).to_be_visible()


def complain(page: Page, head: Page) -> None:
    """Complain about the same case, have it answered, and have it taken up once more."""
    page.get_by_role("link", name="咨询投诉").first.click()
    expect(page.get_by_role("heading", level=1, name="我的咨询投诉")).to_be_visible()
    look_over(page, "my complaints")
    page.get_by_role("link", name="我的办件").first.click()
    page.get_by_role("row").filter(has_text=TITLE).filter(has_text="不予").first.get_by_role(
        "link"
    ).click()
    page.get_by_role("link", name="咨询或者投诉这件办件").click()
    page.get_by_label("标题").fill("等候过久")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("内容")
    look_over(page, "complaint lacking its text")
    page.get_by_label("内容").fill(SAID)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text(re.compile("前答复"))).to_be_visible()

    head.get_by_role("link", name="咨询投诉").first.click()
    expect(head.get_by_role("heading", level=1, name="咨询投诉")).to_be_visible()
    look_over(head, "complaints")
    begun = head.get_by_role("row").filter(has_text="办理中").last.get_by_role("link").first
    if not begun.count():
        until_shown(begun)
    begun.click()
    act(head, "答复", {"内容": "高峰时段已增开窗口"})
    expect(head.get_by_text("答复待确认").first).to_be_visible()
    look_over(head, "complaint answered")

    page.reload()
    expect(page.get_by_text("高峰时段已增开窗口")).to_be_visible()
    look_over(page, "my complaint")
    page.get_by_label("不满意的理由").fill("没有说何时开始")
    page.get_by_role("button", name="不满意，要求再次办理").click()
    expect(page.get_by_text("我要求再次办理")).to_be_visible()


def act(page: Page, title: str, entries: dict[str, str]) -> None:
    """Carry out what a record's page offers by its `title`, with `entries` by their labels."""
    named = re.compile(rf"^\s*{title}\s*$")
    page.get_by_text(named).first.click()
    group = page.get_by_role("group").filter(has=page.get_by_role("button", name=named)).last
    for label, value in entries.items():
        control = group.get_by_label(re.compile(rf"^{label}"))
        choice = group.get_by_label(re.compile(value[:4])) if control.count() == 0 else control
        if control.count() and control.first.evaluate("one => one.tagName") == "TEXTAREA":
            control.first.fill(value)
        elif control.count() and control.first.evaluate("one => one.tagName") == "SELECT":
            control.first.select_option(label=re.compile(value))
        else:
            choice.first.check()
    with page.expect_navigation():
        group.get_by_role("button", name=named).last.click()
