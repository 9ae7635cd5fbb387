"""“我要开一家面馆。” Found by the words of people; the guide says all; the permit is in hand."""

import re

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from tests.acceptance.journeys.applying import begin, fill_in, find
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, FOOD, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send
from tests.acceptance.test_case_papers import officer


@pytest.mark.feature("HALL-01", "HALL-36")
def test_i_open_a_noodle_shop(open_page: OpenPage, site: Site) -> None:
    item = site.library[Catalogue].item(FOOD)
    page = open_page()
    find(page, "开面馆", item.title.zh)
    for said in ("办理条件", "申请材料", "办理流程", "法律依据", "办理窗口和时间", "常见问题"):
        expect(page.get_by_role("heading", name=said).first).to_be_visible()
    expect(page.get_by_text("承诺 5 个工作日").first).to_be_visible()
    expect(page.get_by_text("不收费", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="下载空白申请表")).to_be_visible()
    look_over(page, "guide to a permit")

    page.goto("/")
    page.get_by_role("link", name="开店", exact=True).click()
    expect(page.get_by_role("link", name="个体工商户设立登记")).to_be_visible()
    expect(page.get_by_role("link", name="污水排入排水管网许可")).to_be_visible()
    look_over(page, "what is needed to open a shop")
    page.get_by_role("link", name=item.title.zh).click()

    begin(page, site, "chen_jiahui")
    fill_in(page, item, item.example)
    for material in item.materials:
        page.get_by_label(material.title.zh).first.set_input_files(FILE)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", level=1, name="申请已提交")).to_be_visible()
    page.get_by_role("link", name="查看办理进度").click()
    case = page.url.rpartition("/")[2].partition("?")[0]

    with site.client(officer(site, FOOD, WINDOW_CLERK)) as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
    with site.client(officer(site, FOOD, REVIEWER)) as reviewer:
        for task in ("paper_review", "inspection"):
            wish = {"task": task, "opinion": "agree"}
            send(reviewer, case, "give_opinion", wish).raise_for_status()
    with site.client(officer(site, FOOD, APPROVER)) as approver:
        send(approver, case, "decide", {"outcome": "granted"}).raise_for_status()
    with site.client(officer(site, FOOD, WINDOW_CLERK)) as clerk:
        send(clerk, case, "issue", {}).raise_for_status()

    page.reload()
    assert item.result is not None
    expect(page.get_by_text(re.compile(f"{item.result.title.zh}：{FOOD}-")).first).to_be_visible()
