"""What people type and paste, by program and on pages: read as it is meant, or refused by name."""

import re
from typing import Any

import httpx
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import CaseState
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, key, send, wait_for

FOOD, BIRTH = "SPJY-01", "CSDJ-01"
ODD_CODE = "91440604MA00DEM148"  # the last character should be another


def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def applied(site: Site, item: str = FOOD, **form: Any) -> dict[str, Any]:
    """Apply with `form` over the item's example, and wait until the case can be found."""
    wish = application(site, item)
    wish["form"] |= form
    with site.client("chen_jiahui") as resident:
        answer = apply(resident, wish)
    assert answer.status_code == 201, answer.text
    wait_for(site, answer.json()["number"])
    return answer.json()


@pytest.fixture(scope="module")
def odd(site: Site) -> dict[str, Any]:
    """A case with numbers as people paste them, and a code with a wrong check character."""
    code = "９１４４０６０４ ma00dem148"
    return applied(
        site,
        FOOD,
        business_code=code,
        contact_phone="+86 138\u200b-0000-0008",
        total_area="１，８００",
    )


def test_numbers_of_a_program_are_kept_in_one_form(site: Site, odd: dict[str, Any]) -> None:
    form = state_of(site, odd["case"]).form

    assert form["contact_phone"] == "13800000008"
    assert form["business_code"] == ODD_CODE
    assert form["total_area"] == 1800


def test_the_applicant_is_kept_in_one_form(site: Site) -> None:
    wish = application(site, BIRTH)
    wish["applicant"] |= {"phone": "１３８ 0000 0001", "identified": "typed"}
    with site.client("hall_clerk") as clerk:
        stored = hand_in(clerk).json()
        wish["materials"] = [each | stored for each in wish["materials"]]
        filed = apply(clerk, wish | {"applicant": wish["applicant"] | {"name": "𪚥"}}).json()
        refused = apply(clerk, wish | {"applicant": wish["applicant"] | {"name": "陈\u202e慧"}})

    kept = state_of(site, filed["case"]).applicant
    assert kept is not None and (kept.name, kept.phone) == ("𪚥", "13800000001")
    assert [each["code"] for each in refused.json()["errors"]] == ["name.control"]


def test_an_odd_code_is_accepted_and_a_clerk_is_told(site: Site, odd: dict[str, Any]) -> None:
    with site.client("market_clerk") as clerk, site.client("chen_jiahui") as resident:
        purpose = {"purpose": "window_service"}
        told = clerk.get(f"/api/v1/cases/{odd['case']}", params=purpose, headers=key()).json()
        own = resident.get(
            f"/api/v1/cases/{odd['case']}", params={"purpose": "own"}, headers=key()
        ).json()
        desk = clerk.get(f"/staff/cases/{odd['case']}").text

    assert [(each["pointer"], each["code"]) for each in told["warnings"]] == [
        ("/form/business_code", "credit_code.check_digit")
    ]
    assert own["warnings"] == []
    assert told["warnings"][0]["detail"].startswith("The check character")
    assert "请核对证件原件" in desk and "校验码不符" in desk


def numbers_in(page: str) -> set[str]:
    """Return the numbers of cases that a page shows."""
    return set(re.findall(r"11440600[0-9A-Z]{35}", page))


def wrapped(number: str) -> str:
    """As a slip of 32 columns shows it, copied in small letters."""
    return f"{number[:32]}\n{number[32:]} ".lower()


def test_a_number_copied_from_a_narrow_slip_leads_to_its_case(
    site: Site, odd: dict[str, Any]
) -> None:
    number = odd["number"]
    tail = state_of(site, odd["case"]).applicant
    assert tail is not None
    question = {"number": wrapped(number), "id_tail": f"{tail.id_number[-4:].lower()} "}
    with site.client() as visitor, site.client("chen_jiahui") as resident:
        asked = visitor.post("/api/v1/progress", json=question)
        own = resident.get(f"/api/v1/progress/{number.lower()}")
        page = resident.post("/progress", data=question)

    assert asked.json()["number"] == own.json()["number"] == number
    assert (page.status_code, page.headers["location"]) == (303, f"/progress/{number}")


@pytest.mark.parametrize("at", ["/staff/search", "/staff", "/tasks"])
def test_staff_find_a_case_however_its_number_is_typed(
    site: Site, odd: dict[str, Any], at: str
) -> None:
    with site.client("market_clerk") as clerk:
        found = clerk.get(at, params={"q": wrapped(odd["number"])})

    assert odd["number"] in found.text


@pytest.mark.parametrize("typed", ["１３８ 0000-0001", "+86 13800000001"])
def test_staff_find_tasks_by_a_telephone_number_however_it_is_typed(
    site: Site, odd: dict[str, Any], typed: str
) -> None:
    with site.client("market_clerk") as clerk:
        found = numbers_in(clerk.get("/tasks", params={"q": typed}).text)
        plain = numbers_in(clerk.get("/tasks", params={"q": "13800000001"}).text)
        nobodys = numbers_in(clerk.get("/tasks", params={"q": "13800000999"}).text)

    assert found == plain != set()  # there may be more than one page of them
    assert nobodys == set()


def test_an_id_ends_where_its_address_says(site: Site, odd: dict[str, Any]) -> None:
    case = odd["case"]
    with site.client("chen_jiahui") as resident:
        again = resident.post(
            f"/api/v1/cases/{case}%0A/submit", json=application(site, FOOD), headers=key()
        )
        answers = [
            again,
            resident.get(f"/api/v1/cases/{case}%0A", params={"purpose": "own"}, headers=key()),
            resident.get(f"/cases/{case}%0A"),
            resident.get(f"/apply/{case}%0A/check"),
        ]

    assert [answer.status_code for answer in answers] == [404, 422, 422, 422]
    assert state_of(site, f"{case}\n").phase == "none"


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "٣", "1_0"])
def test_what_is_no_number_is_refused_and_breaks_nothing(
    site: Site, odd: dict[str, Any], number: str
) -> None:
    def codes(answer: httpx.Response) -> list[str]:
        return [each["code"] for each in answer.json()["errors"]]

    wish = application(site, FOOD)
    wish["form"]["total_area"] = number
    with site.client("chen_jiahui") as resident, site.client("operator") as operator:
        told = apply(resident, wish)
        stars = resident.post(f"/cases/{odd['case']}/rate", data={"stars": number, "key": "k1"})
        section = resident.get(f"/apply/{odd['case']}/{number}")
        shard = operator.get("/operator/move", params={"shard": number[:10], "host": "x"})
        body = send(resident, odd["case"], "rate", {"stars": 5, "comment": number})

    assert codes(told) == ["form.whole_number"]
    assert stars.status_code < 500 and section.status_code in (303, 404)
    assert shard.status_code == 422
    assert body.status_code == 409


def test_a_text_of_many_lines_is_counted_as_it_is_kept(site: Site) -> None:
    lines = "\r\n".join(["一二三四五六"] * 42 + ["一二三"])  # as a browser sends it
    assert len(lines) > 300
    wish = application(site, "GTGS-01", "mai_xiaotong")
    with site.client("mai_xiaotong") as resident:
        draft = resident.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
        item = site.library[Catalogue].item("GTGS-01")
        number = next(
            at for at, section in enumerate(item.sections, 1)
            if any(field.name == "scope" for field in section.fields)
        )  # fmt: skip
        names = {field.name for field in item.sections[number - 1].fields}
        answers = {name: answer for name, answer in wish["form"].items() if name in names}
        typed = {f"form.{name}": str(answer) for name, answer in answers.items()}
        page = resident.post(f"/apply/{draft}/{number}", data=typed | {"form.scope": lines})
        by_program = apply(resident, wish | {"form": wish["form"] | {"scope": lines}})

    assert page.status_code == 303, page.text
    assert by_program.status_code == 201
    for case in (draft, by_program.json()["case"]):
        assert state_of(site, case).form["scope"] == lines.replace("\r\n", "\n")
