"""Who files at a window and has no account is told by text messages, if he agreed to it; else the
clerk sees that his papers are to be handed over or posted, and says that they were."""

import time
from typing import Any

import httpx
import pytest
from lxml import html

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, send, today_of
from tests.acceptance.test_in_person import ITEM, NAME, account_of, number, shows
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

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
    for _ in range(1_200):
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
        for _ in range(1_200):
            page = clerk.get(f"/staff/cases/{case}?lang=en").text
            if "To be handed over or posted" in page:
                break
            time.sleep(0.05)
        assert "print what is ready, and hand it over or post it" in page
        assert "To be handed over or posted" in page
        assert clerk.get(f"/api/v1/cases/{case}/told").json()["told"] == []
    assert site.run(site.database["letters"].count_documents({"about": f"case:{case}"})) == 0


@pytest.mark.feature("HALL-14", "HALL-15")
def test_a_paper_is_said_to_be_handed_over_beside_it_and_its_applicant_reads_to_whom(
    site: Site,
) -> None:
    with site.client(CLERK, language="zh") as clerk:
        case = filed(clerk, site, 614, phone=PHONE).json()["case"]
        at = f"/staff/cases/{case}"
        until(lambda: "待当面交付或者邮寄" in clerk.get(at).text)  # the paper is made
        page = fetched(clerk, at)
        [form] = page.xpath(f"//form[@action='{at}/serve_paper']")
        [item] = form.xpath("ancestor::li[1]")
        typed = dict(form.form_values()) | {"method": "in_person", "receiver": NAME}
        typed |= {"served_on": today_of(site).isoformat(), "relation": ""}
        refused = clerk.post(f"{at}/serve_paper", data=typed)
        typed |= {"relation": "applicant"}
        assert clerk.post(f"{at}/serve_paper", data=typed).status_code == 303
        after = clerk.get(at).text
        drawn_anew = clerk.get(f"{at}/beside").text
        [paper] = clerk.get(f"/api/v1/cases/{case}/papers").json()["papers"]
        again = send(clerk, case, "serve_paper", served_again(paper["id"], typed))
    account = account_of(site, number(614))
    with site.client(account, language="zh") as owner:
        shows(owner, case)
        own = owner.get(f"/cases/{case}").text
    back = {"paper": paper["id"], "reason": "误选了另一份文书"}
    with site.client(CLERK) as clerk, site.client("market_approver") as head:
        alone = send(clerk, case, "take_back_service", back)
        assert send(head, case, "take_back_service", back).status_code == 200
    with site.client(account, language="zh") as owner:
        mistaken = owner.get(f"/cases/{case}").text

    assert alone.status_code == 403
    assert "送达登记有误" in mistaken and back["reason"] in mistaken and NAME in mistaken
    assert list(faults(page)) == []
    assert "待当面交付或者邮寄" in item.text_content()
    assert refused.status_code == 422
    [kept] = html.document_fromstring(refused.text).xpath("//li//form//input[@name='receiver']")
    assert kept.get("value") == NAME and "请选择签收人（拒收人）与申请人的关系" in refused.text
    for seen in (after, drawn_anew):
        assert "当面送达，签收人林**（本人）" in seen and "serve_paper" not in seen
        assert "待当面交付或者邮寄" not in seen and NAME not in seen
    assert (paper["served"]["method"], paper["served"]["receiver"]) == ("in_person", "林**")
    assert again.status_code == 409
    assert f"当面送达，签收人{NAME}（本人）" in own and "文书已送达" in own


def served_again(paper: str, typed: dict[str, str]) -> dict[str, str]:
    said = ("method", "served_on", "receiver", "relation")
    return {"paper": paper, **{name: typed[name] for name in said}}


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
