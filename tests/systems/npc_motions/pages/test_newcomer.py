"""Newcomers finish five tasks from the pages alone: draft, invite, submit, follow, rate.

The script reads what people read: it finds everything by visible labels, and knows no names of
controls, no addresses but that of the first page.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from actors.systems.npc_motions.sample.deputies import deputies
from actors.systems.npc_motions.suggestion.commands import Accept, Assign
from actors.systems.npc_motions.suggestion.state import UnitGiven
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    OFFICE,
    WORK_BODY,
    answer,
    send,
    staff,
    take_office,
    until,
)

LEAD, COSIGNER = deputies()[0].account, deputies()[1]
TITLE = "关于增设社区充电桩的建议"
STEPS = ("写什么", "情况和具体建议", "由谁办理", "请谁附议", "核对并提交")


def prints(page: Page, title: str) -> None:
    """Expect that the step says which of how many it is, and prints: its title and what was
    written, and no navigation."""
    number = STEPS.index(title) + 1
    expect(page.get_by_text(f"第 {number} 步，共 {len(STEPS)} 步")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_role("button", name="打印本步")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.get_by_role("button", name="打印本步")).to_be_visible()


def choose(within: Page | Locator, question: str, choice: str) -> None:
    within.get_by_role("group", name=question).get_by_text(choice, exact=True).click()


def opened(page: Page, entry: str, title: str) -> None:
    """Follow the entry of the navigation, and in its list the link that is called so."""
    link = page.get_by_role("main").get_by_role("link", name=title)
    for _ in range(100):
        page.goto("/")
        page.get_by_role("link", name=entry, exact=True).first.click()
        page.wait_for_load_state()
        if link.count():
            break
        page.wait_for_timeout(100)
    link.first.click()


def action(page: Page, title: str) -> Locator:
    """Open an action of the record, and return its form."""
    named = re.compile(rf"^\s*{title}\s*$")
    page.locator("summary", has_text=named).click()
    return page.locator("details", has=page.locator("summary", has_text=named))


@pytest.mark.feature("NPC-35", "NPC-36")
def test_newcomers_draft_invite_submit_follow_and_rate_by_what_they_read(
    open_page: OpenPage, site: Site
) -> None:
    take_office(site)
    lead = open_page(LEAD)
    start = lead.get_by_role("link", name="开始写")
    for _ in range(100):  # until lists know the deputies
        lead.goto("/")
        lead.get_by_role("link", name="写建议", exact=True).first.click()
        lead.wait_for_load_state()
        if start.count():
            break
        lead.wait_for_timeout(100)
    for step in STEPS:
        expect(lead.get_by_role("heading", name=step)).to_be_visible()
    start.click()

    prints(lead, STEPS[0])
    expect(lead.get_by_text("例如：关于整治城区内涝点的建议")).to_be_visible()
    lead.get_by_role("button", name="保存并继续").click()
    expect(lead.get_by_role("alert")).to_contain_text("标题")  # nothing was written
    lead.get_by_role("textbox", name="标题").fill(TITLE)
    lead.get_by_role("combobox", name="议题类别").select_option(label="住房建设")
    lead.get_by_role("button", name="保存并继续").click()

    prints(lead, STEPS[1])
    lead.get_by_role("textbox", name="情况和问题").fill("老旧小区没有充电桩，居民私拉电线。")
    lead.get_by_role("textbox", name="具体建议").fill("增设充电桩\n整治私拉电线")
    look_over(lead, "wizard: matter")
    lead.get_by_role("button", name="保存并继续").click()

    prints(lead, STEPS[2])
    choose(lead, "建议承办单位", "市水利局")
    choose(lead, "同意公开", "是")
    lead.get_by_role("button", name="保存并继续").click()

    prints(lead, STEPS[3])
    lead.get_by_role("group", name="邀请的代表").get_by_text(COSIGNER.name).click()
    lead.get_by_role("button", name="保存并继续").click()

    other = open_page(COSIGNER.account)
    opened(other, "我的待办", TITLE)
    form = action(other, "附议")
    choose(form, "所签文本", TITLE)
    form.get_by_role("button", name="附议").click()

    prints(lead, STEPS[4])
    expect(lead.get_by_role("main")).to_contain_text("整治私拉电线")
    choose(lead, "一事一议", "是")
    lead.get_by_role("button", name="提交建议").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(TITLE)
    key = f"suggestion:{lead.url.rpartition('/')[2]}"

    until(site, key, lambda state: bool(state.number))
    send(site, key, Accept(), staff(site, WORK_BODY))
    send(site, key, Assign(units=(UnitGiven(unit="water_bureau"),)), staff(site, OFFICE))
    opened(lead, "我的建议", TITLE)
    expect(lead.locator("header.heading")).to_contain_text("办理中")
    expect(lead.get_by_role("main")).to_contain_text("市水利局")

    answer(site, key, 1, answers=2)
    opened(lead, "我的待办", TITLE)
    form = action(lead, "评价")
    choose(form, "答复单位", "市水利局")
    choose(form, "办理态度", "满意")
    choose(form, "办理结果", "满意")
    form.get_by_role("button", name="评价").click()
    expect(lead.locator("header.heading")).to_contain_text("已办结")
