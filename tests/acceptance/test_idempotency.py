"""An Idempotency-Key belongs to one wish: sent again it is answered as before, and with anything
else behind it, it is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from lxml import html

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send, wait_for

FOOD, NO_HOME = "SPJY-01", "WFZM-01"


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["code"] for each in answer.json()["errors"]]


REUSED = ["command.key_reused"]


def test_three_at_once_are_one_case_with_one_number(site: Site) -> None:
    wish, once = application(site, NO_HOME), key()
    with site.client("chen_jiahui") as resident, ThreadPoolExecutor(3) as threads:
        answers = [
            each.json()
            for each in threads.map(
                lambda _: resident.post("/api/v1/cases", json=wish, headers=once), range(3)
            )
        ]

    assert len({(each["case"], each["number"], each["seq"]) for each in answers}) == 1
    assert sum(not each["replayed"] for each in answers) == 1


def test_a_key_serves_no_other_application(site: Site) -> None:
    wish, once = application(site, NO_HOME), key()
    other = wish | {"form": wish["form"] | {"copies": 3}}
    with site.client("chen_jiahui") as resident:
        first = resident.post("/api/v1/cases", json=wish, headers=once)
        again = resident.post(
            "/api/v1/cases", content=first.request.content.replace(b":", b" : "),
            headers=once | {"content-type": "application/json"},
        )  # fmt: skip
        refused = resident.post("/api/v1/cases", json=other, headers=once)

    assert first.status_code == again.status_code == 201
    assert again.json()["replayed"]
    assert codes(refused) == REUSED


def test_a_drafts_key_serves_no_submission(site: Site) -> None:
    wish, once = application(site, NO_HOME), key()
    with site.client("chen_jiahui") as resident:
        draft = resident.post("/api/v1/drafts", json=wish, headers=once).json()
        refused = [
            resident.post("/api/v1/cases", json=wish, headers=once),
            resident.post(f"/api/v1/cases/{draft['case']}/submit", json=wish, headers=once),
        ]
        kept = resident.post("/api/v1/drafts", json=wish, headers=once)
        sent = send(resident, draft["case"], "submit", wish)

    assert [codes(each) for each in refused] == [REUSED, REUSED]
    assert kept.json()["replayed"]
    assert sent.status_code == 200 and len(sent.json()["reply"]["number"]) == 43


def test_a_key_serves_no_other_command(site: Site) -> None:
    once = key()
    with site.client("chen_jiahui") as resident, site.client("huang_guoqiang") as stranger:
        case = apply(resident, application(site, FOOD)).json()["case"]
        path = f"/api/v1/cases/{case}"
        done = resident.post(f"{path}/withdraw", json={"reason": "a"}, headers=once)
        again = resident.post(f"{path}/withdraw", json={"reason": "a"}, headers=once)
        refused = [
            resident.post(f"{path}/withdraw", json={"reason": "b"}, headers=once),
            resident.post(f"{path}/rate", json={"stars": 5}, headers=once),
        ]
        foreign = stranger.post(f"{path}/withdraw", json={"reason": "a"}, headers=once)

    assert done.status_code == again.status_code == 200 and again.json()["replayed"]
    assert [codes(each) for each in refused] == [REUSED, REUSED]
    assert foreign.status_code == 404


def test_a_key_serves_no_other_entity(site: Site) -> None:
    once = key()
    with site.client("chen_jiahui") as resident, site.client("huang_guoqiang") as other:
        first, second = (apply(resident, application(site, FOOD)).json()["case"] for _ in "ab")
        own = apply(other, application(site, NO_HOME, "huang_guoqiang")).json()["case"]
        done = resident.post(f"/api/v1/cases/{first}/withdraw", json={}, headers=once)
        refused = [
            resident.post(f"/api/v1/cases/{second}/withdraw", json={}, headers=once),
            resident.post("/api/v1/cases", json=application(site, NO_HOME), headers=once),
        ]
        page = resident.post(
            f"/cases/{second}/withdraw", data={"key": once["idempotency-key"], "reason": ""}
        )
        again = resident.post(f"/api/v1/cases/{first}/withdraw", json={}, headers=once)
        foreign = other.post(f"/api/v1/cases/{own}/withdraw", json={}, headers=once)

    assert done.status_code == again.status_code == foreign.status_code == 200
    assert again.json()["replayed"] and not foreign.json()["replayed"]
    assert [codes(each) for each in refused] == [REUSED, REUSED]
    assert page.status_code == 422
    assert site.services is not None
    state = site.run(site.services.sender.show(f"case:{second}")).state
    assert state.phase == "submitted"


def test_a_page_that_is_sent_again_with_other_entries_is_refused(site: Site) -> None:
    entries: dict[str, Any] = {"key": "page-1", "reason": "搬家"}
    with site.client("chen_jiahui", language="zh") as resident:
        case = apply(resident, application(site, FOOD)).json()["case"]
        done = resident.post(f"/cases/{case}/withdraw", data=entries)
        again = resident.post(f"/cases/{case}/withdraw", data=entries)
        other = resident.post(f"/cases/{case}/withdraw", data=entries | {"reason": "别的"})

    assert (done.status_code, again.status_code, other.status_code) == (303, 303, 422)
    assert "已经用于另一项操作" in other.text


@pytest.mark.parametrize("strange", ["a b", "a" * 65, "", "a=b"])
def test_a_key_of_another_shape_is_refused(site: Site, strange: str) -> None:
    wish, once = application(site, NO_HOME), {"idempotency-key": strange}
    with site.client("chen_jiahui") as resident:
        filed = resident.post("/api/v1/cases", json=wish, headers=once)
        case = apply(resident, wish).json()["case"]
        sent = resident.post(f"/api/v1/cases/{case}/withdraw", json={}, headers=once)

    assert filed.status_code == sent.status_code == 422


def test_the_number_that_was_answered_is_found_at_once(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        filed = apply(resident, application(site, NO_HOME)).json()
        found = resident.get(f"/api/v1/progress/{filed['number']}")
        wait_for(site, filed["number"])
        listed = resident.get("/api/v1/cases").json()["cases"]

    assert found.status_code == 200
    assert found.json()["case"] == filed["case"]
    assert (filed["case"], filed["number"]) in {(each["case"], each["number"]) for each in listed}


def test_what_is_sent_is_what_was_checked(site: Site) -> None:
    wish = application(site, NO_HOME)
    changed = wish | {"form": wish["form"] | {"copies": 3}}
    with site.client("chen_jiahui", language="zh") as resident:
        draft = resident.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
        page, form = f"/apply/{draft}/check", f"/apply/{draft}/submit"
        seen = signed_for(resident.get(page).text)
        assert send(resident, draft, "save_draft", changed).status_code == 200
        refused = resident.post(form, data={"key": seen})
        told = {"statement": wish["statement"]}
        again = resident.post(form, data={"key": signed_for(refused.text)} | told)

    assert refused.status_code == 409 and "已在别处改动" in refused.text
    assert (again.status_code, again.headers["location"]) == (303, f"/cases/{draft}/confirmation")
    assert site.services is not None
    state = site.run(site.services.sender.show(f"case:{draft}")).state
    assert state.form["copies"] == 3


def signed_for(page: str) -> str:
    """Return the key in the page that shows what will be sent."""
    return str(html.document_fromstring(page).xpath("//input[@name='key']/@value")[0])
