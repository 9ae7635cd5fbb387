"""“我要一张名下没有房子的证明。” Found, applied for, decided on the spot, the paper in hand."""

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.journeys.applying import begin, fill_in, find
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site


@pytest.mark.feature("HALL-36", "HALL-38")
def test_i_want_proof_that_i_own_no_home(open_page: OpenPage, site: Site) -> None:
    item = site.library[Catalogue].item("WFZM-01")
    page = open_page(width=360)
    find(page, "没有房子", item.title.zh)
    expect(page.get_by_text("材料齐全当场办结，不分昼夜")).to_be_visible()
    look_over(page, "guide to an instant item")

    begin(page, site, "liang_zhihao")
    fill_in(page, item, item.example)
    page.get_by_role("button", name="保存并继续").click()  # no paper is needed
    page.get_by_role("button", name="确认并提交申请").click()

    expect(page.get_by_role("heading", level=1, name="已经当场办结")).to_be_visible()
    look_over(page, "decided on the spot")
    page.get_by_role("link", name="查看办理进度").click()
    expect(page.get_by_text("平台自动").first).to_be_visible()
    expect(page.get_by_text("证明文书").first).to_be_visible()
    receipt = page.get_by_role("link", name="申请材料接收凭证").first
    expect(receipt).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        receipt.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
