"""Newcomers finish five tasks from the pages alone: draft, invite, submit, follow, rate; in both
languages, and in less than fifteen minutes by published speeds of reading and writing.

The script reads what people read: it finds everything by visible labels, and knows no names of
controls, no addresses but that of the first page.
"""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from actors.systems.npc_motions.sample.deputies import Person, deputies
from actors.systems.npc_motions.suggestion.commands import Accept, Assign
from actors.systems.npc_motions.suggestion.state import UnitGiven
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    OFFICE,
    WORK_BODY,
    answer,
    seen,
    send,
    staff,
    take_office,
    until,
)
from tests.systems.npc_motions.pages.newcomer import Language, Newcomer

MINUTES = 15  # in which newcomers finish, of the specification
LEADS: Mapping[Language, Person] = {"zh": deputies()[0], "en": deputies()[2]}
COSIGNER = deputies()[1]
STEPS = ("写什么", "情况和具体建议", "由谁办理", "附件", "请谁附议", "核对并提交")
ENGLISH = {
    "写议案建议": "Write a proposal",
    "开始写建议": "Begin a suggestion",
    "写什么": "What it is about",
    "情况和具体建议": "The situation, and what is asked",
    "由谁办理": "Who should handle it",
    "附件": "Attachments",
    "请谁附议": "Who should sign as well",
    "核对并提交": "Check it and hand it in",
    "第 {n} 步，共 {all} 步": "Step {n} of {all}",
    "打印本步": "Print this step",
    "例如：关于整治城区内涝点的建议": "For example: On dealing with flooding in the city",
    "标题": "Title",
    "议题类别": "Topic",
    "住房建设": "Housing",
    "情况和问题": "Matter",
    "具体建议": "Requests",
    "建议承办单位": "Units proposed",
    "水利": "Water",
    "市水利局": "Water Resources Bureau",
    "同意公开": "May be published",
    "是": "Yes",
    "邀请的代表": "Deputies invited",
    "保存并继续": "Save and continue",
    "一事一议": "About one matter",
    "提交建议": "Hand the suggestion in",
    "我的待办": "My tasks",
    "我的建议": "My suggestions",
    "附议": "Sign",
    "所签文本": "Text that is signed",
    "办理中": "Being handled",
    "评价": "Rate",
    "答复单位": "Reply of",
    "办理态度": "Attitude",
    "办理结果": "Result",
    "满意": "Satisfied",
    "已办结": "Closed",
    "关于增设社区充电桩的建议": "On charging points in housing estates",
    "老旧小区没有充电桩，居民私拉电线。": "Old estates have no charging points; people run cables.",
    "增设充电桩\n整治私拉电线": "Add charging points\nHave the cables removed",
    "整治私拉电线": "Have the cables removed",
}


class Script:
    """What stands on the pages in `language`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, chinese: str) -> str:
        """Return how the pages say it."""
        return chinese if self._language == "zh" else ENGLISH[chinese]

    def prints(self, page: Page, title: str) -> None:
        """Expect that the step says which of how many it is, and (whatever the language) prints:
        its title and all that was written, and no navigation."""
        number, button = STEPS.index(title) + 1, self("打印本步")
        place = self("第 {n} 步，共 {all} 步").format(n=number, all=len(STEPS))
        expect(page.get_by_text(place)).to_be_visible()
        if self._language != "zh":
            return
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", level=1, name=self(title))).to_be_visible()
        expect(page.get_by_role("button", name=button)).to_be_hidden()
        expect(page.get_by_role("navigation").first).to_be_hidden()
        for box in page.get_by_role("textbox").all():  # nothing written is cut off
            assert box.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
        page.emulate_media(media="screen")
        expect(page.get_by_role("button", name=button)).to_be_visible()


@pytest.mark.feature("NPC-35", "NPC-36")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_newcomers_draft_invite_submit_follow_and_rate_by_what_they_read(
    open_page: OpenPage, site: Site, language: Language
) -> None:
    take_office(site)
    lead, say = LEADS[language], Script(language)
    for person in (lead, COSIGNER):
        seen(site, "deputies", f"foshan-16-{person.account}", status="active")
    title, on = say("关于增设社区充电桩的建议"), say("保存并继续")
    page = open_page(lead.account)
    page.goto(f"/?lang={language}")
    deputy = Newcomer(page)

    deputy.link(say("写议案建议"))
    deputy.link(say("开始写建议"))
    say.prints(page, STEPS[0])
    expect(page.get_by_text(say("例如：关于整治城区内涝点的建议"))).to_be_visible()
    deputy.button(on)
    expect(page.get_by_role("alert")).to_contain_text(say("标题"))  # nothing was written
    deputy.box(say("标题"), title)
    page.get_by_role("combobox", name=say("议题类别")).select_option(label=say("住房建设"))
    deputy.button(on)

    deputy.box(say("情况和问题"), say("老旧小区没有充电桩，居民私拉电线。"))
    deputy.box(say("具体建议"), say("增设充电桩\n整治私拉电线"))
    say.prints(page, STEPS[1])
    if language == "zh":
        look_over(page, "wizard: matter")
    deputy.button(on)

    say.prints(page, STEPS[2])
    deputy.find(say("建议承办单位"), say("水利"), say("市水利局"))
    deputy.choose(say("同意公开"), say("是"))
    deputy.button(on)
    say.prints(page, STEPS[3])
    deputy.button(on)
    say.prints(page, STEPS[4])
    deputy.find(say("邀请的代表"), COSIGNER.name, COSIGNER.name)
    deputy.button(on)

    other = Newcomer(open_page(COSIGNER.account))
    other.page.goto(f"/?lang={language}")
    other.opened(say("我的待办"), title)
    form = other.action(say("附议"))
    other.choose(say("所签文本"), title, form)
    other.button(say("附议"), form)

    say.prints(page, STEPS[5])
    expect(page.get_by_role("main")).to_contain_text(say("整治私拉电线"))
    if language == "zh":
        look_over(page, "wizard: check")
    deputy.choose(say("一事一议"), say("是"))
    deputy.button(say("提交建议"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    key = f"suggestion:{page.url.rpartition('/')[2]}"

    until(site, key, lambda state: bool(state.number))
    send(site, key, Accept(), staff(site, WORK_BODY))
    send(site, key, Assign(units=(UnitGiven(unit="water_bureau"),)), staff(site, OFFICE))
    deputy.opened(say("我的建议"), title)
    expect(page.locator("header.heading")).to_contain_text(say("办理中"))
    expect(page.get_by_role("main")).to_contain_text(say("市水利局"))

    answer(site, key, 1, answers=2)
    deputy.opened(say("我的待办"), title)
    form = deputy.action(say("评价"))
    for question, choice in (
        ("答复单位", "市水利局"),
        ("办理态度", "满意"),
        ("办理结果", "满意"),
    ):
        deputy.choose(say(question), say(choice), form)
    deputy.button(say("评价"), form)
    expect(page.locator("header.heading")).to_contain_text(say("已办结"))
    print(f"minutes: {deputy.minutes:.1f} and {other.minutes:.1f}")
    assert deputy.minutes < MINUTES
    assert other.minutes < MINUTES
