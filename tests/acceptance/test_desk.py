"""The desk of a case without scripts: forms as they are drawn, sent back, and refused."""

from typing import Any

import httpx
import pytest
from lxml import html

from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, application, apply, send
from tests.acceptance.test_page_structure import faults, fetched

FOOD = "SPJY-01"
REVIEWER, COLLEAGUE = "market_reviewer", "market_reviewer_2"


def applied(site: Site) -> str:
    with site.client("chen_jiahui") as resident:
        return str(apply(resident, application(site, FOOD)).json()["case"])


def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def submit(client: httpx.Client, case: str, name: str, **entries: str) -> httpx.Response:
    """Send the first form of the command `name` on the desk, as a browser does: with all that is in
    it, and `entries` typed over."""
    path = f"/staff/cases/{case}"
    form = fetched(client, path).xpath(f"//form[@action='{path}/{name}']")[0]
    return client.post(f"{path}/{name}", data={**dict(form.form_values()), **entries})


def named(page: html.HtmlElement, value: str) -> str:
    """Return the name of what is written beside the hidden control with `value`."""
    return str(page.xpath("//input[@value=$value]/@name", value=value)[0]).replace(
        ".field", ".reason"
    )


@pytest.mark.feature("HALL-09", "HALL-21")
def test_a_window_asks_for_a_correction_and_takes_it_in(site: Site) -> None:
    case = applied(site)
    with site.client("market_clerk", language="zh") as clerk:
        desk = fetched(clerk, f"/staff/cases/{case}")
        empty = submit(clerk, case, "request_correction")
        asked = submit(
            clerk, case, "request_correction", **{named(desk, "/form/address"): "请填写到门牌号"}
        )
        page = fetched(clerk, f"/cases/{case}/correct")
        form: Any = page.xpath("//form[@enctype]")[0]
        typed = {name: text for name, text in form.form_values() if isinstance(text, str)}
        typed["form.address"] = "禅城区示例路 66 号二层 201"
        corrected = clerk.post(f"/cases/{case}/correct", data=typed)

    assert (empty.status_code, asked.status_code) == (422, 303)
    assert list(faults(html.document_fromstring(empty.text))) == []
    assert list(faults(page)) == []
    assert corrected.headers["location"] == f"/staff/cases/{case}"
    assert state_of(site, case).phase == "submitted"
    assert state_of(site, case).form["address"] == "禅城区示例路 66 号二层 201"


@pytest.mark.feature("HALL-21")
def test_a_task_is_handed_over_and_deputised_at_the_desk(site: Site) -> None:
    case = applied(site)
    with site.client("market_clerk") as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
    assert site.services is not None
    today = local_day(site.services.clock.now()).isoformat()
    with site.client(REVIEWER, language="zh") as reviewer:
        claimed = submit(reviewer, case, "claim_task")
        again = reviewer.post(
            f"/staff/cases/{case}/claim_task", data={"task": state_of(site, case).tasks[0].name}
        )
        deputy = submit(reviewer, case, "deputise_task", to=f"staff:{COLLEAGUE}", until=today)
        deputised = state_of(site, case).tasks[0].deputy
        handed = submit(reviewer, case, "hand_over_task", to=f"staff:{COLLEAGUE}")

    assert [each.status_code for each in (claimed, deputy, handed)] == [303, 303, 303]
    assert deputised == f"staff:{COLLEAGUE}"
    assert state_of(site, case).tasks[0].claimed_by == f"staff:{COLLEAGUE}"
    assert again.status_code == 409
    assert list(faults(html.document_fromstring(again.text))) == []
    assert "您已认领这项任务" in again.text


def test_a_material_is_seen_by_who_handles_the_case_and_its_reading_is_on_record(
    site: Site,
) -> None:
    case = applied(site)
    name = state_of(site, case).materials[0].name
    path = f"/staff/cases/{case}/materials/{name}"

    def readings() -> int:
        read = {"kind": "access", "key": {"$regex": f"{case}$"}, "ev.type": "AccessRecorded"}
        return int(site.run(site.database["journal"].count_documents(read)))

    before = readings()
    with site.client("market_clerk") as clerk, site.client("chen_jiahui") as resident:
        seen = clerk.get(path)
        recorded = readings() - before
        missing = clerk.get(f"/staff/cases/{case}/materials/none_such")
        strange = resident.get(path)

    assert (seen.status_code, seen.content) == (200, PNG)
    assert seen.headers["content-security-policy"].startswith("sandbox")
    assert missing.status_code == 404
    assert strange.status_code in (403, 404)
    assert recorded == 1
