"""Stages, tasks and parallel branches: one continuation, one objection, one officer at a time."""

from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import (
    ClaimTask,
    Decide,
    GiveOpinion,
    ReleaseTask,
    ResumeClock,
)
from actors.blocks.cases.joint_commands import ProposePause
from actors.blocks.forms.conditions import Condition
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.identity import Identity
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_LEAD,
    FILES,
    FIRE,
    FIRE_2,
    FIRE_HEAD,
    HALL,
    HEALTH,
    NOTICE,
    PARALLEL,
    PERMIT,
    PLAN,
    RESIDENT_A,
    REVIEWER_LEAD,
    accepted,
    submitted,
    with_item,
)
from tests.blocks.cases.kit import Played, codes, pause

BRANCHES = {"joint/fire": FIRE, "joint/plan": PLAN, "joint/health": HEALTH}


def agree(case: Played, task: str) -> None:
    case.when(BRANCHES.get(task, REVIEWER_LEAD), GiveOpinion(task=task, opinion="agree"))


def stages_entered(case: Played) -> list[str]:
    return [event.stage for event in case.events if type(event).__name__ == "StageEntered"]


def test_every_department_that_is_concerned_gets_its_task_with_its_own_limit() -> None:
    case = accepted()

    assert [(t.name, t.unit, t.due) for t in case.state.tasks] == [
        ("joint/fire", "fire_rescue", date(2026, 3, 10)),
        ("joint/plan", "natural_resources", date(2026, 3, 12)),
        ("joint/health", "health", date(2026, 3, 10)),
    ]


def test_a_department_that_is_not_concerned_gets_none() -> None:
    case = accepted(form={**ANSWERS, "crowded": False}, materials=FILES[:2])

    assert [task.name for task in case.state.tasks] == ["joint/fire", "joint/plan"]


@pytest.mark.parametrize("order", list(permutations(BRANCHES)))
def test_whoever_finishes_last_there_is_one_continuation(order: tuple[str, ...]) -> None:
    """Row 3: concurrent completes at a parallel join."""
    case = accepted()
    for task in order[:-1]:
        agree(case, task)
        assert case.happened() == ["OpinionGiven"]

    agree(case, order[-1])

    assert case.happened() == ["OpinionGiven", "BranchesJoined", "StageEntered"]
    assert stages_entered(case) == ["joint", "summary"]
    assert [task.name for task in case.state.tasks if not task.opinion] == ["summary"]


def test_a_branch_is_finished_once() -> None:
    case = accepted()
    agree(case, "joint/fire")

    refused = case.refused(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="x"))
    other = case.refused(FIRE_2, ClaimTask(task="joint/fire"))

    assert refused.kind == other.kind == "not_now"
    assert refused.allowed == ("AddNote",)


def test_one_objection_ends_the_other_branches_at_once() -> None:
    """Row 4."""
    case = accepted()
    case.when(HEALTH, ClaimTask(task="joint/health"))

    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="疏散宽度不足"))

    assert case.happened() == ["OpinionGiven", "TasksCancelled", "BranchesJoined", "StageEntered"]
    assert {t.name: t.opinion for t in case.state.tasks} == {
        "joint/fire": "object",
        "joint/plan": "cancelled",
        "joint/health": "cancelled",
        "decision": "",
    }
    assert case.refused(HEALTH, GiveOpinion(task="joint/health", opinion="agree")).kind == "not_now"


def test_the_last_branch_may_object_as_well() -> None:
    case = accepted()
    agree(case, "joint/plan")
    agree(case, "joint/health")

    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="疏散宽度不足"))

    assert case.happened() == ["OpinionGiven", "BranchesJoined", "StageEntered"]
    assert case.state.stage == "decision"


def test_an_objection_that_does_not_end_the_review_is_left_to_the_decision() -> None:
    case = accepted()
    for task in BRANCHES:
        agree(case, task)

    case.when(REVIEWER_LEAD, GiveOpinion(task="summary", opinion="object", comment="资金存疑"))

    assert case.happened() == ["OpinionGiven", "StageEntered"]
    assert case.state.stage == "decision"


def test_an_objection_states_its_reasons() -> None:
    refused = accepted().refused(FIRE, GiveOpinion(task="joint/fire", opinion="object"))

    assert codes(refused) == [("opinion.comment_required", "/comment")]


def test_the_opinions_of_all_departments_stand_together_with_their_comments() -> None:
    """Row 6, as far as the case goes: one place holds every department's comment."""
    case = accepted()
    for task, by in BRANCHES.items():
        case.when(by, GiveOpinion(task=task, opinion="agree", comment=f"意见 {task}"))

    assert [t.comment for t in case.state.tasks if t.stage == "joint"] == [
        f"意见 {task}" for task in BRANCHES
    ]


def test_two_officers_do_not_work_on_one_file_unknowingly() -> None:
    """Row 9."""
    case = accepted()
    case.when(FIRE, ClaimTask(task="joint/fire"))

    second = case.refused(FIRE_2, ClaimTask(task="joint/fire"))
    opinion = case.refused(FIRE_2, GiveOpinion(task="joint/fire", opinion="agree"))
    again = case.refused(FIRE, ClaimTask(task="joint/fire"))

    assert (second.kind, codes(second)) == ("not_now", [("task.claimed", "/task")])
    assert (opinion.kind, codes(opinion)) == ("forbidden", [("task.claimed", "/task")])
    assert (again.kind, codes(again)) == ("not_now", [("task.already_yours", "/task")])
    assert "GiveOpinion" in case.allowed(FIRE)
    assert "GiveOpinion" not in case.allowed(FIRE_2)
    agree(case, "joint/fire")


def test_a_task_is_given_back_by_its_claimer_or_by_the_head_of_his_unit() -> None:
    case = accepted()
    case.when(FIRE, ClaimTask(task="joint/fire"))
    assert case.allowed(FIRE_HEAD) == ("ReleaseTask", "HandOverTask", "DeputiseTask", "AddNote")
    assert case.refused(FIRE_2, ReleaseTask(task="joint/fire")).kind == "forbidden"
    case.when(FIRE_HEAD, ReleaseTask(task="joint/fire"))
    case.when(FIRE_2, ClaimTask(task="joint/fire"))
    case.when(FIRE_2, ReleaseTask(task="joint/fire"))

    assert case.refused(FIRE_2, ReleaseTask(task="joint/fire")).kind == "not_now"
    assert case.allowed(FIRE_HEAD) == ("HandOverTask", "AddNote")


def two_claims() -> Played:
    """The reviewer of the lead unit has a second task beside the approver's."""
    case = accepted()
    case.when(FIRE, ClaimTask(task="joint/fire"))
    case.when(PLAN, ClaimTask(task="joint/plan"))
    return case


def test_nobody_gives_back_what_he_has_not_claimed() -> None:
    case = two_claims()

    assert case.refused(FIRE, ReleaseTask(task="joint/plan")).kind == "forbidden"
    assert case.refused(FIRE, ReleaseTask(task="joint/health")).reasons[0].code == (
        "task.not_claimed"
    )
    assert case.refused(FIRE, ReleaseTask(task="nothing")).kind == "unknown"


@pytest.mark.parametrize("task", ["joint/plan", "joint/health"])
def test_a_task_belongs_to_its_unit(task: str) -> None:
    case = accepted()

    for command in (ClaimTask(task=task), GiveOpinion(task=task, opinion="agree")):
        refused = case.refused(FIRE, command)
        assert (refused.kind, codes(refused)) == (
            "forbidden",
            [("task.of_another_unit", "/task")],
        )


@pytest.mark.parametrize("who", [RESIDENT_A, HALL, APPROVER_LEAD, FIRE_HEAD])
def test_nobody_reviews_who_has_no_part_in_it(who: Identity) -> None:
    case = accepted()

    refused = case.refused(who, GiveOpinion(task="joint/fire", opinion="agree"))

    assert refused.kind == "forbidden"


def test_a_task_that_does_not_exist_is_unknown() -> None:
    assert accepted().refused(FIRE, ClaimTask(task="joint/cheese")).kind == "unknown"


def test_branches_go_on_during_a_special_procedure_but_nothing_is_decided() -> None:
    case = accepted()
    wish = ProposePause(procedure="expert_review", days=5, reason="消防性能化评审")
    pause(case, FIRE, APPROVER_LEAD, wish)
    for task in BRANCHES:
        agree(case, task)
    agree(case, "summary")

    assert case.refused(APPROVER_LEAD, Decide(outcome="granted")).kind == "not_now"
    resumed = ResumeClock(result="评审通过")
    assert case.refused(APPROVER_LEAD, resumed).kind == "forbidden"  # it is the fire brigade's
    case.when(FIRE, resumed)
    case.when(APPROVER_LEAD, Decide(outcome="granted"))


def test_stages_follow_each_other_as_the_answers_say() -> None:
    large, small = accepted(NOTICE), accepted(NOTICE, form={**ANSWERS, "area": 30})
    for case in (large, small):
        case.when(HEALTH, GiveOpinion(task="review", opinion="agree"))

    assert stages_entered(large) == ["review", "second"]
    assert stages_entered(small) == ["review", "decision"]


def test_an_objection_that_ends_the_review_skips_the_stages_before_the_decision() -> None:
    case = accepted(NOTICE)

    case.when(HEALTH, GiveOpinion(task="review", opinion="object", comment="不符合规范"))

    assert stages_entered(case) == ["review", "decision"]
    assert case.happened() == ["OpinionGiven", "StageEntered"]


def test_the_decision_is_no_opinion() -> None:
    case = accepted(NOTICE, form={**ANSWERS, "area": 30})
    case.when(HEALTH, GiveOpinion(task="review", opinion="agree"))

    refused = case.refused(APPROVER_LEAD, GiveOpinion(task="decision", opinion="agree"))

    assert (refused.kind, codes(refused)) == ("not_now", [("task.awaits_decision", "/task")])
    assert {"ClaimTask", "HandOverTask", "PauseClock", "Decide"} <= {*refused.allowed}
    assert "GiveOpinion" not in refused.allowed
    assert case.refused(HEALTH, GiveOpinion(task="review", opinion="agree")).reasons[0].code == (
        "task.done"
    )


def test_stages_whose_branches_concern_nobody_are_passed_by() -> None:
    joint, *rest = PARALLEL.stages
    never = Condition(field="project", equals="")
    branches = tuple(replace(branch, when=never) for branch in joint.branches)
    flow = replace(PARALLEL, stages=(replace(joint, branches=branches), *rest))

    case = with_item(replace(PERMIT, flow=flow))

    assert stages_entered(case) == ["joint", "summary"]
    assert "BranchesJoined" in [type(event).__name__ for event in case.events]


def test_before_acceptance_there_is_nothing_to_work_on() -> None:
    case = submitted()

    assert case.state.tasks == ()
    assert case.refused(FIRE, ClaimTask(task="joint/fire")).kind == "forbidden"


@pytest.mark.parametrize("day", [6, 7])
def test_a_review_is_handed_over_and_its_deputy_may_do_it_up_to_a_day(day: int) -> None:
    case = accepted()
    agree = GiveOpinion(task="joint/fire", opinion="agree")
    case.when(FIRE, HandOverTask(task="joint/fire", to=FIRE_2.id))
    assert case.refused(FIRE, agree).kind == "forbidden"
    case.when(FIRE_2, DeputiseTask(task="joint/fire", to=FIRE.id, until=date(2026, 3, 6)))

    when = f"2026-03-{day:02} 09:00"
    if day == 6:
        case.when(FIRE, agree, when)
    else:
        assert case.refused(FIRE, agree, when).kind == "forbidden"
