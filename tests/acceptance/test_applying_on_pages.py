"""Forms with rows and divisions, and materials of several files, as a browser without scripts sends
them: nothing is lost, nothing doubled, and every fault leads to its control."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from lxml import html
from PIL import Image

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import reference_of
from actors.blocks.cases.state import CaseState
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, key, wait_for
from tests.blocks.files.samples import picture
from tests.blocks.files.test_judging import taken

COMPANY, LIVING = "GSSL-01", "DBSQ-01"
APPLICANT, OTHER = "mai_xiaotong", "huang_guoqiang"
SHAREHOLDERS = 3  # the number of the page
MEMBERS = 2


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.client(APPLICANT) as client:
        yield client


def begun(client: httpx.Client, site: Site, item: str = COMPANY) -> str:
    """Begin an application and return its address."""
    told = {"statement": reference_of(site.library[Catalogue].item(item)), "key": uuid4().hex}
    answer = client.post(f"/items/{item}/apply", data=told)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def state_of(site: Site, address: str) -> CaseState:
    assert site.services is not None
    case = address.removeprefix("/apply/")
    return site.run(site.services.sender.show(f"case:{case}")).state


def shareholder(at: int, name: str, paid: str) -> dict[str, str]:
    row = {"name": name, "sort": "natural", "number": "440682199511200021", "contribution": paid}
    return {f"form.shareholders.{at}.{k}": v for k, v in (row | {"means": "money"}).items()}


def own(format: str = "PNG") -> bytes:
    return picture(format, colour=f"#{uuid4().hex[:6]}")


def test_a_row_is_added_and_taken_away_without_a_script(site: Site, client: httpx.Client) -> None:
    address = begun(client, site)
    page = f"{address}/{SHAREHOLDERS}"
    two = (
        {"form.shareholders": ""} | shareholder(0, "麦晓彤", "1,000.50") | shareholder(5, "乙", "x")
    )

    more = client.post(page, data=two | {"then": "more:shareholders"})
    shown = html.fromstring(client.get(more.headers["location"]).text)
    less = client.post(page, data=two | {"then": "less:shareholders:0"})

    assert more.headers["location"] == f"{page}?more=shareholders#form.shareholders.2"
    names = shown.xpath("//input[contains(@name, '.name')]")
    assert [each.get("value") for each in names] == ["麦晓彤", "乙", ""]
    assert less.status_code == 303
    assert [row["name"] for row in state_of(site, address).form["shareholders"]] == ["乙"]


def test_a_fault_in_a_row_leads_to_its_control(site: Site, client: httpx.Client) -> None:
    page = f"{begun(client, site)}/{SHAREHOLDERS}"
    rows = {"form.shareholders": ""} | shareholder(0, "麦晓彤", "1") | shareholder(1, "", "x")

    refused = client.post(page, data=rows)
    shown = html.fromstring(refused.text)

    assert refused.status_code == 422
    links = shown.xpath("//*[@role='alert']//a/@href")
    assert links == ["#form.shareholders.1.name", "#form.shareholders.1.contribution"]
    for link in links:
        (control,) = shown.xpath("//*[@id=$id]", id=link[1:])
        assert control.get("aria-invalid") == "true"
    assert shown.xpath("//input[@name='form.shareholders.1.contribution']/@value") == ["x"]
    assert "股东 2" in refused.text


def test_capital_is_kept_in_fen_and_shown_in_yuan(site: Site, client: httpx.Client) -> None:
    address = begun(client, site)
    typed = {"form.capital": "２，０００，０００", "form.founded_on": "", "form.paid_up_by": ""}
    client.post(f"{address}/2", data=typed | {"then": "later"})

    assert state_of(site, address).form["capital"] == 200_000_000
    assert 'value="2000000"' in client.get(f"{address}/2").text
    assert "¥2,000,000.00" in client.get(f"{address}/check").text


def test_a_division_is_chosen_step_by_step(site: Site, client: httpx.Client) -> None:
    page = f"{begun(client, site, LIVING)}/1"
    steps = {"form.registered_in.0": "440000"}

    def choices(sent: dict[str, str]) -> list[str]:
        listed = client.post(page, data=sent | {"then": "list:registered_in"})
        assert listed.headers["location"] == f"{page}?#form.registered_in"
        shown = html.fromstring(client.get(page).text)
        return shown.xpath("//select[starts-with(@name, 'form.registered_in')]/option/@value")

    assert "440600" in choices(steps) and "440605" not in choices(steps)
    steps |= {"form.registered_in.1": "440600"}
    assert "440605" in choices(steps)
    steps |= {"form.registered_in.2": "440605"}
    assert "广东省佛山市南海区" not in client.post(page, data=steps).text
    moved = choices(steps | {"form.registered_in.0": "110000"})
    assert "110105" in moved and "440605" not in moved
    refused = client.post(page, data={"form.registered_in.0": "440000"})
    assert 'href="#form.registered_in"' in refused.text


def files(*contents: bytes, name: str = "identity_papers") -> list[tuple[str, Any]]:
    return [
        (f"materials.{name}", (f"{at}.png", content, "image/png"))
        for at, content in enumerate(contents)
    ]


def test_files_of_one_material_are_put_in_order_and_taken_back_one_by_one(
    site: Site, client: httpx.Client
) -> None:
    address = begun(client, site)
    at = f"{address}/materials"
    first, second, third = own(), own(), own()

    def kept() -> list[str]:
        return [each.file_name for each in state_of(site, address).materials]

    client.post(at, files=files(first, second), data={"then": "later"})
    client.post(at, files=[(files(third)[0][0], ("c.png", third, "image/png")), *files(first)],
                data={"then": "later"})  # fmt: skip
    assert kept() == ["0.png", "1.png", "c.png"]
    client.post(at, data={"up": "identity_papers.2"})
    assert kept() == ["0.png", "c.png", "1.png"]
    client.post(at, data={"remove": "identity_papers.0"})
    assert kept() == ["c.png", "1.png"]
    for nothing in ("identity_papers.9", "identity_papers.x", "other.0", ""):
        client.post(at, data={"remove": nothing, "up": nothing})
    assert kept() == ["c.png", "1.png"]

    with site.client(OTHER) as other:
        assert client.get(f"{at}/identity_papers/1").content == third
        assert client.get(f"{at}/identity_papers/3").status_code == 404
        assert client.get(f"{at}/nothing/1").status_code == 404
        assert other.get(f"{at}/identity_papers/1").status_code == 404


def test_one_file_too_many_is_told_and_the_others_stay(site: Site, client: httpx.Client) -> None:
    address = begun(client, site)
    refused = client.post(
        f"{address}/materials",
        files=files(*(own() for _ in range(6)), name="appointments"),
        data={"then": "later"},
    )

    assert refused.status_code == 422 and 'href="#materials.appointments"' in refused.text
    assert len(state_of(site, address).materials) == 5


def test_a_photo_of_a_telephone_is_kept_without_the_place(site: Site, client: httpx.Client) -> None:
    address = begun(client, site)
    photo = taken("HEIF", size=(96, 64))
    sent = [("materials.identity_papers", ("IMG_1.HEIC", photo, "image/heic"))]
    client.post(f"{address}/materials", files=sent, data={"then": "later"})

    (found,) = state_of(site, address).materials
    got = client.get(f"{address}/materials/identity_papers/1").content
    assert (found.file_name, found.media_type) == ("IMG_1.jpg", "image/jpeg")
    with Image.open(io.BytesIO(got)) as kept:
        assert not kept.getexif()


@pytest.mark.feature("HALL-29")
def test_what_was_handed_in_before_is_used_again_with_source_date_and_grade(
    site: Site, client: httpx.Client
) -> None:
    wish = application(site, COMPANY, APPLICANT)
    filed = apply(client, wish).json()
    wait_for(site, filed["number"])
    address = begun(client, site)
    shown = client.get(f"{address}/materials").text
    (value,) = {
        each for each in html.fromstring(shown).xpath("//input[@name='earlier.articles']/@value")
        if filed["case"] in each
    }  # fmt: skip
    assert filed["number"] in shown

    again = client.post(f"{address}/materials", data={"earlier.articles": value, "then": "later"})
    (kept,) = state_of(site, address).materials
    assert again.status_code == 303
    assert (kept.source, kept.case, kept.case_number) == ("earlier", filed["case"], filed["number"])
    assert kept.grade == "C" and kept.issued_on is not None

    claimed = {"name": "articles", "source": "earlier", "case": filed["case"], "grade": "A"}
    claimed |= {"sha256": kept.sha256, "case_number": "X-1", "issued_on": "2001-01-01"}
    draft = client.post("/api/v1/drafts", json=wish | {"materials": [claimed]}, headers=key())
    (said,) = state_of(site, draft.json()["case"]).materials
    assert (said.grade, said.case_number, said.issued_on) == ("C", filed["number"], kept.issued_on)
    with site.client(OTHER) as other:
        theirs = application(site, "SPJY-01", OTHER) | {"materials": [claimed]}
        refused = other.post("/api/v1/drafts", json=theirs, headers=key())
    assert [each["code"] for each in refused.json()["errors"]] == ["material.not_yours"]


def test_nobody_says_himself_what_his_paper_is_worth(site: Site, client: httpx.Client) -> None:
    wish = application(site, COMPANY, APPLICANT)
    stored = hand_in(client, own()).json()
    wish["materials"] = [{"name": "articles", "grade": "A", "issued_on": "2020-01-01", **stored}]
    draft = client.post("/api/v1/drafts", json=wish, headers=key())
    wish["materials"] = [{"name": "articles", "source": "scan", **stored}]
    refused = client.post("/api/v1/drafts", json=wish, headers=key())

    (kept,) = state_of(site, draft.json()["case"]).materials
    assert (kept.grade, kept.issued_on) == ("", None)
    assert [each["code"] for each in refused.json()["errors"]] == ["material.source_is_ours"]
