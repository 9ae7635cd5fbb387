"""A joint visit to the site (联合踏勘): one appointment, one finding each, one sheet."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import ClaimTask, GiveOpinion
from actors.blocks.cases.joint_commands import (
    ArrangeVisit,
    CancelVisit,
    ChooseVisitTime,
    RecordFinding,
)
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    FIRE,
    FIRE_2,
    HALL,
    HEALTH,
    PLAN,
    RESIDENT_A,
    RESIDENT_B,
    REVIEWER_LEAD,
    accepted,
)
from tests.blocks.cases.kit import Played, at, codes
from tests.blocks.cases.test_closing import before_the_decision

pytestmark = pytest.mark.feature("HALL-10")
TIME = at("2026-03-09 09:30")
VISIT = ArrangeVisit(tasks=("joint/fire", "joint/plan"), place="示例路1号", time=TIME)
CHOICE = replace(VISIT, second_time=TIME + timedelta(hours=5), third_time=TIME - timedelta(days=1))
FOUND = RecordFinding(task="joint/fire", finding="passed", text="疏散通道符合要求")
FOUND_PLAN = RecordFinding(task="joint/plan", finding="failed", text="退缩距离不足")


def templates(case: Played) -> list[str]:
    return [m.command["template"] for m in case.messages if "template" in m.command]


def visited() -> Played:
    case = accepted()
    case.when(FIRE, VISIT, "2026-03-04 09:00")
    return case


def test_with_one_time_the_applicant_is_told_of_it() -> None:
    case = visited()

    assert case.state.visits[0].at == TIME
    assert templates(case)[-1] == "case.VisitArranged"
    told = case.messages[-1].command["facts"]
    assert told["due"] == "2026-03-09" and "示例路" not in str(told)
    assert codes(case.refused(RESIDENT_A, ChooseVisitTime(choice="1"))) == [
        ("visit.nothing_to_choose", "")
    ]


def test_of_several_times_the_applicant_chooses_one() -> None:
    case = accepted()
    case.when(FIRE, CHOICE, "2026-03-04 09:00")
    assert case.state.visits[0].times == (CHOICE.third_time, TIME, CHOICE.second_time)
    assert templates(case)[-1] == "case.ChooseVisitTime"
    assert codes(case.refused(FIRE, FOUND, "2026-03-04 10:00")) == [("visit.not_yet", "")]
    assert case.refused(RESIDENT_B, ChooseVisitTime(choice="2")).kind == "unknown"

    case.when(RESIDENT_A, ChooseVisitTime(choice="2"))

    assert case.state.visits[0].at == TIME
    assert templates(case)[-1] == "case.VisitArranged"


def test_what_is_over_cannot_be_chosen() -> None:
    case = accepted()
    case.when(FIRE, CHOICE, "2026-03-04 09:00")

    refused = case.refused(RESIDENT_A, ChooseVisitTime(choice="1"), "2026-03-08 10:00")

    assert codes(refused) == [("visit.not_offered", "/choice")]


def test_each_department_records_its_finding_and_the_last_one_makes_the_sheet() -> None:
    case = visited()
    case.when(FIRE, FOUND, "2026-03-09 11:00")
    assert case.happened() == ["FindingRecorded"]
    assert codes(case.refused(FIRE_2, FOUND)) == [("visit.not_awaited", "/task")]
    assert codes(case.refused(HEALTH, replace(FOUND, task="joint/health"))) == [
        ("visit.not_awaited", "/task")
    ]

    case.when(PLAN, FOUND_PLAN)

    assert case.happened() == ["FindingRecorded", "VisitEnded"]
    (sheet,) = [m.command for m in case.messages if m.command.get("template") == "case_visit"]
    assert sheet["facts"]["time"] == "09:30"
    assert [says for _unit, says in sheet["facts"]["findings"]] == [
        "passed 疏散通道符合要求", "failed 退缩距离不足",
    ]  # fmt: skip


def test_nothing_is_found_before_the_visit_and_no_opinion_given_before_the_finding() -> None:
    case = visited()

    assert codes(case.refused(FIRE, FOUND, "2026-03-09 09:29")) == [("visit.not_yet", "")]
    opinion = GiveOpinion(task="joint/fire", opinion="agree")
    assert codes(case.refused(FIRE, opinion)) == [("visit.finding_first", "/task")]
    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="agree"))
    empty = case.refused(FIRE, replace(FOUND, text=" "), "2026-03-09 11:00")
    assert codes(empty) == [("visit.text_required", "/text")]
    case.when(FIRE, FOUND)
    case.when(FIRE, opinion)


def test_a_visit_names_open_tasks_its_own_among_them_a_place_and_a_time_to_come() -> None:
    case = accepted()
    wrong = replace(VISIT, tasks=("joint/cheese",), place=" ", time=at("2026-03-01 09:00"))

    assert codes(case.refused(FIRE, wrong)) == [
        ("visit.tasks", "/tasks"), ("visit.place", "/place"), ("visit.time", "/time"),
    ]  # fmt: skip
    assert codes(case.refused(HEALTH, VISIT)) == [("visit.own_task", "/tasks")]
    for by in (HALL, RESIDENT_A):
        assert case.refused(by, VISIT).kind == "forbidden"


def test_there_is_one_visit_at_a_time_and_it_can_be_called_off_with_a_reason() -> None:
    case = visited()
    assert codes(case.refused(PLAN, VISIT)) == [("visit.open", "")]
    assert codes(case.refused(FIRE, CancelVisit(reason=" "))) == [("reason.required", "/reason")]

    case.when(REVIEWER_LEAD, CancelVisit(reason="台风"))

    assert templates(case)[-1] == "case.VisitCancelled"
    case.when(PLAN, replace(VISIT, time=at("2026-03-10 09:30")))
    assert len(case.state.visits) == 2


def test_a_visit_that_an_objection_made_needless_waits_for_nobody() -> None:
    case = visited()

    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="object", comment="不符合"))

    assert codes(case.refused(REVIEWER_LEAD, CancelVisit(reason="x"))) == [("visit.none", "")]


def test_a_finding_is_offered_once_there_is_a_time_and_nobody_else_has_the_task() -> None:
    case = accepted()
    case.when(FIRE, CHOICE, "2026-03-04 09:00")
    assert "RecordFinding" not in case.allowed(FIRE)
    case.when(RESIDENT_A, ChooseVisitTime(choice="1"))
    assert "RecordFinding" in case.allowed(FIRE)

    case.when(FIRE_2, ClaimTask(task="joint/fire"))

    assert "RecordFinding" not in case.allowed(FIRE)


def test_a_decision_takes_no_part_in_a_visit_and_asks_for_no_correction() -> None:
    case = before_the_decision()
    alone = replace(VISIT, tasks=("decision",), time=case.now + timedelta(days=3))

    assert "ArrangeVisit" not in case.allowed(APPROVER_LEAD)
    assert codes(case.refused(APPROVER_LEAD, alone)) == [("visit.tasks", "/tasks")]
