"""Somebody lets the own address be used, finds it in a form with its source, and takes it back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.items import reference_of
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.acceptance.test_life_events import item_of, state_of
from tests.systems.service_insight.base.test_base_pages import delivery, sent
from tests.waiting import until, until_shown

ITEM, WHO = "JZZ-01", "lu_haoming"


def filled(site: Site, at: str) -> list[tuple[str, str, str]]:
    """Return what the base library has put into the application at an address."""
    state = state_of(site, at.rpartition("/")[2])
    return [(e.field, e.title, e.grade) for e in state.prefilled if e.source == "library"]


@pytest.mark.feature("SDB-02", "SDB-17")
def test_a_form_has_the_own_address_while_that_is_consented_to(
    open_page: OpenPage, site: Site
) -> None:
    said = {"name": "陆浩明", "id_number": "440621198610050017", "address": "示例村道 9 号"}
    with site.client("police_supplier") as police:
        became = sent(police, delivery(said, on=f"{date.today() - timedelta(days=1)}"))
        assert became[0]["outcome"] in ("new", "linked"), became
    page = open_page(WHO)
    page.goto("/my/data-consents/new")
    page.get_by_label("住址").check()
    with page.expect_navigation():
        page.get_by_role("button", name="同意使用本人数据").click()
    expect(page.get_by_role("alert")).to_contain_text("有效至")
    page.get_by_label("有效至").fill(f"{date.today() + timedelta(days=30)}")
    with page.expect_navigation():
        page.get_by_role("button", name="同意使用本人数据").click()
    consent = page.url.partition("?")[0]

    with site.client(WHO) as client:

        def begin() -> str:
            told = {"statement": reference_of(item_of(site, ITEM)), "key": uuid4().hex}
            sent = client.post(f"/items/{ITEM}/apply", data={**told, "prefill": "true"})
            return sent.headers["location"]

        until(lambda: filled(site, begin()))  # the view of consents follows
        address = begin()
        found = ("address", "source_record.choices.source.police", "A")
        assert filled(site, address) == [found]
        pages = "".join(client.get(f"{address}/{at}").text for at in (1, 2, 3))
        assert "取自公共基础数据库：户籍登记" in pages

        page.goto(consent)
        expect(page.get_by_role("table", name="使用记录")).to_contain_text("居住证申领")
        look_over(page, "data-consent")
        page.goto("/my/data-uses")
        seen = page.get_by_role("table", name="谁看过我的登记和供数记录")
        until_shown(seen.filter(has_text="本人"))  # the record of readings follows
        look_over(page, "data-uses")
        page.goto(consent)
        with page.expect_navigation():
            page.get_by_role("button", name="撤回授权").click()
        assert filled(site, begin()) == []
