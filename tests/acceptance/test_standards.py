"""What the comparison with other standards of case handling claims holds (ZGW, GovStack)."""

from typing import Any, get_args

from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.state import Application, CaseState, Phase
from actors.library import load_city
from serve_apps.blocks.cases.standards import standards
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send
from tests.opening import commits_in

RESIDENT, HALL = "chen_jiahui", "hall_clerk"
CLAIMED = {each.name for each in standards().questions if each.same != "no"}


def commits(site: Site, case: str) -> list[dict[str, Any]]:
    return site.run(commits_in(site.database, {"key": f"case:{case}"}))


def officer(role: str, unit: str) -> str:
    staff = load_city().staff.values()
    return next(each.account for each in staff if each.unit == unit and role in each.roles)


def test_every_claim_is_tested_here_and_every_state_is_compared() -> None:
    tested = {name.removeprefix("test_claim_") for name in globals()}

    assert tested >= CLAIMED
    assert [each.phase for each in standards().states] == list(get_args(Phase))


def test_every_operation_that_answers_is_in_the_description_of_the_api(site: Site) -> None:
    with site.client() as nobody:
        paths = nobody.get("/api/v1/openapi.json").json()["paths"]
        told = nobody.get("/api/v1/standards/cases").json()
        pages = [site.client(language=each).get("/standards/cases") for each in ("zh", "en")]

    for question in standards().questions:
        if question.operation:
            method, path = question.operation.split(" ")
            assert method.lower() in paths[path], question.name
    assert len(told["questions"]) == len(standards().questions)
    assert ["ZGW" in each.text for each in pages] == [True, True]


def test_claim_filed_at_once(site: Site) -> None:
    with site.client(RESIDENT) as resident:
        filed = apply(resident, application(site, "LHSY-01")).json()

    [first, *_] = commits(site, filed["case"])
    [submitted] = [each for each in first["ev"] if each["type"] == "Submitted"]
    assert submitted["applicant"]["account"] == RESIDENT
    assert [each["name"] for each in submitted["materials"]]
    assert submitted["number"] == filed["number"]


def test_claim_suspended_at_once(site: Site) -> None:
    unit = "urban_management"
    with site.client(RESIDENT) as resident:
        case = apply(resident, application(site, "LHSY-01")).json()["case"]
    with site.client(HALL) as clerk:
        assert send(clerk, case, "accept", {}).status_code == 200
    wish = {"procedure": "inspection", "days": 5, "reason": "现场踏勘"}
    with site.client(officer(APPROVER, unit)) as head:
        paused = send(head, case, "pause_clock", wish)
        assert paused.json()["reply"]["phase"] == "paused", paused.text
        one = commits(site, case)[-1]
        assert {each["type"] for each in one["ev"]} >= {"ClockPaused", "DuesSet", "ClocksChanged"}
        resumed = send(head, case, "resume_clock", {"result": "符合条件"})
        assert resumed.json()["reply"]["phase"] == "accepted"


def test_claim_closed_is_sealed(site: Site) -> None:
    unit = "urban_management"
    with site.client(RESIDENT) as resident:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
        assert send(resident, case, "withdraw", {}).status_code == 200
        correct: dict[str, Any] = {"form": {}}
        assert send(resident, case, "correct", correct).status_code == 409
    with site.client(HALL) as clerk:
        assert send(clerk, case, "accept", {}).status_code == 409
    with site.client(officer(APPROVER, unit)) as approver:
        assert send(approver, case, "decide", {"outcome": "granted"}).status_code in (403, 404)


def test_claim_nested_once() -> None:
    nesting = {"parent", "case", "cases", "main_case", "sub_cases", "children"}

    assert not {*CaseState.__struct_fields__, *Application.__struct_fields__} & nesting


def test_claim_told_of_changes(site: Site) -> None:
    with site.client(RESIDENT) as resident:
        told = resident.get("/api/v1/webhooks").json()

    assert {"Submitted", "Accepted", "Granted"} <= set(told["events"])
