"""“公司要变更住所，我是办事员，凭委托来办。” Somebody who has a mandate of his firm has its change
of address registered; with nothing but what the pages say."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.acceptance.journeys.test_not_content import sign_in
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FILE, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import key

HEAD, COMPANY, HELPER = "chen_jiahui", "yuexiang_catering", "huang_guoqiang"
NAME, CODE = "佛山市悦香餐饮管理有限公司", "91440604MA00DEM149"
ITEM, TITLE = "GSBG-01", "公司变更登记"


@pytest.fixture
def mandated(site: Site) -> Iterator[None]:
    """The firm's legal representative has given a mandate for this service, and takes it back."""
    with site.client(HEAD) as head:
        body = {"to": HELPER, "name": "黄国强", "items": [ITEM]}
        given = head.post(f"/api/v1/mandates/{COMPANY}/give_mandate", json=body, headers=key())
        given.raise_for_status()
        yield
        revoke = {"mandate": given.json()["reply"]}
        head.post(f"/api/v1/mandates/{COMPANY}/revoke_mandate", json=revoke, headers=key())


@pytest.mark.feature("HALL-08", "HALL-20", "HALL-43")
@pytest.mark.usefixtures("mandated")
def test_our_firm_changes_its_address(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    sign_in(page, site, HELPER)

    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("link", name="委托代办").first.click()
    page.get_by_role("button", name=f"代其办理：{NAME}").click()
    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_text("企业专属网页").first).to_be_visible()
    look_over(page, "company page")

    page.get_by_role("link", name="办理新的事项").click()
    page.get_by_role("searchbox").first.fill("公司变更住所")
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="在线办理").first.click()
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.get_by_role("link", name="公司", exact=True).first.click()
    page.get_by_label("统一社会信用代码").fill(CODE)
    page.get_by_label("公司名称").fill(NAME)
    page.get_by_label("作出变更决议日期").fill("2026-11-10")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("住所", exact=True).check()
    page.get_by_label("变更后住所").fill("佛山市禅城区示例路 66 号二层 201")
    page.get_by_label("否", exact=True).check()
    page.get_by_label("联系手机").fill("13800000101")
    page.get_by_role("button", name="保存并继续").click()
    for material in ("变更决议或者决定", "修改后的公司章程", "新住所使用证明"):
        page.get_by_label(re.compile(f"^{material}")).first.set_input_files(FILE)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()

    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("link", name="我的材料").click()
    expect(page.get_by_role("link", name=re.compile("paper.png")).first).to_be_visible()
    look_over(page, "company materials")
