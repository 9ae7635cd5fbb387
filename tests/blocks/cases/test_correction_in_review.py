"""Departments want something put right (审查补正): one notice of all of it, once; then those look
again who asked, and see what changed; nothing is issued while one of them waits."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.blocks.cases.arithmetic import countings
from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.commands import (
    Correct,
    Decide,
    EndCorrectionPeriod,
    GiveOpinion,
    RequestCorrection,
)
from actors.blocks.cases.joint_commands import AskForCorrection, DropCorrection, SendCorrection
from actors.blocks.cases.state import Fault
from actors.kernel.identity import CLOCK
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_LEAD,
    CLERK,
    FILES,
    FIRE,
    HALL,
    HEALTH,
    PERMIT,
    PLAN,
    RESIDENT_A,
    REVIEWER_LEAD,
    accepted,
    submitted,
    with_item,
)
from tests.blocks.cases.kit import Played, codes

pytestmark = [pytest.mark.feature("HALL-30"), pytest.mark.feature("HALL-34")]
AREA, SEATS = Fault("/form/area", "与图纸不一致"), Fault("/form/seats", "座位数有误")
FIRE_WISH = AskForCorrection(task="joint/fire", faults=(AREA, Fault("/materials/plan", "缺疏散图")))
PLAN_WISH = AskForCorrection(task="joint/plan", faults=(replace(AREA, reason="超出红线"), SEATS))


def asked() -> Played:
    """Fire and planning want something put right, health agrees (Wednesday 4 March)."""
    case = accepted()
    case.when(FIRE, FIRE_WISH, "2026-03-04 09:00")
    case.when(PLAN, PLAN_WISH)
    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="agree"))
    return case


def sent() -> Played:
    case = asked()
    case.when(REVIEWER_LEAD, SendCorrection())
    return case


def test_several_departments_wishes_leave_as_one_notice() -> None:
    """Row 6."""
    case = sent()

    assert case.happened()[:2] == ["CorrectionRequested", "DuesSet"]
    assert case.state.faults == (
        Fault("/form/area", "与图纸不一致；超出红线"),
        Fault("/materials/plan", "缺疏散图"),
        SEATS,
    )
    papers = [m.command for m in case.messages if m.command.get("template") == "case_correction"]
    assert len(papers) == 1 and papers[0]["facts"]["in_review"] is True
    told = [m.command for m in case.messages if m.command.get("template", "")[:5] == "case."]
    assert told[-1]["template"] == "case.CorrectionInReview"


def test_no_notice_leaves_while_a_department_still_looks() -> None:
    case = accepted()
    assert codes(case.refused(REVIEWER_LEAD, SendCorrection())) == [
        ("correction.nothing_asked", ""), ("correction.others_still_look", ""),
    ]  # fmt: skip
    case.when(FIRE, FIRE_WISH)

    refused = case.refused(REVIEWER_LEAD, SendCorrection())

    assert codes(refused) == [("correction.others_still_look", "")]


def test_after_the_correction_only_those_look_again_who_asked_and_see_what_changed() -> None:
    """Row 5."""
    case = sent()
    case.when(RESIDENT_A, Correct(form={**ANSWERS, "area": 1100, "seats": 60}), "2026-03-09 10:00")

    assert (case.state.phase, case.state.asked_by) == ("accepted", ("joint/fire", "joint/plan"))
    assert [t.name for t in case.state.tasks if not t.opinion] == ["joint/fire", "joint/plan"]
    marks = {change.field: (change.before, change.by) for change in case.state.changes}
    assert marks == {"/form/area": (1200, "applicant"), "/form/seats": (80, "applicant")}
    assert case.refused(APPROVER_LEAD, Decide(outcome="granted")).kind == "not_now"
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="agree"))
    assert case.state.asked_by == ("joint/plan",)
    assert case.refused(APPROVER_LEAD, Decide(outcome="granted")).kind == "not_now"
    case.when(PLAN, GiveOpinion(task="joint/plan", opinion="agree"))
    assert case.state.stage == "summary"


def test_the_time_of_the_applicant_does_not_count() -> None:
    case = sent()
    assert case.state.dues.promised == date(2026, 3, 12)

    case.when(RESIDENT_A, Correct(form={**ANSWERS, "area": 1100}), "2026-03-09 10:00")

    assert case.state.dues.promised == date(2026, 3, 18)  # 4 to 9 March: four working days
    promised, _statutory = countings(case.state, basis_of(case.library, case.state))
    (left_out,) = promised.left_out
    assert (left_out.kind, left_out.days, promised.due) == ("correction", 4, date(2026, 3, 18))
    assert [clock.name for clock in case.state.clocks if clock.name == "special"] == []


def test_an_item_may_let_the_clock_run_meanwhile() -> None:
    limits = replace(PERMIT.limits, correction_pauses=False)
    case = with_item(replace(PERMIT, limits=limits))
    for by, task in ((FIRE, "fire"), (PLAN, "plan"), (HEALTH, "health")):
        case.when(by, AskForCorrection(task=f"joint/{task}", faults=(AREA,)))
    case.when(REVIEWER_LEAD, SendCorrection())
    before = case.state.dues.promised

    case.when(RESIDENT_A, Correct(form={**ANSWERS, "area": 1100}), "2026-03-09 10:00")

    assert case.state.dues.promised == before
    assert case.state.faults == ()


def test_a_correction_that_does_not_come_leaves_the_review_to_go_on() -> None:
    case = sent()
    assert case.alarms.keys() == {"correction"}

    case.when(CLOCK, EndCorrectionPeriod(round=1), "2026-03-26 00:00")

    assert case.happened()[0] == "CorrectionLapsed"
    assert (case.state.phase, case.state.faults) == ("accepted", ())
    assert case.state.pauses[-1].until is not None
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="没有补正"))


def test_a_review_asks_once_and_only_where_the_item_allows_it() -> None:
    case = sent()
    case.when(RESIDENT_A, Correct(form={**ANSWERS, "area": 1100}))
    assert codes(case.refused(FIRE, FIRE_WISH)) == [("correction.only_once_in_review", "")]

    strict = with_item(replace(PERMIT, second_correction=False))
    assert codes(strict.refused(FIRE, FIRE_WISH)) == [("correction.not_in_review", "")]


def test_it_is_a_second_correction_where_there_was_one_before_acceptance() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(AREA,)))
    case.when(CLERK, Correct(form={**ANSWERS, "area": 1300}))
    assert [(change.by, change.before) for change in case.state.changes] == [("officer", 1200)]
    assert case.state.phase == "submitted"


def test_who_wants_something_put_right_gives_no_opinion_before_and_may_take_it_back() -> None:
    case = accepted()
    case.when(FIRE, FIRE_WISH)
    agree = GiveOpinion(task="joint/fire", opinion="agree")
    assert codes(case.refused(FIRE, agree)) == [("correction.asked_first", "/task")]

    case.when(FIRE, DropCorrection(task="joint/fire"))

    assert case.state.wishes == ()
    assert codes(case.refused(FIRE, DropCorrection(task="joint/fire"))) == [
        ("correction.not_asked", "/task")
    ]
    case.when(FIRE, agree)


def test_a_wish_names_what_there_is_and_why() -> None:
    case = accepted()
    wrong = AskForCorrection(task="joint/fire", faults=(Fault("/form/colour", " "),))

    assert codes(case.refused(FIRE, wrong)) == [
        ("correction.unknown_field", "/faults/0/field"),
        ("correction.reason_missing", "/faults/0/reason"),
    ]
    other = replace(FIRE_WISH, task="joint/plan")
    assert codes(case.refused(FIRE, other)) == [("task.of_another_unit", "/task")]


def test_an_objection_ends_the_wishes_of_others() -> None:
    case = accepted()
    case.when(PLAN, PLAN_WISH)

    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="不符合"))

    assert (case.state.wishes, case.state.stage) == ((), "decision")


def test_a_department_that_the_correction_makes_concerned_reviews_too() -> None:
    case = accepted(form={**ANSWERS, "crowded": False}, materials=FILES[:2])
    case.when(FIRE, FIRE_WISH)
    case.when(PLAN, PLAN_WISH)
    case.when(APPROVER_LEAD, SendCorrection())

    case.when(RESIDENT_A, Correct(form=ANSWERS, materials=(FILES[2],)))

    waiting = [task.name for task in case.state.tasks if not task.opinion]
    assert waiting == ["joint/fire", "joint/plan", "joint/health"]
