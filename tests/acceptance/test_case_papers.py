"""The papers of a case reach whoever may see the case, and nobody else; each look is on record."""

from typing import Any

import httpx
import pypdfium2
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.documents.template import Papers
from actors.blocks.organisation.units import Organisation
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send
from tests.acceptance.test_desk import state_of
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

FOOD, NO_HOME = "SPJY-01", "WFZM-01"


def papers(client: httpx.Client, case: str, *, ready: int = 0) -> dict[str, Any]:
    """Return the papers of a case by their templates, once so many are ready."""

    def made() -> dict[str, Any] | None:
        found = client.get(f"/api/v1/cases/{case}/papers").raise_for_status().json()["papers"]
        enough = sum(each["state"] != "ordered" for each in found) >= ready
        return {each["template"]: each for each in found} if enough else None

    return (until(made) if ready else made()) or {}


def text_of(pdf: bytes) -> str:
    """Return what a paper says, without line breaks."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


def officer(site: Site, item: str, role: str) -> str:
    """Return an account that holds `role` where the item is handled."""
    unit = site.library[Catalogue].item(item).unit
    staff = site.library[Organisation].staff.values()
    return next(each.account for each in staff if each.holds(role, unit))


@pytest.mark.feature("HALL-14")
def test_a_receipt_lists_what_was_handed_in_and_is_the_applicants_alone(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = str(apply(resident, application(site, FOOD)).json()["case"])
        receipt = papers(resident, case, ready=1)["case_receipt"]
        path = f"/papers/{receipt['id']}"
        page = fetched(resident, f"/cases/{case}")
        seen = resident.get(f"/cases/{case}{path}")
        by_program = resident.get(f"/api/v1/cases/{case}{path}")
    with site.client("liang_zhihao") as stranger:
        refused = [stranger.get(f"{at}/cases/{case}{path}") for at in ("", "/api/v1")]

    item = site.library[Catalogue].item(FOOD)
    assert receipt["ready"] is True
    assert list(faults(page)) == []
    assert page.xpath(f"//a[@href='/cases/{case}{path}']")
    assert seen.headers["content-type"] == "application/pdf"
    assert seen.content == by_program.content
    assert "陈嘉慧" in text_of(seen.content)
    assert all(spec.title.zh in text_of(seen.content) for spec in item.materials)
    assert [each.status_code for each in refused] == [404, 404]


@pytest.mark.feature("HALL-14")
def test_what_wants_a_seal_is_not_handed_out_without(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("market_clerk") as clerk:
        case = str(apply(resident, application(site, FOOD)).json()["case"])
        send(clerk, case, "accept", {}).raise_for_status()
        acceptance = papers(resident, case, ready=2)["case_acceptance"]
        early = resident.get(f"/api/v1/cases/{case}/papers/{acceptance['id']}")

    assert acceptance["ready"] is False  # the organ's seal is not in use here
    assert early.status_code == 409


def test_an_office_sees_a_paper_after_that_is_recorded(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("market_clerk") as clerk:
        case = str(apply(resident, application(site, FOOD)).json()["case"])
        receipt = papers(resident, case, ready=1)["case_receipt"]
        read = {"kind": "access", "key": {"$regex": f"{case}$"}, "ev.type": "AccessRecorded"}
        before = site.run(site.database["journal"].count_documents(read))
        seen = clerk.get(f"/staff/cases/{case}/papers/{receipt['id']}")
        after = site.run(site.database["journal"].count_documents(read))
        elsewhere = clerk.get(f"/staff/cases/{case}/papers/2222222222222222")

    assert seen.content.startswith(b"%PDF")
    assert after == before + 1
    assert elsewhere.status_code == 404


@pytest.mark.feature("HALL-14", "HALL-15")
def test_a_result_is_filled_in_looked_at_numbered_and_made(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        case = str(apply(resident, application(site, NO_HOME)).json()["case"])
    with site.client(officer(site, NO_HOME, WINDOW_CLERK)) as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
    with site.client(officer(site, NO_HOME, APPROVER)) as approver:
        decided = send(approver, case, "decide", {"outcome": "granted", "reason": ""})
        decided.raise_for_status()
    with site.client(officer(site, NO_HOME, REVIEWER), language="zh") as reviewer:
        path = f"/staff/cases/{case}/issue"
        page = fetched(reviewer, path)
        form = dict(page.xpath(f"//form[@action='{path}']")[0].form_values())
        says = {"certifies": "查询区域内没有住房登记信息。"}
        looked_at = reviewer.post(path, data={**form, **says, "preview": "1"})
        odd = reviewer.post(path, data={**form, "certifies": "王𪚥", "preview": "1"})
        issued = reviewer.post(path, data={**form, **says})
        again = reviewer.post(path, data={**form, **says})
        made = papers(reviewer, case, ready=4)["certificate"]

    state = state_of(site, case)
    assert list(faults(page)) == []
    assert "样张" in text_of(looked_at.content) and "陈嘉慧" in text_of(looked_at.content)
    assert odd.status_code == 422 and "𪚥" in odd.text
    assert [issued.status_code, again.status_code] == [303, 303]
    assert state.document.startswith(f"{NO_HOME}-20")
    assert state.result_fields == says
    assert made["state"] != "ordered"


@pytest.mark.feature("HALL-22")
def test_administrators_see_what_is_made_and_a_specimen_of_each_template(site: Site) -> None:
    with site.client("administrator", language="zh") as administrator:
        listed = fetched(administrator, "/papers")
        shown = fetched(administrator, "/papers/templates")
        specimens = {
            template.name: administrator.get(f"/papers/templates/{template.name}")
            for template in site.library[Papers].current()
        }
        missing = administrator.get("/papers/templates/none")
    with site.client("market_clerk") as clerk:
        refused = clerk.get("/papers")

    assert list(faults(listed)) == list(faults(shown)) == []
    assert all("样张" in text_of(each.content) for each in specimens.values())
    assert (missing.status_code, refused.status_code) == (404, 403)
