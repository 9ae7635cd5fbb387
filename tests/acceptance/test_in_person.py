"""What was filed at a window belongs to the account with the same identity number."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.accounts.state import Person
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from tests.acceptance.own_accounts import hidden_in, registered
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, application, apply, hand_in, key
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-07", "HALL-08")
ITEM, SIMPLE, NAME = "SPJY-01", "WFZM-01", "林小燕"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(serial: int, born: date = date(1971, 2, 3)) -> str:
    """Return a right identity number that nobody of the city has (GB 11643)."""
    text = f"440605{born:%Y%m%d}{serial:03}"
    check = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True)) % 11
    return text + "10X98765432"[check]


def account_of(site: Site, id_number: str) -> str:
    return registered(site, person=Person(name=NAME, id_number=id_number))


def filed(site: Site, id_number: str, identified: str) -> str:
    """Have a clerk file for somebody who is present, and return the case."""
    wish: dict[str, Any] = application(site, ITEM)
    wish["applicant"] |= {"name": NAME, "id_number": id_number, "identified": identified}
    with site.client("hall_clerk") as clerk:
        hand_in(clerk)
        answer = apply(clerk, wish)
        assert answer.status_code == 201, answer.text
        return answer.json()["case"]


def shows(client: httpx.Client, case: str) -> None:
    """Wait until the account has `case` and no other: the rows may be a moment late."""
    until(lambda: own(client) == [case])


def own(client: httpx.Client) -> list[str]:
    return [case["case"] for case in client.get("/api/v1/cases").json()["cases"]]


@pytest.mark.parametrize(("serial", "identified"), [(101, "card"), (102, "typed")])
def test_a_case_of_a_window_is_in_the_account_made_before_or_after_and_in_nobody_elses(
    site: Site, serial: int, identified: str
) -> None:
    mine, stranger = number(serial), number(serial + 100)
    before = account_of(site, mine)
    first = filed(site, mine, identified)
    with site.client(before) as owner, site.client(account_of(site, stranger)) as other:
        shows(owner, first)
        assert f"/cases/{first}" in owner.get("/cases").text
        read = owner.get(f"/api/v1/cases/{first}", params={"purpose": "own"}, headers=key())
        assert read.json()["case"]["applicant"]["id_number"] == mine
        assert own(other) == []  # though the name is the same
        refused = other.get(f"/api/v1/cases/{first}", params={"purpose": "own"}, headers=key())
        assert refused.status_code == 404

    later = number(serial + 200)
    second = filed(site, later, identified)
    with site.client(account_of(site, later)) as owner:
        shows(owner, second)


@pytest.mark.parametrize("wrong", [{"id_number": "440605197102039999"}, {"identified": ""}])
def test_a_clerk_begins_nothing_for_a_wrong_number_or_without_saying_how_he_knows(
    site: Site, wrong: dict[str, str]
) -> None:
    person = {"identified": "typed", "name": NAME, "id_number": number(501)} | wrong
    (field,) = wrong
    with site.client("hall_clerk") as clerk:
        refused = clerk.post(f"/staff/filing/{SIMPLE}", data=person | {"key": uuid4().hex})

    assert refused.status_code == 422
    assert f'href="#applicant.{field}"' in refused.text


def test_a_clerk_files_on_pages_for_somebody_who_is_present(site: Site) -> None:
    mine = number(502)
    person = {"identified": "typed", "name": NAME, "id_number": mine, "phone": "13800000003"}
    example = site.library[Catalogue].item(SIMPLE).example
    answers = {f"form.{name}": sent(value) for name, value in example.items()}
    with site.client("hall_clerk") as clerk, site.client("market_clerk") as other:
        assert f"/staff/filing/{SIMPLE}" in clerk.get("/staff/filing").text
        begun = clerk.post(f"/staff/filing/{SIMPLE}", data=person | {"key": uuid4().hex})
        address = begun.headers["location"]
        case = address.removeprefix("/apply/")
        drafts(clerk, address)
        assert other.get(address).status_code == 404
        assert clerk.get(f"{address}/check").status_code == 200
        for page in range(1, len(site.library[Catalogue].item(SIMPLE).sections) + 1):
            kept = clerk.post(f"{address}/{page}", data=answers)
            assert kept.status_code == 303, kept.text
        name = site.library[Catalogue].item(SIMPLE).materials[0].name
        scan = {f"materials.{name}": ("card.png", PNG, "image/png")}
        handed_in = clerk.post(f"{address}/materials", files=scan)
        assert handed_in.status_code == 303, handed_in.text
        check = clerk.get(f"{address}/check").text
        shown = {name: hidden_in(check, name) for name in ("key", "statement")}
        done = clerk.post(f"{address}/submit", data=shown, follow_redirects=True)
        assert done.status_code == 200, done.text
        read = clerk.get(
            f"/api/v1/cases/{case}", params={"purpose": "window_service"}, headers=key()
        ).json()
    with site.client(account_of(site, mine)) as owner:
        shows(owner, case)

    applicant = read["case"]["applicant"]
    assert read["case"]["number"] in done.text
    assert f"/staff/cases/{case}" in done.text
    assert (applicant["identified"], applicant["by_agent"]) == ("typed", "staff:hall_clerk")
    assert {each["source"] for each in read["case"]["materials"]} == {"scan"}
    assert (read["case"]["channel"], read["case"]["phase"]) == ("window", "submitted")
    assert "decide" not in read["allowed"]  # who filed it does not decide it


def sent(value: object) -> str:
    """Return an answer as a form sends it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def drafts(clerk: httpx.Client, address: str) -> None:
    """Wait until the clerk's page names the draft."""
    until(lambda: address in clerk.get("/staff/filing").text)


def test_a_clerk_throws_away_a_draft_that_he_began_and_nobody_else_does(site: Site) -> None:
    person = {"identified": "typed", "name": NAME, "id_number": number(503)}
    with site.client("hall_clerk") as clerk, site.client("market_clerk") as other:
        begun = clerk.post(f"/staff/filing/{SIMPLE}", data=person | {"key": uuid4().hex})
        address = begun.headers["location"]
        drop = f"/staff/filing/drafts/{address.removeprefix('/apply/')}/drop"
        assert other.post(drop, data={"key": uuid4().hex}).status_code in (403, 404)
        assert clerk.get(address).status_code == 200
        assert clerk.post(drop, data={"key": uuid4().hex}).status_code == 303
        assert clerk.get(address).status_code in (303, 404)


@pytest.mark.feature("HALL-41")
def test_any_window_takes_in_what_another_department_handles(site: Site) -> None:
    mine = number(504)
    person = {"identified": "typed", "name": NAME, "id_number": mine, "phone": "13800000003"}
    found = site.library[Catalogue].item(SIMPLE)
    answers = {f"form.{name}": sent(value) for name, value in found.example.items()}
    with site.client("market_clerk") as clerk:
        assert found.unit != site.library[Organisation].staff["market_clerk"].unit
        assert f"/staff/filing/{SIMPLE}?ticket=A7" in clerk.get("/staff/filing?ticket=A7").text
        assert SIMPLE not in clerk.get("/staff/filing?q=zzzz").text
        begun = clerk.post(f"/staff/filing/{SIMPLE}", data=person | {"key": uuid4().hex})
        address = begun.headers["location"]
        for page in range(1, len(found.sections) + 1):
            clerk.post(f"{address}/{page}", data=answers)
        scan = {f"materials.{found.materials[0].name}": ("card.png", PNG, "image/png")}
        clerk.post(f"{address}/materials", files=scan)
        check = clerk.get(f"{address}/check").text
        shown = {name: hidden_in(check, name) for name in ("key", "statement")}
        done = clerk.post(f"{address}/submit", data=shown, follow_redirects=True)
        case = address.removeprefix("/apply/")
        assert done.status_code == 200 and "/staff/filing" in done.text, done.text
        assert clerk.get(f"/staff/cases/{case}").status_code in (403, 404)  # it is not his to work
        assert clerk.get(f"{address}/materials/{found.materials[0].name}/1").status_code == 404
    with site.client(account_of(site, mine)) as owner:
        shows(owner, case)
