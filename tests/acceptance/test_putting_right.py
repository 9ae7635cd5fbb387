"""From the page of one's own data to a record that was put right, with both versions to see."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from actors.library import load_city
from tests.acceptance.own_accounts import registered
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, send, wait_for

pytestmark = pytest.mark.feature("PLAT-01")
RESIDENT, ITEM = "chen_jiahui", "XXGZ-01"


def officers(site: Site, unit: str = "natural_resources") -> dict[str, str]:
    staff = load_city().staff.values()
    roles = ("window_clerk", "reviewer", "approver")
    return {
        role: next(m.account for m in staff if m.unit == unit and role in m.roles) for role in roles
    }


def another_clerk(site: Site, first: str) -> str:
    """Return a clerk who may accept what the first has filed."""
    members = load_city().staff.values()
    return next(
        each.account
        for each in members
        if "window_clerk" in each.roles
        and each.account != first
        and each.unit in ("public_security", "government_services")
    )


@pytest.fixture(scope="module")
def case(site: Site) -> dict[str, Any]:
    """A case of the resident's with a wrong telephone number in it."""
    with site.client(RESIDENT) as resident:
        answer = apply(resident, application(site, "WFZM-01")).json()
    wait_for(site, answer["number"])
    return answer


def wish(site: Site, case: str, says: str, unit: str) -> dict[str, Any]:
    filled = application(site, ITEM)
    filled["form"] |= {
        "record": case,
        "part": "/form/contact_phone",
        "says": says,
        "should_be": "+86 139-0000 0000",
        "unit": unit,
    }
    return filled


def errors(answer: httpx.Response) -> list[str]:
    return [each["pointer"] for each in answer.json()["errors"]]


def test_it_begins_filled_in_from_the_page_of_ones_own_data(
    site: Site, case: dict[str, Any]
) -> None:
    with site.client(RESIDENT, language="zh") as resident:
        page = resident.get(f"/account/records/parts?record={case['case']}").text
        assert "13800000001" in page
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        wish = {"key": "k" * 33, "record": case["case"], "part": "/form/contact_phone"}
        begun = resident.post(
            "/account/records/parts", data=wish | ({"csrf_token": token[1]} if token else {})
        )
        assert begun.status_code == 303, begun.text
        first = resident.get(begun.headers["location"] + "/1").text
    assert "13800000001" in first
    assert case["number"] in first


def test_only_ones_own_record_as_it_stands_is_asked_about(site: Site, case: dict[str, Any]) -> None:
    held = "natural_resources"
    with site.client(RESIDENT) as resident:
        answer = apply(resident, wish(site, case["case"], "13800000009", held))
        assert (answer.status_code, errors(answer)) == (422, ["/form/says"])
        for number in ("12", "not a number"):
            odd = wish(site, case["case"], "13800000001", held)
            odd["form"]["should_be"] = number
            assert errors(apply(resident, odd)) == ["/form/should_be"]
        answer = apply(resident, wish(site, case["case"], "13800000001", "health"))
        assert errors(answer) == ["/form/unit"]
    with site.client("huang_guoqiang") as stranger:
        sent = wish(site, case["case"], "13800000001", held) | {"applicant": None}
        sent["materials"] = [{"name": "proof", "file_name": "a.png", **hand_in(stranger).json()}]
        assert errors(apply(stranger, sent)) == ["/form/record"]


def test_the_unit_that_holds_it_decides_and_both_versions_are_seen(
    site: Site, case: dict[str, Any]
) -> None:
    who = officers(site)
    with site.client(RESIDENT, language="zh") as resident:
        filed = apply(resident, wish(site, case["case"], "13800000001", "natural_resources"))
        assert filed.status_code == 201, filed.text
        filed = filed.json()
        with site.client(who["window_clerk"]) as clerk:
            assert send(clerk, filed["case"], "accept", {}).status_code == 200
        with site.client(who["reviewer"]) as reviewer:
            opinion = {"task": "review", "opinion": "agree"}
            assert send(reviewer, filed["case"], "give_opinion", opinion).status_code == 200
        with site.client(who["approver"]) as approver:
            granted = send(approver, filed["case"], "decide", {"outcome": "granted"})
            assert granted.status_code == 200, granted.text

        async def put_right() -> Any:
            assert site.services is not None
            async with asyncio.timeout(60):
                while True:
                    shown = await site.services.sender.show(f"case:{case['case']}")
                    row = await site.services.views.case(case["case"])
                    told = [entry["event"] for entry in row["timeline"]] if row else ()
                    if shown.state.put_right and "RecordPutRight" in told:
                        return shown.state
                    await asyncio.sleep(0.02)

        state = site.run(put_right())
        assert state.form["contact_phone"] == "13900000000"
        [one] = state.put_right
        assert (one.before, one.after, one.basis) == (
            "13800000001",
            "13900000000",
            filed["number"],
        )
        page = resident.get("/account/records").text
        assert "13900000000" in page and "13800000001" in page and filed["number"] in page


WRONG, RIGHT = "440602199005060028", "44060219900506001X"


def about_number(account: str) -> dict[str, str]:
    return {
        "record": account,
        "part": "/person/id_number",
        "says": WRONG,
        "should_be": RIGHT,
        "unit": "public_security",
    }


def at_window(site: Site, account: str, **present: str) -> dict[str, Any]:
    """Return the application of somebody present to have the number of `account` put right."""
    filled = application(site, ITEM)
    with site.client(officers(site, "public_security")["window_clerk"]) as clerk:
        stored = hand_in(clerk).json()
    who = {"kind": "natural", "name": "试试", "id_type": "resident_id", "id_number": RIGHT}
    filled |= {"place": "", "applicant": {**who, "identified": "typed"}}
    filled["applicant"] |= present
    filled["materials"] = [each | stored for each in filled["materials"]]
    filled["form"] |= about_number(f"account:{account}")
    return filled


def test_nobody_puts_his_own_number_of_identity_right(site: Site) -> None:
    account = registered(site)
    filled = application(site, ITEM) | {"applicant": None}
    with site.client(account) as own:
        filled["materials"] = [each | hand_in(own).json() for each in filled["materials"]]
        filled["form"] |= about_number("account")
        alone = apply(own, filled)
        filled["form"]["record"] = f"account:{account}"
        named = apply(own, filled)

    assert (alone.status_code, errors(alone)) == (422, ["/form/part"])
    assert (named.status_code, errors(named)) == (422, ["/form/record"])


@pytest.mark.parametrize(
    ("present", "pointer"),
    [
        ({"name": "李四"}, "/form/record"),
        ({"id_number": "440602199005060036"}, "/form/should_be"),
        ({"identified": ""}, "/applicant/identified"),
    ],
)
def test_a_clerk_puts_right_what_the_document_of_who_is_present_says(
    site: Site, present: dict[str, str], pointer: str
) -> None:
    account = registered(site)
    with site.client(officers(site, "public_security")["window_clerk"]) as clerk:
        refused = apply(clerk, at_window(site, account, **present))

    assert (refused.status_code, errors(refused)) == (422, [pointer])


def test_a_number_of_identity_is_put_right_by_a_clerk_and_those_who_decide(site: Site) -> None:
    account, who = registered(site), officers(site, "public_security")
    with site.client(who["window_clerk"]) as clerk:
        filed = apply(clerk, at_window(site, account))
        assert filed.status_code == 201, filed.text
        case = filed.json()["case"]
        with site.client(another_clerk(site, who["window_clerk"])) as second:
            taken = send(second, case, "accept", {})
            assert taken.status_code == 200, taken.text
    with site.client(who["reviewer"]) as reviewer:
        opinion = {"task": "review", "opinion": "agree"}
        assert send(reviewer, case, "give_opinion", opinion).status_code == 200
    with site.client(who["approver"]) as approver:
        assert send(approver, case, "decide", {"outcome": "granted"}).status_code == 200

    async def put_right() -> Any:
        async with asyncio.timeout(60):
            while True:
                assert site.services is not None
                state = (await site.services.sender.show(f"account:{account}")).state
                if state.put_right:
                    return state
                await asyncio.sleep(0.02)

    state = site.run(put_right())
    assert state.person.id_number == RIGHT
    assert [(one.before, one.after) for one in state.put_right] == [(WRONG, RIGHT)]
