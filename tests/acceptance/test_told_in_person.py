"""Who files at a window and has no account is told by text messages, if he agreed to it; else the
clerk sees that his papers are to be handed over or posted."""

import time
from typing import Any

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in
from tests.acceptance.test_in_person import ITEM, NAME, number

pytestmark = pytest.mark.feature("HALL-07", "HALL-27")
CLERK, PHONE = "hall_clerk", "13800000061"


def filed(clerk: httpx.Client, site: Site, serial: int, **more: Any) -> httpx.Response:
    """File for somebody who is present and has no account."""
    wish: dict[str, Any] = application(site, ITEM)
    wish["applicant"] |= {"name": NAME, "id_number": number(serial), "identified": "card", **more}
    hand_in(clerk)
    return apply(clerk, wish)


def told(client: httpx.Client, case: str, count: int) -> list[dict[str, Any]]:
    """Return what a case has told, once it is so much."""
    for _ in range(200):
        found = client.get(f"/api/v1/cases/{case}/told").raise_for_status().json()["told"]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{case} has told {found}")


def test_who_agreed_is_told_by_text_messages_and_the_office_sees_with_what_result(
    site: Site,
) -> None:
    with site.client(CLERK) as clerk:
        case = filed(clerk, site, 611, phone=PHONE, texted=True).json()["case"]
        (first,) = told(clerk, case, 1)
        page = clerk.get(f"/staff/cases/{case}?lang=en").text

    assert first["to"] == "Applicant without an account" and not first["inside"]
    assert "was received" in first["says"]
    assert [way["channel"] for way in first["ways"]] == ["Text message"]
    assert "Applicant without an account" in page and "handed over or posted" not in page
    letter = site.run(site.database["letters"].find_one({"about": f"case:{case}"}))
    assert letter["mailbox"] == "" and PHONE not in str(letter)
    assert site.services is not None
    state = site.run(site.services.sender.show(f"letter:{letter['_id']}")).state
    assert (state.to, state.of) == (PHONE, "statutory")


def test_who_did_not_agree_is_handed_paper(site: Site) -> None:
    with site.client(CLERK) as clerk:
        case = filed(clerk, site, 612, phone=PHONE).json()["case"]
        for _ in range(200):
            page = clerk.get(f"/staff/cases/{case}?lang=en").text
            if "To be handed over or posted" in page:
                break
            time.sleep(0.05)
        assert "print what is ready, and hand it over or post it" in page
        assert "To be handed over or posted" in page
        assert clerk.get(f"/api/v1/cases/{case}/told").json()["told"] == []
    assert site.run(site.database["letters"].count_documents({"about": f"case:{case}"})) == 0


def test_agreeing_without_a_mobile_number_is_refused_beside_the_number(site: Site) -> None:
    with site.client(CLERK) as clerk:
        answer = filed(clerk, site, 613, phone="", texted=True)

    assert answer.status_code == 422
    assert "/applicant/phone" in answer.text


def test_an_applicant_sees_what_he_was_told_himself_and_nobody_else_does(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
        (mine, *_) = told(resident, case, 1)
        page = resident.get(f"/cases/{case}?lang=en").text
    with site.client("liang_zhihao") as stranger, site.client(CLERK) as clerk:
        refused = stranger.get(f"/api/v1/cases/{case}/told")
        seen = told(clerk, case, 1)

    assert mine["inside"] and "was received" in mine["says"]
    assert "Who was told" in page and mine["says"] in page
    assert refused.status_code == 404
    assert mine["says"] in [each["says"] for each in seen]
