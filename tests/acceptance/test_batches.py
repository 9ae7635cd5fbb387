"""Many cases dealt with at once on the pages: each checked for itself, and nothing done twice."""

import re

import httpx
import pytest

from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks.batch import Batch, Outcome
from actors.kernel.identity import Identity
from serve_apps.blocks.tasks.running import do_one
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-32", "HALL-21")
CLERK = "market_clerk"


def filed(site: Site) -> str:
    with site.client("chen_jiahui") as resident:
        answer = apply(resident, application(site, "SPJY-01")).json()
    wait_for(site, answer["number"])
    return str(answer["case"])


def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def begin(client: httpx.Client, cases: list[str], act: str) -> str:
    """Choose cases on the page and begin; return the address of the batch."""
    page = fetched(client, "/staff/choose")
    assert list(faults(page)) == []
    form = page.xpath("//form[@action='/staff/batch']")[0]
    hidden = {name: value for name, value in form.form_values() if name in ("csrf_token", "key")}
    answer = client.post("/staff/batch", data={**hidden, "case": cases, "act": act})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_each_case_is_checked_for_itself_and_what_was_not_done_says_why(site: Site) -> None:
    first, second, taken = filed(site), filed(site), filed(site)
    with site.client(CLERK, language="zh") as clerk:
        address = begin(clerk, [first, second, taken], "accept")
        send(clerk, taken, "accept", {}).raise_for_status()  # meanwhile, by somebody else
        before = fetched(clerk, address).text_content()
        done = clerk.post(address)
        page = fetched(clerk, address)
        again = clerk.post(address)

    assert "待办 3 件" in before
    assert done.status_code == again.status_code == 303
    assert {state_of(site, each).phase for each in (first, second, taken)} == {"accepted"}
    text = re.sub(r"\s+", " ", page.text_content())
    assert "已办 2 件，未办成 1 件，待办 0 件" in text
    assert "办件目前的状态不能进行此操作" in text
    assert list(faults(page)) == []


def test_what_was_done_before_a_kill_is_done_once_and_the_rest_goes_on(site: Site) -> None:
    cases = [filed(site), filed(site)]
    with site.client(CLERK) as clerk:
        address = begin(clerk, cases, "accept")
        batch = address.rpartition("/")[2]
        services, member = site.services, site.library[Organisation].staff[CLERK]
        assert services is not None
        by = Identity(f"staff:{CLERK}", member.roles, member.unit)

        async def killed_before_it_was_recorded() -> None:
            state: Batch = (await services.sender.show(f"batch:{batch}")).state
            assert await do_one(services, by, batch, state, 0) == Outcome(n=0)

        site.run(killed_before_it_was_recorded())
        clerk.post(address)
        told = clerk.post(f"/api/v1/batches/{batch}/go_on").json()

    assert told["phase"] == "done"
    assert [outcome.get("code", "") for outcome in told["outcomes"]] == ["", ""]
    for case in cases:
        accepted = {"key": f"case:{case}", "ev.type": "Accepted"}
        assert site.run(site.database["journal"].count_documents(accepted)) == 1
        assert state_of(site, case).phase == "accepted"


def test_a_batch_of_another_is_unknown(site: Site) -> None:
    case = filed(site)
    with site.client(CLERK) as clerk, site.client("market_reviewer") as other:
        address = begin(clerk, [case], "accept")

        assert other.get(address).status_code == 404
        assert other.post(address).status_code == 404
        until(lambda: address in listed(clerk))


def listed(clerk: httpx.Client) -> list[str | None]:
    page = fetched(clerk, "/batches")
    return [link.get("href") for link in page.xpath("//td//a | //th//a")]


def test_nothing_chosen_is_said_so(site: Site) -> None:
    with site.client(CLERK, language="zh") as clerk:
        page = fetched(clerk, "/staff/choose")
        form = page.xpath("//form[@action='/staff/batch']")[0]
        token = dict(form.form_values())["csrf_token"]
        answer = clerk.post("/staff/batch", data={"csrf_token": token})

    assert answer.status_code == 422
    assert "请先选择要办理的对象" in answer.text and "请选择操作" in answer.text


def test_the_keys_are_documented_and_each_has_another_way(site: Site) -> None:
    with site.client(CLERK, language="zh") as clerk:
        page = fetched(clerk, "/staff/keys")

    assert list(faults(page)) == []
    rows = [re.sub(r"\s+", " ", row.text_content()).strip() for row in page.xpath("//tbody/tr")]
    assert len(rows) == 4 and all("Tab" in row or "回车" in row for row in rows)
