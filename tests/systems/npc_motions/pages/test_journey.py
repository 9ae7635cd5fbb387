"""A citizen's clue becomes a suggestion of deputies, is answered twice, and stands in public."""

import re

from playwright.sync_api import Page, expect

from actors.systems.npc_motions.sample.deputies import TERM, deputies
from actors.systems.npc_motions.suggestion.commands import Assign, Rate, Sign
from actors.systems.npc_motions.suggestion.state import SuggestionState, UnitGiven
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import act, look_over
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    OFFICE,
    REPLY,
    WORK_BODY,
    answer,
    send,
    staff,
    take_office,
    until,
)
from tests.waiting import until_shown

LEAD, *COSIGNERS = (person.account for person in deputies()[:4])
UNITS = ("water_bureau", "transport_bureau")
TITLE, MATTER = "关于修复滨江步道照明的建议", "滨江步道多盏路灯不亮，夜间行走不便。"
CLUE = "滨江步道晚上一片黑，老人不敢走。"


def rate(page: Page, handling: str, result: str, text: str = "") -> None:
    page.reload()
    more = {"text": text} if text else {}
    act(page, "评价", handling=handling, attitude="satisfied", result=result, **more)


def invited(state: SuggestionState) -> bool:
    """Tell whether all are invited whom the platform knows as deputies."""
    known = [each for each in state.roster.values() if each.membership.status == "active"]
    return len(known) == 4


def test_a_clue_becomes_a_suggestion_that_is_answered_twice_and_published(
    open_page: OpenPage, site: Site
) -> None:
    take_office(site)
    citizen = open_page()
    citizen.goto("/tell")
    citizen.get_by_label("反映内容").fill(CLUE)
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.get_by_role("heading", name="已收到")).to_be_visible()

    lead = open_page(LEAD)
    link = lead.get_by_role("link", name=CLUE)
    until_shown(link, "/clues")

    lead.goto("/suggestions")
    lead.get_by_role("link", name="起草建议").click()
    expect(lead.get_by_label("届次")).to_have_value(str(TERM))
    until_shown(lead.get_by_role("checkbox", name=CLUE))
    for label, text in {"标题": TITLE, "情况和问题": MATTER}.items():
        lead.get_by_role("textbox", name=label).fill(text)
    lead.get_by_role("checkbox", name=CLUE).check()
    lead.get_by_role("group", name="同意公开").get_by_text("是", exact=True).click()
    lead.get_by_role("button", name="保存草稿").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(TITLE)
    look_over(lead, "draft of a suggestion")
    id = lead.url.rpartition("/")[2]
    key = f"suggestion:{id}"
    invite = lead.locator("details.action", has_text="邀请附议")
    invite.locator("summary").click()
    for person in deputies()[1:4]:
        invite.get_by_role("checkbox", name=person.name).check()
    invite.get_by_role("button").click()

    sha256 = until(site, key, invited).text.sha256
    page = open_page(COSIGNERS[0])
    page.goto(f"/suggestions/{id}")
    act(page, "附议", sha256=sha256)
    for person in deputies()[2:4]:  # as the first one does
        send(site, key, Sign(sha256=sha256), person.identity)
    state = until(site, key, lambda state: len(state.signers) == 4)
    assert all(each.membership.status == "active" for each in state.roster.values())
    lead.reload()
    act(lead, "提交", one_matter="true")

    state = until(site, key, lambda state: bool(state.number))
    body = open_page(WORK_BODY)
    body.goto(f"/suggestions/{id}")
    act(body, "受理")
    expect(body.locator("header.heading")).to_contain_text("已受理")
    given = tuple(UnitGiven(unit=unit, role="separate", part=unit) for unit in UNITS)
    send(site, key, Assign(units=given), staff(site, OFFICE))

    answer(site, key, 1)
    first, second = (each.handling for each in until(site, key, lambda state: True).at_work)
    rate(lead, first, "satisfied")
    rate(lead, second, "dissatisfied", "仍有三盏不亮。")
    expect(lead.locator("header.heading")).to_contain_text("代表不满意")
    body.reload()
    act(body, "重新办理", reason="请修复余下三盏。")
    answer(site, key, 2)
    again = until(site, key, lambda state: len(state.due_replies) > 0).due_replies
    for each in again:  # as in the first round
        wish = Rate(handling=each.handling, attitude="satisfied", result="satisfied")
        send(site, key, wish, deputies()[0].identity)
    lead.reload()
    expect(lead.locator("header.heading")).to_contain_text("已办结")

    body.reload()
    act(body, "公开", title=TITLE, matter=MATTER, reply=REPLY)
    public = f"/published/suggestion/{id}"
    link = citizen.get_by_role("link", name=TITLE)
    until_shown(link, "/published")
    look_over(citizen, "published suggestions")
    link.click()
    expect(citizen).to_have_url(re.compile(public))
    look_over(citizen, "published suggestion")
    for text in (MATTER, REPLY, state.number, "不满意", "引用了 1 条群众线索"):
        expect(citizen.get_by_role("main")).to_contain_text(text)
    for account in (LEAD, *COSIGNERS):
        name = next(person.name for person in deputies() if person.account == account)
        expect(citizen.get_by_role("main")).not_to_contain_text(name)

    for address, state in (
        ("/statistics/proposals", "statistics of proposals"),
        ("/clues/subjects", "clues by subject"),
        (f"/suggestions/{id}", "a suggestion that is public"),
    ):
        body.goto(address)
        look_over(body, state)
    act(body, "撤回公开", reason="核对内容")
    assert citizen.goto(public).status == 404  # type: ignore[union-attr]
