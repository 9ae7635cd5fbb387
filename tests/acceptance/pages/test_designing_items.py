"""An administrator makes an item on the pages, another publishes it, and the same minute a resident
applies for it and gets the certificate, and a villager through an agent who has no line: no
deployment, no restart."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from serve_apps.front.visitor import COOKIE
from tests.acceptance.pages.conftest import OpenPage, Sessions
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send
from tests.acceptance.test_case_papers import papers
from tests.systems.community_service.test_entrustment_pages import entrusted, row
from tests.waiting import until_shown

CODE, NAME = "GXTY-01", "共享庭院使用登记"
AGENT = "zhenan_agent"
STEPS = (
    ("first_review", "初审", "First review", "审查", "2", "site"),
    ("site", "现场核查", "Site visit", "审查", "3", "second_review"),
    ("second_review", "复审", "Second review", "审查", "2", "decision"),
    ("decision", "决定", "Decision", "决定", "1", ""),
)


@pytest.fixture
def terminal(sessions: Sessions, site: Site) -> Iterator[Page]:
    """A browser of an agent's own, of which nobody else has anything afterwards."""
    context = sessions.begin(site.url, scripts=True)
    context.add_cookies([{"name": COOKIE, "value": site.token(AGENT), "url": site.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    yield page
    context.close()


def titled(within: Locator | Page, group: str, zh: str, en: str) -> None:
    """Fill in a title in both languages."""
    of = within.get_by_role("group", name=group)
    of.get_by_label("中文").fill(zh)
    of.get_by_label("英文").fill(en)


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="编辑").get_by_role("link", name=name).click()


def save(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def begin(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="事项设计").click()
    look_over(page, "items that are designed")
    page.get_by_text("新建事项").first.click()
    page.get_by_label("事项编码").fill(CODE)
    titled(page, "事项名称", NAME, "Use of a shared courtyard")
    choose(page.locator("main"), "所属系统", "一门式政务服务")
    page.get_by_label("实施单位").select_option(label="市民政局")
    page.get_by_role("button", name="新建事项").click()


def describe(page: Page) -> None:
    expect(page.get_by_role("heading", name=f"基本信息 · {NAME}")).to_be_visible()
    titled(page, "一句话说明", "登记共享庭院的使用时间", "Register when a shared courtyard is used")
    page.get_by_label("主题").select_option(index=1)
    page.get_by_label("法律依据").fill("《中华人民共和国民法典》第二百七十四条")
    channels = page.get_by_role("group", name="办理渠道")
    channels.get_by_label("网上").check()
    channels.get_by_label("窗口").check()
    save(page, "保存基本信息")


def ask(page: Page) -> None:
    tab(page, "表单")
    page.get_by_text("加入数据元").first.click()
    page.get_by_label("用途").check()
    save(page, "加入数据元")
    page.get_by_role("link", name="自定字段").click()
    look_over(page, "a field of one's own")
    page.get_by_label("标识").fill("seats")
    titled(page, "事项名称", "座位数", "Seats")
    titled(page, "填写说明", "填写整数", "A whole number")
    page.get_by_label("填写方式").select_option(label="数字")
    page.get_by_role("group", name="数据来源").get_by_label("申请人填写").check()
    page.get_by_role("group", name="敏感程度").get_by_label("一般").check()
    page.get_by_label("最小值或最少字数").fill("1")
    save(page, "保存字段")
    expect(page.get_by_role("link", name="座位数")).to_be_visible()


def flow(page: Page) -> None:
    tab(page, "流程")
    titled(page, "事项名称", "四步办理", "Four steps")
    for number, (name, zh, en, sort, days, then) in enumerate(STEPS, 1):
        if number > 1:
            page.get_by_role("button", name=re.compile("^再加一项")).click()
        row = page.get_by_role("group", name=f"第 {number} 项")
        row.get_by_label("标识").fill(name)
        row.get_by_label("中文名称").fill(zh)
        row.get_by_label("英文名称").fill(en)
        row.get_by_role("group", name="步骤类型").get_by_label(sort, exact=True).check()
        row.get_by_label("实施单位").select_option(label="牵头部门")
        role = "审批人" if sort == "决定" else "审查人员"
        choose(row, "办理角色", role)
        row.get_by_label("办理时限").fill(days)
        row.get_by_label("之后").fill(then)
    save(page, "保存流程")
    expect(page.get_by_role("table", name="现有步骤").get_by_role("row")).to_have_count(5)
    look_over(page, "the flow of an item")


def choose(within: Locator, label: str, choice: str) -> None:
    """Choose from a list, which is a few buttons or a box."""
    group = within.get_by_role("group", name=label)
    if group.count():
        group.get_by_label(choice).check()
    else:
        within.get_by_label(label).select_option(label=choice)


def result_and_fee(page: Page) -> None:
    tab(page, "结果")
    choose(page.locator("main"), "文书模板", "证明文书")
    page.get_by_label("证照类型").fill("shared_courtyard_certificate")
    titled(page, "事项名称", "共享庭院使用证明", "Certificate of a shared courtyard")
    page.get_by_role("group", name="记载的字段").get_by_label("座位数").check()
    save(page, "保存结果")
    tab(page, "收费")
    page.get_by_label("收费金额").fill("20")
    page.get_by_label("收费依据").fill("粤发改价格〔2020〕1号")
    save(page, "保存收费")


def send_for_review(page: Page) -> None:
    tab(page, "概况")
    expect(page.get_by_text("内容没有问题")).to_be_visible()
    page.get_by_role("button", name="试运行").click()
    expect(page.get_by_text("全部通过")).to_be_visible(timeout=20_000)
    page.reload()
    look_over(page, "a design that was tested")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("您参与了编写，须由另一名管理员审核。")).to_be_visible()
    expect(page.get_by_text("审核通过并发布")).to_have_count(0)


def publish(page: Page) -> None:
    page.goto("/admin/designs")
    page.get_by_role("link", name=NAME).click()
    page.get_by_text("审核通过并发布").first.click()
    page.get_by_role("button", name="审核通过并发布").click()
    expect(page.get_by_text("第 1 版")).to_be_visible()


def apply(page: Page) -> str:
    until_shown(page.get_by_role("link", name=NAME), "/items")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("¥20.00")).to_be_visible()
    page.get_by_role("link", name="在线办理").click()
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_label("用途").fill("邻里聚会")
    page.get_by_label("座位数").fill("12")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    return page.url.split("/")[-2]


def decide(site: Site, case: str) -> None:
    """Take the case through its four steps to its result."""
    with site.client("civil_clerk") as clerk, site.client("civil_reviewer") as reviewer:
        send(clerk, case, "accept", {}).raise_for_status()
        for task in ("first_review", "site", "second_review"):
            wish = {"task": task, "opinion": "agree"}
            send(reviewer, case, "give_opinion", wish).raise_for_status()
        with site.client("civil_approver") as approver:
            send(approver, case, "decide", {"outcome": "granted"}).raise_for_status()
        send(clerk, case, "issue", {}).raise_for_status()


def open_to_agents(page: Page) -> None:
    """Have the officer of the organ that owns the item open it to agents."""
    page.goto("/agent-items/new")
    look_over(page, "opening an item to agents")
    form = page.locator("form", has=page.get_by_role("button", name="开放代办"))
    choose(form, "事项", NAME)
    form.get_by_label("是", exact=True).check()
    form.get_by_role("button", name="开放代办").click()
    expect(page.get_by_text("已开放代办").first).to_be_visible()


def take_in_without_a_line(page: Page, site: Site) -> str:
    """Have the agent of a village take in an application with no line, and return its number."""
    until_shown(page.locator("option, label", has_text=NAME), "/entrustments/new")
    with site.client(AGENT) as client:
        id = entrusted(client, item=CODE).rpartition("/")[2]
    row(site, id, state="entrusted")
    page.goto("/village/terminal")
    page.get_by_role("button", name="登记为村级终端").click()
    expect(page.get_by_role("heading", name="离线收件")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.get_by_text("已连接平台")).to_be_visible()
    page.wait_for_function(
        "async () => (await (await caches.open('village-terminal-1')).keys()).length > 5"
    )
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    page.get_by_label("代办委托").select_option(id)
    page.get_by_label("用途").locator("visible=true").fill("村里的长桌宴")
    page.get_by_label("座位数").locator("visible=true").fill("30")
    page.get_by_label("已向本人说明个人信息如何处理").check()
    page.get_by_role("button", name="保存到待发箱").click()
    expect(page.get_by_text("临时编号")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("已收件登记")).to_be_visible()
    number: str = row(site, id, state="received")["number"]
    expect(page.get_by_text(number)).to_be_visible()
    return number


@pytest.mark.feature("GRASS-02", "GRASS-03", "GRASS-07", "HALL-03", "HALL-22")
def test_an_item_is_made_published_and_used_in_one_sitting(
    open_page: OpenPage, terminal: Page, site: Site
) -> None:
    author = open_page("administrator")
    begin(author)
    describe(author)
    ask(author)
    flow(author)
    result_and_fee(author)
    send_for_review(author)
    publish(open_page("administrator_2"))

    resident = open_page("chen_jiahui")
    case = apply(resident)
    decide(site, case)

    with site.client("chen_jiahui") as client:  # receipt, acceptance, grant, certificate
        assert papers(client, case, ready=4)["certificate"]["state"] in ("made", "sealed")
    resident.goto(f"/cases/{case}")
    expect(resident.get_by_text(NAME).first).to_be_visible()
    look_over(resident, "a case of a new item")

    open_to_agents(open_page("civil_offers"))
    number = take_in_without_a_line(terminal, site)
    with site.client("civil_clerk") as clerk:
        assert number in clerk.get(f"/staff/search?q={number}").text
