"""What departments do together, on the pages of both sides: one notice of correction, a visit, a
note, a proposal; and the package of a case that is closed."""

import hashlib
import io
import re
import time
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from actors.blocks.cases.state import CaseState
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for
from tests.acceptance.test_page_structure import faults, fetched

RESIDENT, CLERK = "chen_jiahui", "market_clerk"
REVIEWER, HEAD = "market_reviewer", "market_approver"


@pytest.fixture
def case(site: Site) -> str:
    """An accepted application for a food business."""
    with site.client(RESIDENT) as resident, site.client(CLERK) as clerk:
        filed = apply(resident, application(site, "SPJY-01")).json()
        wait_for(site, filed["number"])
        send(clerk, filed["case"], "accept", {}).raise_for_status()
    return str(filed["case"])


def state_of(site: Site, case: str) -> CaseState:
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state


def read(client: httpx.Client, path: str) -> str:
    """Return the text of a page, which is in order."""
    page = fetched(client, path)
    assert list(faults(page)) == []
    return re.sub(r"\s+", " ", page.text_content())


def sent(client: httpx.Client, case: str, command: str, **body: Any) -> None:
    send(client, case, command, body).raise_for_status()


@pytest.mark.feature("HALL-30", "HALL-34", "HALL-35")
def test_a_correction_in_review_is_one_notice_and_what_changed_is_marked_for_both(
    site: Site, case: str
) -> None:
    (task,) = (each.name for each in state_of(site, case).tasks)
    with (
        site.client(RESIDENT, language="zh") as resident,
        site.client(REVIEWER, language="zh") as reviewer,
    ):
        fault = {"field": "/form/address", "reason": "门牌号与产权证不一致"}
        sent(reviewer, case, "ask_for_correction", task=task, faults=[fault])
        waiting = read(reviewer, f"/staff/cases/{case}")
        unknown = read(resident, f"/cases/{case}")
        sent(reviewer, case, "send_correction")
        told = read(resident, f"/cases/{case}")
        form = {**state_of(site, case).form, "address": "禅城区示例路 88 号"}
        before = str(state_of(site, case).form["address"])
        sent(resident, case, "correct", form=form, materials=[])
        desk, own = read(reviewer, f"/staff/cases/{case}"), read(resident, f"/cases/{case}")

    assert "尚未告知申请人" in waiting and fault["reason"] in waiting
    assert fault["reason"] not in unknown
    assert fault["reason"] in told and "经营场所" in told
    for page in (desk, own):
        assert f"申请人补正时修改，修改前：{before}" in page
    assert "已补正，请复审" in desk
    assert state_of(site, case).phase == "accepted"


@pytest.mark.feature("HALL-10", "HALL-12", "HALL-21")
def test_a_visit_a_proposal_and_a_note_on_the_desk(site: Site, case: str) -> None:
    (task,) = (each.name for each in state_of(site, case).tasks)
    assert site.services is not None
    day = (site.services.clock.now() + timedelta(days=3)).date()
    times = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in (1, 6)]
    with (
        site.client(RESIDENT, language="zh") as resident,
        site.client(REVIEWER, language="zh") as reviewer,
        site.client(HEAD, language="zh") as head,
    ):
        sent(
            reviewer, case, "arrange_visit", tasks=[task], place="示例路 66 号门口",
            time=times[0].isoformat(), second_time=times[1].isoformat(),
        )  # fmt: skip
        asked = fetched(resident, f"/cases/{case}")
        form = asked.xpath(f"//form[@action='/cases/{case}/visit']")[0]
        hidden = {name: text for name, text in form.form_values() if name != "choice"}
        empty = resident.post(f"/cases/{case}/visit", data=hidden)
        chosen = resident.post(f"/cases/{case}/visit", data={**hidden, "choice": "2"})
        sent(reviewer, case, "add_note", text="申请人要求下午踏勘")
        sent(reviewer, case, "propose_pause", procedure="inspection", days=5, reason="现场核查")
        waiting = read(head, f"/staff/cases/{case}")
        sent(head, case, "approve_proposal")
        desk, own = read(head, f"/staff/cases/{case}"), read(resident, f"/cases/{case}")
        program = resident.get(f"/api/v1/cases/{case}", params={"purpose": "own"}).json()["case"]

    assert "示例路 66 号门口" in asked.text_content()
    assert (empty.status_code, chosen.status_code) == (422, 303)
    assert "请选定一个时间" in empty.text
    assert state_of(site, case).visits[0].at == times[1]
    assert "提请待批准" in waiting and "申请人要求下午踏勘" in desk
    assert "期限是怎样计算的" in desk and "期限是怎样计算的" in own
    assert "不计时" in own and "检验、现场核查" in own
    assert "下午踏勘" not in own and program.get("notes", []) == []


@pytest.mark.feature("HALL-09", "HALL-35", "HALL-39")
def test_a_returned_case_is_shown_to_both_sides_sealed_and_packed(site: Site, case: str) -> None:
    reason = "申请事项已由省级机关统一办理"
    with (
        site.client(RESIDENT, language="zh") as resident,
        site.client(HEAD, language="zh") as head,
        site.client(CLERK) as clerk,
    ):
        sent(head, case, "return", reason=reason)
        early = head.get(f"/api/v1/cases/{case}/package", params={"reason": "移交档案馆"})
        sent(head, case, "archive")
        again = send(head, case, "add_note", {"text": "x"})
        strange = clerk.get(f"/api/v1/cases/{case}/package", params={"reason": "好奇"})
        silent = head.get(f"/api/v1/cases/{case}/package")
        package = head.get(f"/api/v1/cases/{case}/package", params={"reason": "移交档案馆"})
        desk, own = read(head, f"/staff/cases/{case}"), read(resident, f"/cases/{case}")
        program = resident.get(f"/api/v1/cases/{case}/package", params={"reason": "我的"})

    for page in (desk, own):
        assert reason in page and "已退件" in page
    assert "已归档封存" in desk and "归档包" in desk
    assert [each.status_code for each in (early, strange, silent)] == [409, 403, 422]
    assert again.status_code in (403, 409) and program.status_code in (403, 404)
    packed = zipfile.ZipFile(io.BytesIO(package.content))
    sums = dict(line.split("  ")[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
    assert sums.keys() == {*packed.namelist()} - {"SHA256SUMS"}
    for path, digest in sums.items():
        assert hashlib.sha256(packed.read(path)).hexdigest() == digest
    manifest = packed.read("manifest.json").decode()
    assert '"retention"' in manifest and "materials/" in manifest


@pytest.mark.feature("HALL-21")
def test_the_files_stand_beside_the_form_and_the_reading_is_on_record(
    site: Site, case: str
) -> None:
    with site.client(REVIEWER, language="zh") as reviewer, site.client("civil_clerk") as stranger:
        page = fetched(reviewer, f"/staff/cases/{case}/compare")
        strange = stranger.get(f"/staff/cases/{case}/compare")

    assert list(faults(page)) == []
    headings = [each.text_content().strip() for each in page.xpath("//h2")]
    assert headings == ["申请内容", "申请材料"]
    assert len(page.xpath("//img[contains(@src, 'image/webp')]")) > 0
    assert strange.status_code == 404
    read_by = {"kind": "access", "key": {"$regex": f"{case}$"}, "ev.type": "AccessRecorded"}
    assert site.run(site.database["journal"].count_documents(read_by)) >= 1


def test_what_changes_on_the_desk_is_shown_once_there_are_papers(site: Site, case: str) -> None:
    with site.client(REVIEWER, language="zh") as reviewer:
        for _ in range(1_200):
            found = reviewer.get(f"/api/v1/cases/{case}/papers").json()["papers"]
            if any(paper["ready"] for paper in found):
                break
            time.sleep(0.05)
        beside = reviewer.get(f"/staff/cases/{case}/beside")

    assert beside.status_code == 200 and "申请材料接收凭证" in beside.text
