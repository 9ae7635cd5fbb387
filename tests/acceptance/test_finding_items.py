"""Finding a service: facets in the address, letters, life events, the guide with its windows."""

import pytest

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

pytestmark = pytest.mark.feature("HALL-01")


def test_facets_work_by_address_alone(site: Site) -> None:
    with site.client() as anybody:
        found = anybody.get("/items?event=shop&unit=market_supervision")
        part = anybody.get("/items?event=shop", headers={"hx-request": "true"})

    assert "/items/SPJY-01" in found.text and "/items/LGTZ-01" not in found.text
    assert 'href="/items?unit=market_supervision"' in found.text  # without the other one
    assert 'hx-swap-oob="true"' in part.text and "<html" not in part.text


def test_an_item_is_found_by_letter_and_by_life_event(site: Site) -> None:
    with site.client() as anybody:
        letters = anybody.get("/items/a-z").text
        events = anybody.get("/items/life-events").text

    assert "/items/SPJY-01" in letters and 'id="S"' in letters
    assert 'href="/items?event=birth"' in events and "/items/CSDJ-01" in events


def test_the_guide_tells_windows_hours_questions_and_has_a_blank_form(site: Site) -> None:
    with site.client() as anybody:
        guide = anybody.get("/items/SPJY-01").text
        form = anybody.get("/items/SPJY-01/form.pdf")
        again = anybody.get("/items/SPJY-01/form.pdf")

    for said in ("市场监督管理部门", "09:00–12:00", "<polygon", "常见问题", "form.pdf"):
        assert said in guide
    assert form.content.startswith(b"%PDF") and again.content == form.content


def test_an_instant_item_in_order_is_decided_when_it_is_sent(site: Site) -> None:
    wish = application(site, "WFZM-01") | {"materials": []}
    assert site.library[Catalogue].item("WFZM-01").by_rule
    with site.client("chen_jiahui") as resident:
        filed = apply(resident, wish).json()
        address = f"/api/v1/cases/{filed['case']}"
        shown = resident.get(address, params={"purpose": "own"}, headers=key()).json()

    assert shown["case"]["phase"] in ("issued", "delivered")
