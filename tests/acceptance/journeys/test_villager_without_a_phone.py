"""A villager without a telephone, through the clerk of the village: from the clerk's visit to the
window of the town, with only what the pages say."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.journeys.asking import answer_all, choose, follow
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, look_over
from tests.acceptance.site import Site
from tests.waiting import until_shown

pytestmark = pytest.mark.feature("GRASS-02")


def open_action(page: Page, title: str) -> None:
    """Open the form of what can be done."""
    page.locator("summary", has_text=re.compile(rf"^\s*{title}")).click()


def test_a_clerk_carries_a_villagers_application_to_the_town(
    open_page: OpenPage, site: Site
) -> None:
    clerk = open_page("guiyuan_agent", width=360)
    clerk.goto("/")
    follow(clerk, "今日代办")
    look_over(clerk, "the station of a village")
    clerk.get_by_role("link", name="登记上门申请").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("申请代办")
    choose(clerk, "事项", "失业保险金申领")
    choose(clerk, "代办站点", "桂园社区便民服务站")
    clerk.get_by_label("姓名").fill("何月仙")
    clerk.get_by_label("身份证号码").fill("44060219380815002X")
    choose(clerk, "申请人与委托人的关系", "本人")
    clerk.get_by_role("button", name="申请代办").click()

    expect(clerk.get_by_text("待上门受托").first).to_be_visible()
    expect(clerk.get_by_text("代办不收费")).to_be_visible()
    look_over(clerk, "an entrustment to be given")
    open_action(clerk, "登记委托")
    choose(clerk, "核对的证件", "居民身份证")
    choose(clerk, "委托方式", "书面签字")
    choose(clerk, "已向本人宣读委托内容", "是")
    choose(clerk, "本人同意", "是")
    clerk.get_by_role("button", name="登记委托").click()

    clerk.get_by_role("link", name="填写申请").click()
    answer_all(clerk, site, "SYJ-01")
    clerk.get_by_label("居民身份证或者社会保障卡").set_input_files(FILE)
    clerk.get_by_label(re.compile("^终止或者解除劳动关系证明")).set_input_files(FILE)
    clerk.get_by_label("纸质材料件数").fill("2")
    clerk.get_by_label("已向本人说明个人信息如何处理").check()
    look_over(clerk, "the intake of an application on one page")
    clerk.get_by_role("button", name="收件").click()
    expect(clerk.get_by_text("已收件，待上报").first).to_be_visible()
    number = clerk.get_by_text(re.compile(r"11440600SAMPLE006X\w+")).first.inner_text()

    follow(clerk, "今日代办")
    box = clerk.get_by_label(re.compile(number))
    until_shown(box)
    box.check()
    choose(clerk, "上报到", "桂城街道办事处")
    clerk.get_by_role("button", name="组批").click()
    open_action(clerk, "清点上报")
    clerk.get_by_label("实际清点办件数").fill("1")
    choose(clerk, "我已清点并签字", "是")
    clerk.get_by_role("button", name="清点上报").click()
    expect(clerk.get_by_text("已上报").first).to_be_visible()
    look_over(clerk, "a batch on its way")
    batch = clerk.url

    window = open_page("guicheng_clerk")
    window.goto(batch)  # the code on the slip leads here
    open_action(window, "清点签收")
    window.get_by_label(number).check()
    choose(window, "我已清点并签字", "是")
    window.get_by_role("button", name="清点签收").click()
    expect(window.get_by_text("已签收").first).to_be_visible()

    follow(clerk, "代办一览")
    row = clerk.get_by_role("row", name=re.compile(number))
    until_shown(row.get_by_text("窗口已收件"))
    expect(row.get_by_text("窗口已收件")).to_be_visible()
    look_over(clerk, "entrustments")


def test_anybody_sees_what_is_done_near_by_and_officers_see_the_gaps(open_page: OpenPage) -> None:
    anybody = open_page(width=360)
    anybody.goto("/")
    follow(anybody, "就近办")
    choose(anybody, "村（社区）或街道", "镇安村便民服务站")
    anybody.get_by_role("button", name="查看").click()
    expect(anybody.get_by_text("市人力资源和社会保障局").first).to_be_visible()
    expect(anybody.get_by_text("须本人到场办理")).to_be_visible()
    look_over(anybody, "what is done near by")
    anybody.get_by_role("link", name="English").click()
    expect(anybody.get_by_text("Decided by").first).to_be_visible()
    look_over(anybody, "what is done near by, in English")

    officer = open_page("labour_offers")
    officer.goto("/")
    follow(officer, "分级事项一览")
    expect(officer.get_by_text("空缺合计")).to_be_visible()
    look_over(officer, "items by tier")
    officer.goto("/item-offers/matrix?lang=en")
    look_over(officer, "items by tier, in English")
