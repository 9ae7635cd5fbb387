"""一件事: several cases by one application; asked once, handed in once, and the paper that one
makes goes to the other by itself (HALL-33). Consent to pre-filled answers (HALL-04)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from lxml import html

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.state import CaseState
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, wait_for
from tests.blocks.files.samples import picture
from tests.unit.serve_apps.test_entries import typed
from tests.waiting import until

SHOP, SANITATION, SIGN = "GTGS-01", "GGWS-01", "HWGG-01"
PENSION = "SBZY-01"
APPLICANT = "chen_jiahui"


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.client(APPLICANT) as client:
        yield client


def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def item_of(site: Site, code: str) -> ServiceItem:
    return site.library[Catalogue].item(code)


def begun(client: httpx.Client, event: str, *items: str, **more: str) -> str:
    answer = client.post(f"/events/{event}/apply", data={"key": uuid4().hex, "items": items} | more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def cases_in(client: httpx.Client, address: str) -> dict[str, str]:
    """Return the ids of the cases on the page of a bundle, by the codes of their items."""
    shown = html.fromstring(client.get(address).text)
    links = shown.xpath("//main//a[starts-with(@href, '/apply/')]/@href")
    return dict.fromkeys(link.split("/")[2] for link in links)


def fill_in(site: Site, client: httpx.Client, address: str) -> list[str]:
    """Answer everything that the pages ask and hand everything in; return the names of controls."""
    asked: list[str] = []
    for case in cases_in(client, address):
        item = item_of(site, state_of(site, case).item)
        answers = typed(item, dict(item.example))
        for number in range(1, len(item.sections) + 1):
            page = client.get(f"/apply/{case}/{number}")
            if page.status_code == 303:
                continue
            controls = set(html.fromstring(page.text).xpath("//main//*[@name]/@name"))
            sent = {name: value for name, value in answers.items() if name in controls}
            asked += [f"{item.code} {name}" for name in sent]
            kept = client.post(f"/apply/{case}/{number}", data=sent)
            assert kept.status_code == 303, kept.text
        page = html.fromstring(client.get(f"/apply/{case}/materials").text)
        names = page.xpath("//input[@type='file']/@name")
        asked += [f"{item.code} {name}" for name in names]
        files = {name: ("a.png", picture("PNG"), "image/png") for name in names}
        if files:
            client.post(f"/apply/{case}/materials", files=files)
    return asked


def send(client: httpx.Client, address: str, **changed: Any) -> httpx.Response:
    shown = html.fromstring(client.get(address).text)
    fields = {
        name: shown.xpath(f"//input[@name='{name}']/@value") for name in ("seen", "statement")
    }
    return client.post(f"{address}/send", data=fields | changed)


def test_a_shop_is_opened_with_one_application(site: Site, client: httpx.Client) -> None:
    address = begun(client, "open_a_shop", SANITATION, SIGN)
    asked = fill_in(site, client, address)

    assert len([name for name in asked if name.endswith("form.contact_phone")]) == 1
    assert len([name for name in asked if name.endswith("form.district")]) == 1
    assert not [name for name in asked if "business_licence" in name]
    first = send(client, address)
    again = send(client, address)
    shown = client.get(address).text
    assert first.status_code == 303, first.text
    assert again.status_code == 303
    assert all(item_of(site, code).title.zh in shown for code in (SHOP, SANITATION, SIGN))
    assert cases_in(client, address) == {}


def test_what_one_item_is_told_the_others_are_told(site: Site, client: httpx.Client) -> None:
    address = begun(client, "open_a_shop", SANITATION)
    shop, sanitation = cases_in(client, address)
    page = {
        "form.premises_kind": item_of(site, SHOP).example["premises_kind"],
        "form.district": "440604",
        "form.address": "示例路 1 号",
    }
    number = next(
        at for at, section in enumerate(item_of(site, SHOP).sections, 1)
        if any(field.name == "district" for field in section.fields)
    )  # fmt: skip
    client.post(f"/apply/{shop}/{number}", data=page | {"then": "later"})

    assert state_of(site, sanitation).form["address"] == "示例路 1 号"
    assert state_of(site, sanitation).form["district"] == "440604"


def test_the_licence_goes_to_the_case_that_waits_for_it(site: Site, client: httpx.Client) -> None:
    address = begun(client, "open_a_shop", SANITATION)
    shop, sanitation = cases_in(client, address)

    (waiting,) = state_of(site, sanitation).materials
    together = state_of(site, shop).together
    assert (waiting.source, waiting.case, waiting.sha256) == ("made", shop, "")
    assert together is not None
    assert [(each.case, each.material) for each in together.wanted] == [
        (sanitation, "business_licence")
    ]
    assert "无需提交" in client.get(f"/apply/{sanitation}/materials").text


def test_a_bundle_is_nobody_else_s_and_a_draft_changed_since_is_shown_again(
    site: Site, client: httpx.Client
) -> None:
    address = begun(client, "retirement")
    fill_in(site, client, address)
    with site.client("huang_guoqiang") as other:
        assert other.get(address).status_code == 404
        assert other.post(f"{address}/send").status_code == 404
    changed = send(client, address, seen="0-0")
    untold = send(client, address, statement="")

    assert changed.status_code == 409
    assert untold.status_code == 422
    assert client.get("/events/nothing").status_code == 404


def test_answers_are_pre_filled_with_consent_and_say_where_they_are_from(
    site: Site, client: httpx.Client
) -> None:
    wish = application(site, SHOP, APPLICANT)
    filed = apply(client, wish).json()
    wait_for(site, filed["number"])
    told = {"statement": reference_of(item_of(site, SANITATION)), "key": uuid4().hex}
    without = client.post(f"/items/{SANITATION}/apply", data=told).headers["location"]
    told |= {"key": uuid4().hex, "prefill": "true"}
    address = client.post(f"/items/{SANITATION}/apply", data=told).headers["location"]
    case = address.rpartition("/")[2]

    assert state_of(site, without.rpartition("/")[2]).form == {}
    filled = state_of(site, case)
    assert filled.form["address"] == wish["form"]["address"]
    assert {each.source for each in filled.prefilled} >= {"account", "earlier"}
    pages = "".join(client.get(f"{address}/{at}").text for at in (1, 2, 3))
    assert filed["number"] in pages and "取自您的账户" in pages

    number = next(
        at for at, section in enumerate(item_of(site, SANITATION).sections, 1)
        if any(field.name == "address" for field in section.fields)
    )  # fmt: skip
    client.post(f"{address}/{number}", data={"form.address": "另一条路 2 号", "then": "later"})
    assert "address" not in {each.field for each in state_of(site, case).prefilled}

    until(lambda: case in client.get("/consents").text)
    client.post(f"/consents/{case}/revoke", data={"key": uuid4().hex})
    left = state_of(site, case)
    assert left.prefilled == ()
    assert left.form["address"] == "另一条路 2 号" and "contact_phone" not in left.form


def test_a_draft_of_the_same_item_is_offered_again(site: Site, client: httpx.Client) -> None:
    told = {"statement": reference_of(item_of(site, PENSION)), "key": uuid4().hex}
    address = client.post(f"/items/{PENSION}/apply", data=told).headers["location"]

    until(lambda: address in client.get(f"/items/{PENSION}/apply").text)
