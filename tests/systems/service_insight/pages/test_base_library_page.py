"""A steward decides about a candidate in the browser, by the evidence that the page shows."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.systems.service_insight.base.test_base_pages import delivery, sent, somebody
from tests.waiting import until


@pytest.mark.feature("SDB-03", "SDB-20")
def test_a_steward_links_a_candidate_by_its_evidence(open_page: OpenPage, site: Site) -> None:
    one, key = somebody(), secrets.token_hex(8)
    number = one["id_number"]
    like = {
        "name": one["name"], "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "mobile": "13900000000", "division": "440605", "address": "南海区示例路 2 号",
    }  # fmt: skip
    with site.client("police_supplier") as police, site.client("social_supplier") as social:
        entry = sent(police, delivery(one))[0]["entry"]
        assert sent(social, delivery(like, key=key))[0]["outcome"] == "candidate"
    page = open_page("master_data_steward")
    with site.client("master_data_steward") as steward:

        def waiting() -> str:
            rows = steward.get("/base/records?state=candidate").text.split('href="')
            ids = [each.partition('"')[0] for each in rows if each.startswith("/base/records/")]
            return next((id for id in ids if entry in steward.get(id).text), "")

        at = until(waiting)
    page.goto(at)
    evidence = page.get_by_role("table", name=f"比对依据 {entry}")
    expect(evidence).to_contain_text("+8.8918")
    look_over(page, "base-candidate")
    page.get_by_role("button", name="查看双方内容").click()
    expect(page.get_by_role("table", name=f"双方内容 {entry}")).to_contain_text(one["name"])
    page.goto(at)
    page.get_by_text("归并到登记", exact=True).first.click()
    form = page.locator('form[action$="/link_record"]')
    form.get_by_label("理由").fill("电话核实为同一人")
    with page.expect_navigation():
        form.get_by_role("button").last.click()
    page.goto(f"/base/entries/{entry}")
    values = page.get_by_role("table", name="当前值和理由")
    expect(values).to_contain_text("户籍登记")
    look_over(page, "base-entry")
