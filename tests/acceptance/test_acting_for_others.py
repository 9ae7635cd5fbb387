"""Who applies is who has signed in, or whose mandate he has: no one applies as anybody else."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, key, send, wait_for
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-08", "HALL-20")
HEAD, COMPANY, HELPER = "chen_jiahui", "yuexiang_catering", "huang_guoqiang"
ITEM, OTHER_ITEM = "SPJY-01", "WFZM-01"
FOR_COMPANY = {"on-behalf-of": COMPANY}


@pytest.fixture(scope="module")
def wish(site: Site) -> dict[str, Any]:
    """An application of the company's."""
    return application(site, ITEM, COMPANY)


@pytest.fixture
def mandated(site: Site) -> Iterator[int]:
    """The number of a mandate that the company's representative gives to a helper for one item."""
    with site.client(HEAD) as head, site.client(HELPER) as helper:
        hand_in(helper)
        given = give(head, items=[ITEM])
        assert given.status_code == 200, given.text
        number = given.json()["reply"]
        yield number
        revoke(head, number)


def give(client: httpx.Client, **changes: Any) -> httpx.Response:
    body = {"to": HELPER, "name": "黄国强"} | changes
    return client.post(f"/api/v1/mandates/{COMPANY}/give_mandate", json=body, headers=key())


def revoke(client: httpx.Client, number: int) -> httpx.Response:
    body = {"mandate": number}
    return client.post(f"/api/v1/mandates/{COMPANY}/revoke_mandate", json=body, headers=key())


def file(client: httpx.Client, wish: dict[str, Any], **headers: str) -> httpx.Response:
    """File an application for the company."""
    return client.post("/api/v1/cases", json=wish, headers=key() | FOR_COMPANY | headers)


def applicant(client: httpx.Client, case: str, **headers: str) -> dict[str, Any]:
    shown = client.get(f"/api/v1/cases/{case}", params={"purpose": "own"}, headers=key() | headers)
    assert shown.status_code == 200, shown.text
    return shown.json()["case"]["applicant"]


def pointers(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "黄国强"),
        ("id_number", "440603196803210011"),
        ("phone", "13800000099"),
        ("identified", "card"),
    ],
)
def test_nobody_applies_under_another_name_or_number(site: Site, field: str, value: str) -> None:
    wish = application(site, ITEM, HEAD)
    wish["applicant"][field] = value
    with site.client(HEAD) as resident:
        for answer in (
            apply(resident, wish),
            resident.post("/api/v1/drafts", json=wish, headers=key()),
        ):
            assert pointers(answer) == {("applicant.not_you", f"/applicant/{field}")}


def test_who_applies_is_known_from_the_account_and_need_not_be_said(site: Site) -> None:
    wish = application(site, ITEM, HEAD)
    said = wish.pop("applicant")
    with site.client(HEAD) as resident:
        filed = apply(resident, wish)
        assert filed.status_code == 201, filed.text
        known = applicant(resident, filed.json()["case"])

    assert known == said | {"account": HEAD, "identified": "account"}


def test_a_draft_becomes_nobody_elses_application(site: Site) -> None:
    wish = application(site, ITEM, HEAD)
    with site.client(HEAD) as resident:
        case = resident.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
        wish["applicant"]["name"] = "黄国强"
        refused = send(resident, case, "submit", wish)

    assert pointers(refused) == {("applicant.not_you", "/applicant/name")}


def test_a_clerk_says_how_who_is_present_was_identified(site: Site) -> None:
    wish = application(site, ITEM, HEAD)
    with site.client("hall_clerk") as clerk:
        hand_in(clerk)  # the clerk's own scan of the same paper
        refused = apply(clerk, wish)
        nobody = apply(clerk, {key: wish[key] for key in wish if key != "applicant"})
        wish["applicant"]["identified"] = "card"
        case = apply(clerk, wish).json()["case"]
        shown = clerk.get(
            f"/api/v1/cases/{case}", params={"purpose": "handling"}, headers=key()
        ).json()["case"]

    assert pointers(refused) == {("applicant.how_identified", "/applicant/identified")}
    assert pointers(nobody) == {("form.required", "/applicant")}
    assert shown["applicant"]["identified"] == "card"
    assert shown["applicant"]["by_agent"] == "staff:hall_clerk"
    assert {each["source"] for each in shown["materials"]} == {"scan"}


@pytest.mark.parametrize("source", ["licence_store", "scan"])
def test_where_a_material_comes_from_is_not_the_senders_to_say(site: Site, source: str) -> None:
    wish = application(site, ITEM, HEAD)
    wish["materials"][0]["source"] = source
    name = wish["materials"][0]["name"]
    with site.client(HEAD) as resident:
        assert pointers(apply(resident, wish)) == {
            ("material.source_is_ours", f"/materials/{name}")
        }


def test_a_company_is_represented_by_who_represents_it_by_law(
    site: Site, wish: dict[str, Any]
) -> None:
    with site.client(HEAD) as head, site.client(COMPANY) as company, site.client(HELPER) as other:
        assert file(other, wish).status_code == 403
        filed = file(head, wish)
        assert filed.status_code == 201, filed.text
        case, number = filed.json()["case"], filed.json()["number"]

        known = applicant(company, case)
        assert (known["account"], known["by_agent"]) == (COMPANY, f"person:{HEAD}")
        assert applicant(head, case, **FOR_COMPANY) == known
        as_himself = head.get(f"/api/v1/cases/{case}", params={"purpose": "own"}, headers=key())
        assert as_himself.status_code == 404
        until(lambda: all(is_told(site, account, number) for account in (COMPANY, HEAD)))


def is_told(site: Site, account: str, number: str) -> bool:
    """Tell whether somebody is told of an application that was filed by mandate."""

    async def read() -> bool:
        where = {"mailbox": f"person~{account}", "template": "case.FiledByAgent"}
        rows = site.database["notices"].find(where)
        return number in {row["facts"]["number"] async for row in rows}

    return bool(site.run(read()))


def test_a_key_for_the_company_is_not_ones_own(site: Site) -> None:
    wish = application(site, ITEM, HEAD)
    del wish["applicant"]
    once = key()
    with site.client(HEAD) as head:
        own = head.post("/api/v1/cases", json=wish, headers=once)
        companys = head.post("/api/v1/cases", json=wish, headers=once | FOR_COMPANY)

    assert (own.status_code, companys.status_code) == (201, 201), companys.text
    assert own.json()["case"] != companys.json()["case"]
    assert not companys.json()["replayed"]


def test_a_mandate_for_one_service_is_none_for_another(
    site: Site, wish: dict[str, Any], mandated: int
) -> None:
    with site.client(HELPER) as helper:
        assert file(helper, wish).status_code == 201
        drafted = helper.post(
            "/api/v1/drafts",
            json=wish | {"item": "GSBG-01"} | {"item_version": None},
            headers=key() | FOR_COMPANY,
        )

    assert drafted.status_code == 403, drafted.text


def test_a_mandate_that_was_revoked_ends_with_the_next_request(
    site: Site, wish: dict[str, Any], mandated: int
) -> None:
    with site.client(HELPER) as helper, site.client(HEAD) as head:
        case = file(helper, wish).json()["case"]
        assert applicant(helper, case, **FOR_COMPANY)["account"] == COMPANY

        assert revoke(head, mandated).status_code == 200
        for answer in (
            file(helper, wish),
            helper.get(
                f"/api/v1/cases/{case}", params={"purpose": "own"}, headers=key() | FOR_COMPANY
            ),
            helper.post(f"/api/v1/cases/{case}/withdraw", json={}, headers=key() | FOR_COMPANY),
        ):
            assert answer.status_code == 403
            assert answer.json()["errors"][0]["code"] == "mandate.none"
        assert send(helper, case, "withdraw", {}).status_code == 404


def test_a_mandate_is_given_to_a_person_whose_name_is_known(site: Site) -> None:
    with site.client(HEAD) as head, site.client(HELPER) as helper:
        for changes in ({"name": "黄某某"}, {"to": "nobody"}, {"to": "a:b"}, {"to": COMPANY}):
            assert pointers(give(head, **changes)) == {("mandate.nobody", "/to")}
        assert give(helper, to=HEAD, name="陈嘉慧").status_code in (403, 404)
        assert helper.get(f"/api/v1/mandates/{COMPANY}").status_code == 404


def test_a_live_page_that_is_open_ends_with_the_mandate(
    site: Site, wish: dict[str, Any], mandated: int
) -> None:
    with site.client(HELPER) as helper, site.client(COMPANY) as company, site.client(HEAD) as head:
        filed = file(helper, wish).json()
        wait_for(site, filed["number"])
        address = f"/cases/{filed['number']}/events"
        with helper.stream("GET", address, headers=FOR_COMPANY) as live:
            assert live.status_code == 200
            lines = live.iter_lines()
            assert next(line for line in lines if line.startswith("data:"))
            assert revoke(head, mandated).status_code == 200
            assert send(company, filed["case"], "withdraw", {}).status_code == 200

            told = [line for line in lines if line.startswith("data:")]
    assert not any('"seq":2' in line or "withdrawn" in line for line in told)
