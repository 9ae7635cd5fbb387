"""A resident applies on the pages: errors, keyboard, sending twice, following live, correcting."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import (
    FOOD,
    act,
    answer,
    applied,
    apply_by_page,
    begin,
    fill_in,
    hand_in,
)
from tests.acceptance.site import Site
from tests.waiting import until_shown

HOME_CERTIFICATE = "WFZM-01"


@pytest.mark.feature("HALL-01")
def test_a_service_is_found_in_spite_of_a_slip_of_the_pen(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("食品经营许克")
    suggestion = page.locator("#suggestions a").first
    expect(suggestion).to_have_text("食品经营许可（餐饮服务）")
    suggestion.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("食品经营许可（餐饮服务）")
    expect(page.get_by_text("现场核查意见").first).to_be_visible()


@pytest.mark.feature("HALL-04")
def test_faults_are_named_in_a_summary_that_has_the_focus_and_entries_are_kept(
    open_page: OpenPage,
) -> None:
    page = open_page("chen_jiahui")
    case = begin(page, FOOD)
    page.goto(f"/apply/{case}/1")
    answer(page, "business_name", "悦香餐饮")
    answer(page, "business_code", "123")
    page.get_by_role("button", name="保存并继续").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("错误：")
    links = summary.get_by_role("link")
    expect(links).to_have_count(3)  # the code, the kind of catering, the telephone number
    for link in links.all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        beside = page.locator(f"[id='{target}-error']")
        expect(beside).to_contain_text(link.inner_text())
    links.first.click()
    expect(page.locator("[name='form.business_code']")).to_be_focused()
    expect(page.locator("[name='form.business_name']")).to_have_value("悦香餐饮")
    expect(page.locator("[name='form.business_code']")).to_have_value("123")


@pytest.mark.feature("HALL-04")
def test_a_question_that_depends_on_another_shows_when_it_is_answered(open_page: OpenPage) -> None:
    page = open_page("chen_jiahui")
    case = begin(page, FOOD)
    page.goto(f"/apply/{case}/1")
    diners = page.locator("[name='form.diners']")
    expect(diners).to_be_hidden()
    answer(page, "format", "canteen")
    expect(diners).to_be_visible()
    answer(page, "format", "snack")
    expect(diners).to_be_hidden()


@pytest.mark.feature("HALL-04")
def test_unfinished_work_waits_until_the_applicant_comes_back(open_page: OpenPage) -> None:
    page = open_page("huang_guoqiang")
    case = begin(page, FOOD)
    page.goto(f"/apply/{case}/2")
    answer(page, "address", "示例路 8 号首层")
    page.get_by_role("button", name="保存，以后再填").click()
    expect(page.get_by_text("已保存为草稿")).to_be_visible()

    again = open_page("huang_guoqiang")
    again.goto(f"/apply/{case}/2")
    expect(again.locator("[name='form.address']")).to_have_value("示例路 8 号首层")


@pytest.mark.feature("HALL-04")
def test_ids_of_applications_begin_with_their_time_so_that_neighbours_are_kept_together(
    open_page: OpenPage,
) -> None:
    before = time.time()
    page = open_page("huang_guoqiang")
    cases = [begin(page, FOOD), begin(page, FOOD)]

    assert cases == sorted(cases)
    assert before - 1 < int(cases[0][:12], 16) / 1000 < time.time() + 1


@pytest.mark.feature("HALL-04")
def test_unfinished_work_is_kept_and_its_fault_named_when_it_is_sent(open_page: OpenPage) -> None:
    page = open_page("huang_guoqiang")
    case = begin(page, FOOD)
    page.goto(f"/apply/{case}/2")
    answer(page, "address", "示例路 8 号首层")
    answer(page, "total_area", 10**30)
    page.get_by_role("button", name="保存，以后再填").click()
    expect(page).to_have_url(re.compile("saved=true$"))
    page.goto(f"/apply/{case}/2")
    expect(page.locator("[name='form.total_area']")).to_have_value(str(10**30))
    page.get_by_role("button", name="保存并继续").click()

    link = page.get_by_role("alert").get_by_role("link", name="经营场所面积")
    expect(link).to_have_count(1)
    assert link.get_attribute("href") == "#form.total_area"
    expect(page.locator("[name='form.address']")).to_have_value("示例路 8 号首层")


@pytest.mark.feature("HALL-04", "HALL-05")
def test_sending_an_application_again_leads_to_the_same_confirmation(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("liang_zhihao")
    case = begin(page, FOOD)
    fill_in(page, site.library[Catalogue].item(FOOD), case)
    hand_in(page)
    expect(page).to_have_url(re.compile("/check$"))
    form = page.locator("form[action$='/submit']")
    first_key = form.locator("[name=key]").input_value()
    page.reload()
    assert form.locator("[name=key]").input_value() == first_key
    token = form.locator("[name=csrf_token]").input_value()

    page.get_by_role("button", name="确认并提交申请").click()
    number = page.locator(".panel__number").inner_text()
    assert len(number) == 43
    confirmation = page.url
    page.reload()
    expect(page.locator(".panel__number")).to_have_text(number)

    sent = {"key": first_key, "csrf_token": token}
    again = page.request.post(f"/apply/{case}/submit", form=sent)
    assert again.url == confirmation and number in again.text()
    until_shown(page.get_by_text(number), "/cases")
    expect(page.get_by_text(number)).to_have_count(1)


@pytest.mark.feature("HALL-04")
def test_the_confirmation_says_by_which_day_something_will_happen(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("mai_xiaotong")
    apply_by_page(page, site, FOOD)
    expect(page.get_by_text(re.compile(r"最迟在\d{4}年\d+月\d+日告知是否受理"))).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".panel__number")).to_be_visible()


@pytest.mark.feature("HALL-04")
def test_an_application_can_be_made_with_the_keyboard_alone(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("he_yuexian")
    item = site.library[Catalogue].item(HOME_CERTIFICATE)
    page.goto(f"/items/{HOME_CERTIFICATE}")
    press(page, "在线办理")
    press(page, "我已了解，开始填写")
    case = page.url.rpartition("/")[2]
    for number, section in enumerate(item.sections, 1):
        press(page, section.title.zh)
        for field in section.fields:
            if field.name in item.example:
                type_answer(page, field.name, item.example[field.name])
        press(page, "保存，以后再填")
        expect(page).to_have_url(re.compile(f"/apply/{case}"))
        assert number <= len(item.sections)
    if item.materials:
        press(page, "申请材料")
        hand_in(page)
    else:
        press(page, "核对并提交")
    expect(page).to_have_url(re.compile("/check$"))
    press(page, "确认并提交申请")
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()


@pytest.mark.feature("HALL-16")
def test_the_progress_page_changes_by_itself_when_an_officer_acts(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD, "ou_jianfeng")
    resident, officer = open_page("ou_jianfeng"), open_page("market_clerk")
    resident.goto(f"/cases/{case}")
    expect(resident.get_by_text("实时更新中")).to_be_visible()
    stays = resident.evaluate("window.stays = Math.random()")

    officer.goto(f"/staff/cases/{case}")
    act(officer, "受理")
    expect(resident.locator(".timeline__what", has_text="已受理")).to_be_visible()
    assert resident.evaluate("window.stays") == stays  # no reload


@pytest.mark.feature("HALL-09")
def test_a_correction_is_asked_for_once_and_answered_on_one_page(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD, "luo_meilan")
    officer = open_page("market_clerk")
    officer.goto(f"/staff/cases/{case}")
    place = officer.locator("[value='/form/address']").get_attribute("name") or ""
    act(officer, "一次性告知补正", **{place.replace(".field", ".reason"): "请填写到门牌号"})
    expect(officer.get_by_text("已告知补正，等待申请人")).to_be_visible()

    resident = open_page("luo_meilan")
    resident.goto(f"/cases/{case}")
    expect(resident.get_by_text("请填写到门牌号")).to_be_visible()
    resident.get_by_role("link", name="补正材料").click()
    answer(resident, "address", "")
    resident.get_by_role("button", name="提交补正").click()
    expect(resident.get_by_role("alert")).to_be_focused()
    answer(resident, "address", "禅城区示例路 66 号二层 201")
    resident.get_by_role("button", name="提交补正").click()
    expect(resident.locator(".timeline__what", has_text="已补正")).to_be_visible()

    officer.reload()
    expect(officer.locator("summary", has_text="一次性告知补正")).to_have_count(0)
    expect(officer.get_by_text("禅城区示例路 66 号二层 201")).to_be_visible()


@pytest.mark.feature("HALL-17")
def test_an_application_can_be_withdrawn_after_a_question(open_page: OpenPage, site: Site) -> None:
    case = applied(site, FOOD, "feng_junjie")
    page = open_page("feng_junjie")
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name="撤回申请").click()
    page.get_by_role("button", name="撤回申请").click()
    expect(page.get_by_text("本办件已经结束。")).to_be_visible()


@pytest.mark.feature("HALL-16")
def test_progress_can_be_asked_for_by_number_without_signing_in(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD, "guan_wenting")
    known = open_page("guan_wenting")
    known.goto(f"/cases/{case}/confirmation")
    number = known.locator(".panel__number").inner_text()

    page = open_page()
    page.goto("/progress")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("申请人证件号码后四位").fill("0000")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_be_focused()
    tail = known_tail(known, case)
    page.get_by_label("申请人证件号码后四位").fill(tail)
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".timeline__what", has_text="已申报")).to_be_visible()
    stranger = open_page()
    stranger.goto(f"/progress/{number}")
    expect(stranger).to_have_url(re.compile("/progress$"))


@pytest.mark.feature("HALL-01")
def test_pages_speak_english_when_asked_and_remember_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("One door for everything")
    page.goto("/items")
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("办事事项")


def known_tail(page: Page, case: str) -> str:
    """Return the last four characters of the applicant's number, from the applicant's own page."""
    answer = page.request.get(
        f"/api/v1/cases/{case}?purpose=own", headers={"idempotency-key": "tail"}
    )
    return str(answer.json()["case"]["applicant"]["id_number"])[-4:]


def press(page: Page, name: str) -> None:
    """Move by Tab until the control called `name` has the focus, and press Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.closest('a, button')?.innerText ?? ''"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never came to {name}")


def type_answer(page: Page, name: str, value: object) -> None:
    """Move by Tab to the question and answer it by keys."""
    control = page.locator(f"[name='form.{name}']")
    kind = control.first.evaluate("one => one.type")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == f"form.{name}":
            break
    else:
        raise AssertionError(f"the keyboard never came to {name}")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "radio":
        page.keyboard.press("Space")
        while page.locator(f"[name='form.{name}']:checked").input_value() != text:
            page.keyboard.press("ArrowDown")
    elif kind == "select-one":
        while control.input_value() != text:
            page.keyboard.press("ArrowDown")
    elif kind == "date":
        control.fill(text)
    else:
        page.keyboard.type(text)
