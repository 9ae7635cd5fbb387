"""Pages of a case say how it stands, ask before anything is lost, and know who looks at them."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import html

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.library import load_city
from serve_apps.front.rendering import environment
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send
from tests.acceptance.test_page_structure import fetched

FOOD, NO_HOME = "SPJY-01", "WFZM-01"
APPLICANT, FIRM, CLERK = "chen_jiahui", "yuexiang_catering", "market_clerk"


@pytest.fixture
def resident(site: Site) -> Iterator[httpx.Client]:
    with site.client(APPLICANT, language="zh") as client:
        yield client


def filed(site: Site, client: httpx.Client, item: str = FOOD) -> str:
    return str(apply(client, application(site, item)).json()["case"])


def state_of(site: Site, case: str) -> Any:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def followed(site: Site, case: str, phase: str) -> None:
    """Wait until the view has the case in `phase`."""

    async def wait() -> None:
        async with asyncio.timeout(60):
            while await site.database["cases"].find_one({"_id": case, "phase": phase}) is None:
                await asyncio.sleep(0.02)

    site.run(wait())


def listed(client: httpx.Client) -> list[str]:
    return [each.rpartition("/")[2] for each in fetched(client, "/cases").xpath("//th/a/@href")]


def test_nothing_beside_a_file_sends_the_only_correction(
    site: Site, resident: httpx.Client
) -> None:
    case = filed(site, resident)
    with site.client(CLERK) as clerk:
        fault = {"field": "/materials/floor_plan", "reason": "看不清"}
        assert send(clerk, case, "request_correction", {"faults": [fault]}).status_code == 200
    page = fetched(resident, f"/cases/{case}/correct")
    form = page.xpath("//form[@enctype]")[0]
    typed = {name: text for name, text in form.form_values() if isinstance(text, str)}
    clicked = resident.post(f"/cases/{case}/correct", data={**typed, "remove": "floor_plan"})

    assert not page.xpath("//button[@name='remove']")
    assert clicked.status_code == 200
    assert state_of(site, case).phase == "correction_requested"
    assert len(state_of(site, case).materials) == len(application(site, FOOD)["materials"])


def test_a_paper_that_the_answers_do_not_ask_for_is_not_called_required(
    site: Site, resident: httpx.Client
) -> None:
    item = site.library[Catalogue].item(NO_HOME)
    wish = application(site, NO_HOME)
    wish["materials"] = [each for each in wish["materials"] if each["name"] != "spouse_consent"]
    case = str(apply(resident, wish).json()["case"])
    clerk = next(
        account
        for account, member in site.library[Organisation].staff.items()
        if member.unit == item.unit and "window_clerk" in member.roles
    )
    with site.client(clerk) as window:
        fault = {"field": "/form/purpose", "reason": "请更正"}
        assert send(window, case, "request_correction", {"faults": [fault]}).status_code == 200
    page = fetched(resident, f"/cases/{case}/correct")
    head = page.xpath("//label[@for='materials.spouse_consent']/..")[0].text_content()

    assert "视情形" in head and "必交" not in head


def test_a_draft_is_thrown_away_once_that_was_confirmed_and_is_listed_no_more(
    site: Site, resident: httpx.Client
) -> None:
    wish = application(site, FOOD) | {"materials": []}
    case = resident.post("/api/v1/cases/save_draft", json=wish, headers=key()).json()["id"]
    followed(site, case, "draft")
    begun = fetched(resident, f"/apply/{case}")
    asked = fetched(resident, f"/cases/{case}/withdraw")
    form = dict(asked.xpath("//main//form")[0].form_values())

    assert not begun.xpath("//main//form[@method='post']")
    assert "放弃这份草稿" in asked.findtext(".//h1")
    assert resident.post(f"/cases/{case}/withdraw", data=form).headers["location"] == "/cases"
    assert state_of(site, case).phase == "withdrawn"
    followed(site, case, "withdrawn")
    assert case not in listed(resident)


def test_pages_of_an_application_that_has_gone_on_lead_to_how_it_stands(
    site: Site, resident: httpx.Client
) -> None:
    case = filed(site, resident)
    fresh = fetched(resident, f"/cases/{case}/confirmation")
    assert resident.post(f"/api/v1/cases/{case}/withdraw", json={}, headers=key()).status_code in (
        200,
        201,
    )

    assert fresh.xpath("//img[@class='code']/@src")[0].startswith("data:image/svg+xml")
    assert fresh.xpath("//button[@data-copy='number']")
    for page in ("confirmation", "withdraw"):
        answer = resident.get(f"/cases/{case}/{page}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case}")


def test_at_an_unknown_address_somebody_who_signed_in_is_no_stranger(
    resident: httpx.Client,
) -> None:
    page = fetched(resident, "/no-such-page")

    assert page.xpath("//header//form[@action='/sign-out']")
    assert not page.xpath("//header//a[@href='/sign-in']")


def test_no_redirect_tells_the_host_that_the_request_named(site: Site) -> None:
    with site.client() as client:
        answers = [
            client.get(path, headers={"host": "elsewhere.invalid", "accept": "text/html"})
            for path in ("/items/", "//elsewhere.invalid/items/", "/cases")
        ]

    places = [answer.headers.get("location", "") for answer in answers]
    assert places[0] == "/items"
    assert places[2].startswith("/sign-in?")
    assert not any(urlsplit(place).netloc for place in places)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_language_that_was_asked_for_goes_along_to_the_form_to_sign_in(
    site: Site, language: str
) -> None:
    with site.client() as client:
        answer = client.get(f"/cases?lang={language}", headers={"accept": "text/html"})
        page = html.document_fromstring(client.get(answer.headers["location"]).text)

    assert page.get("lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert set(page.xpath("//input[@name='next']/@value")) == {f"/cases?lang={language}"}


def test_a_guide_tells_a_firm_that_an_item_is_for_persons(site: Site) -> None:
    addresses = f"/items/{NO_HOME}"
    seen = {}
    for account in (APPLICANT, FIRM, ""):
        with site.client(account, language="zh") as client:
            seen[account] = fetched(client, addresses)

    begin = f"//a[@href='{addresses}/apply']"
    assert [bool(seen[each].xpath(begin)) for each in (APPLICANT, FIRM, "")] == [True, False, True]
    assert "此事项由个人办理" in seen[FIRM].text_content()
    assert "被查询的配偶是否同意" in seen[""].text_content()


def test_an_application_that_cannot_be_granted_is_stopped_on_its_first_page(
    site: Site, resident: httpx.Client
) -> None:
    wish = application(site, NO_HOME) | {"form": {}, "materials": []}
    case = resident.post("/api/v1/cases/save_draft", json=wish, headers=key()).json()["id"]
    person = load_city().applicants[1]
    answers = {
        "form.scope": "couple",
        "form.spouse_name": "李四",
        "form.spouse_id": person.id_number,
        "form.spouse_agrees": "false",
        "form.area": "440600",
    }
    answer = resident.post(f"/apply/{case}/1", data=answers)

    assert answer.status_code == 422
    assert "查询配偶的情况须经配偶同意" in answer.text


def test_a_pause_is_told_with_the_dates_that_it_moves_and_events_in_words_of_people(
    site: Site, resident: httpx.Client
) -> None:
    case = filed(site, resident)
    pause = {"procedure": "inspection", "days": 5, "reason": "现场核查"}
    with site.client(CLERK) as clerk, site.client("market_approver") as approver:
        assert send(clerk, case, "accept", {"promised": []}).status_code == 200
        assert send(approver, case, "pause_clock", pause).status_code == 200
        desk = fetched(approver, f"/staff/cases/{case}").text_content()
    own = fetched(resident, f"/cases/{case}").text_content()

    assert own.count("特别程序期间不计时，结束后顺延") == 2
    assert "Not counted during the special procedure" in desk or "结束后顺延" in desk
    assert "汇合" not in own


@pytest.mark.parametrize(("required", "choices"), [(True, ["1"]), (False, ["1", ""])])
def test_an_answer_that_need_not_be_given_can_be_taken_back(
    required: bool, choices: list[str]
) -> None:
    source = """{%- import 'components/field.html' as field -%}
{{ field.radios('a', 'A', [('1', 'x')], '1', required=must) }}"""
    drawn = html.fromstring(environment("zh").from_string(source).render(must=required))

    assert drawn.xpath("//input/@value") == choices
    assert drawn.xpath("//input[@checked]/@value") == ["1"]
