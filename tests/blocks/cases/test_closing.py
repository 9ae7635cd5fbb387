"""Decision, result, delivery, and making a case void."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import (
    Accept,
    ClaimTask,
    Decide,
    Deliver,
    GiveOpinion,
    Issue,
    ProposeVoid,
    RejectVoid,
    RequestCorrection,
    Void,
)
from actors.blocks.cases.events import Voided
from actors.blocks.cases.state import Fault
from actors.blocks.issuing.records import NoteHandedOver
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.cases.city import (
    ALLOWANCE,
    ANSWERS,
    APPROVER_BOTH,
    APPROVER_LEAD,
    CLERK,
    CLERK_ELSEWHERE,
    FIRE,
    FIRE_HEAD,
    HALL,
    HEALTH,
    KIOSK,
    NOTICE,
    PERSON,
    RESIDENT_A,
    REVIEWER_LEAD,
    SUPERVISOR_1,
    SUPERVISOR_2,
    accepted,
    staff,
    submitted,
)
from tests.blocks.cases.kit import Played, codes, make_void
from tests.blocks.cases.test_review import BRANCHES, agree


def before_the_decision() -> Played:
    case = accepted()
    for task in BRANCHES:
        agree(case, task)
    agree(case, "summary")
    return case


def granted() -> Played:
    case = before_the_decision()
    case.when(APPROVER_LEAD, Decide(outcome="granted"), "2026-03-09 10:00")
    return case


def issued() -> Played:
    case = granted()
    case.when(HALL, Issue(document="佛建 2026-17"))
    return case


def test_the_head_of_the_lead_department_decides_when_all_branches_are_done() -> None:
    case = before_the_decision()

    case.when(APPROVER_LEAD, Decide(outcome="granted"), "2026-03-09 10:00")

    assert (case.state.phase, case.state.outcome) == ("granted", "granted")
    assert case.state.dues.issue == date(2026, 3, 23)
    assert case.state.dues.promised == date(2026, 3, 12)
    assert case.state.tasks[-1].done_by == APPROVER_LEAD.id


@pytest.mark.parametrize("who", [REVIEWER_LEAD, FIRE_HEAD, HALL, CLERK, RESIDENT_A, SUPERVISOR_1])
def test_nobody_else_decides(who: Identity) -> None:
    assert before_the_decision().refused(who, Decide(outcome="granted")).kind == "forbidden"


def test_a_denial_states_its_reasons_and_ends_the_case() -> None:
    case = before_the_decision()
    assert codes(case.refused(APPROVER_LEAD, Decide(outcome="denied", reason=" "))) == [
        ("decision.reason_required", "/reason")
    ]

    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="资金未落实"))

    assert (case.state.phase, case.state.closed_at) == ("denied", case.now)
    assert case.state.tasks[-1].opinion == "object"
    assert case.allowed(HALL) == ()


def test_a_decision_is_made_once() -> None:
    case = granted()

    refused = case.refused(APPROVER_LEAD, Decide(outcome="denied", reason="x"))

    assert (refused.kind, refused.allowed) == ("not_now", ("AddNote", "Issue", "Revoke"))


def test_who_alone_has_reviewed_does_not_decide() -> None:
    case = accepted()
    for task, by in BRANCHES.items():
        case.when(staff("both", by.unit, "reviewer"), GiveOpinion(task=task, opinion="agree"))
    case.when(APPROVER_BOTH, GiveOpinion(task="summary", opinion="agree"))

    refused = case.refused(APPROVER_BOTH, Decide(outcome="granted"))

    assert (refused.kind, codes(refused)) == ("forbidden", [("decision.two_persons", "")])
    case.when(APPROVER_LEAD, Decide(outcome="granted"))


def test_who_has_reviewed_with_others_may_decide() -> None:
    case = accepted()
    for task in BRANCHES:
        agree(case, task)
    case.when(APPROVER_BOTH, GiveOpinion(task="summary", opinion="agree"))

    case.when(APPROVER_BOTH, Decide(outcome="granted"))

    assert case.state.phase == "granted"


def test_where_two_persons_are_not_asked_for_one_may_do_both() -> None:
    case = accepted(NOTICE)
    case.when(HEALTH, GiveOpinion(task="review", opinion="agree"))
    case.when(APPROVER_BOTH, GiveOpinion(task="second", opinion="agree"))

    case.when(APPROVER_BOTH, Decide(outcome="granted"))

    assert case.state.phase == "granted"


def test_what_another_department_objects_to_is_not_granted() -> None:
    case = accepted()
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="object", comment="疏散宽度不足"))

    refused = case.refused(APPROVER_LEAD, Decide(outcome="granted", reason="仍予准许"))

    assert (refused.kind, codes(refused)) == ("not_now", [("decision.objected", "/outcome")])
    assert "Decide" in refused.allowed
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="疏散宽度不足"))


def test_a_grant_against_an_objection_of_ones_own_department_states_its_reasons() -> None:
    case = accepted()
    for task in BRANCHES:
        agree(case, task)
    case.when(REVIEWER_LEAD, GiveOpinion(task="summary", opinion="object", comment="资金存疑"))

    assert codes(case.refused(APPROVER_LEAD, Decide(outcome="granted"))) == [
        ("decision.reason_required", "/reason")
    ]
    case.when(APPROVER_LEAD, Decide(outcome="granted", reason="已核实资金"))


def test_a_decision_that_somebody_has_claimed_is_his() -> None:
    case = before_the_decision()
    case.when(APPROVER_BOTH, ClaimTask(task="decision"))

    refused = case.refused(APPROVER_LEAD, Decide(outcome="granted"))

    assert (refused.kind, codes(refused)) == ("forbidden", [("task.claimed", "/task")])
    case.when(APPROVER_BOTH, Decide(outcome="granted"))


@pytest.mark.parametrize("who", [HALL, CLERK, APPROVER_LEAD])
def test_what_is_done_on_the_spot_may_be_decided_at_the_window(who: Identity) -> None:
    case = accepted(ALLOWANCE)

    case.when(who, Decide(outcome="granted"))

    assert case.state.closed_at == case.now


def test_what_is_done_on_the_spot_is_not_decided_at_another_units_window() -> None:
    assert accepted(ALLOWANCE).refused(CLERK_ELSEWHERE, Decide(outcome="granted")).kind == (
        "forbidden"
    )


@pytest.mark.parametrize("who", [HALL, CLERK, REVIEWER_LEAD, APPROVER_LEAD])
def test_the_lead_department_or_the_window_makes_the_result(who: Identity) -> None:
    case = granted()
    assert codes(case.refused(who, Issue(document=" "))) == [
        ("issue.document_required", "/document")
    ]

    case.when(who, Issue(document="佛建 2026-17"))

    assert (case.state.phase, case.state.document) == ("issued", "佛建 2026-17")


@pytest.mark.parametrize("who", [FIRE, FIRE_HEAD, CLERK_ELSEWHERE, KIOSK])
def test_nobody_else_makes_the_result(who: Identity) -> None:
    assert granted().refused(who, Issue(document="1")).kind == "forbidden"


def test_where_there_is_no_result_document_none_is_made() -> None:
    case = accepted(ALLOWANCE)
    case.when(APPROVER_LEAD, Decide(outcome="granted"))

    assert codes(case.refused(HALL, Issue(document="1"))) == [("issue.no_result", "")]


def test_the_result_is_handed_to_the_applicant_or_an_agent() -> None:
    case = issued()

    assert codes(case.refused(HALL, Deliver(method="electronic", collector="neighbour"))) == [
        ("delivery.collector", "/collector")
    ]
    case.when(HALL, Deliver(method="electronic", collector="agent"))
    assert (case.state.phase, case.state.closed_at) == ("delivered", case.now)
    assert {"type": "EndHandover"} in [each.command for each in case.messages]


def test_at_a_window_and_by_post_the_issuing_desk_hands_it_over() -> None:
    case = issued()
    (begun,) = [each.command for each in case.messages if each.key == "handover:c1"]
    assert begun["recipient"]["id_number"] == PERSON.id_number

    for method in ("window", "post"):
        refused = case.refused(HALL, Deliver(method=method))  # type: ignore[arg-type]
        assert codes(refused) == [("delivery.at_desk", "/method")]
    case.when(PLATFORM, NoteHandedOver(method="window", collector="agent"))
    assert (case.state.phase, case.state.closed_at) == ("delivered", case.now)
    case.when(PLATFORM, NoteHandedOver(method="post"))
    assert case.fresh == []


def test_a_kiosk_hands_over_what_it_prints_and_a_window_what_it_holds() -> None:
    case = issued()

    for who, method in ((KIOSK, "window"), (KIOSK, "post"), (HALL, "kiosk")):
        refused = case.refused(who, Deliver(method=method))  # type: ignore[arg-type]
        assert codes(refused) == [("delivery.method", "/method")]
    for who in (APPROVER_LEAD, RESIDENT_A, CLERK_ELSEWHERE):
        assert case.refused(who, Deliver(method="electronic")).kind == "forbidden"
    case.when(KIOSK, Deliver(method="kiosk"))


PROPOSAL = ProposeVoid(reason="重复申报")


def test_a_supervisor_and_a_second_one_make_an_open_case_void() -> None:
    for case in (submitted(), accepted(), granted(), issued()):
        case.when(SUPERVISOR_1, PROPOSAL)
        assert case.state.phase != "voided"
        case.when(SUPERVISOR_2, Void())

        [voided] = [each for each in case.fresh if isinstance(each, Voided)]
        assert (voided.by, voided.second, voided.reason) == (SUPERVISOR_1.id, "sup2", "重复申报")
        assert (case.state.phase, case.state.closed_at) == ("voided", case.now)
        assert case.replayed() == case.state


def test_nobody_makes_a_case_void_alone() -> None:
    case = accepted()
    assert codes(case.refused(SUPERVISOR_1, Void())) == [("void.not_proposed", "")]
    assert codes(case.refused(SUPERVISOR_1, ProposeVoid(reason=" "))) == [
        ("reason.required", "/reason")
    ]
    case.when(SUPERVISOR_1, PROPOSAL)
    deputy = replace(SUPERVISOR_1, acting_for="sup2")

    for alone in (SUPERVISOR_1, deputy):
        assert codes(case.refused(alone, Void())) == [("void.second_person", "")]
        assert "Void" not in case.allowed(alone)
    assert codes(case.refused(SUPERVISOR_2, PROPOSAL)) == [("void.proposed_already", "")]
    assert case.refused(APPROVER_LEAD, Void()).kind == "forbidden"


def test_a_second_supervisor_may_refuse_and_the_first_may_think_again() -> None:
    for who in (SUPERVISOR_1, SUPERVISOR_2):
        case = accepted()
        case.when(SUPERVISOR_1, PROPOSAL)
        case.when(who, RejectVoid(reason="两次申报的事项不同"))

        assert (case.state.phase, case.state.void_proposal) == ("accepted", None)
        assert codes(case.refused(SUPERVISOR_2, Void())) == [("void.not_proposed", "")]


def test_the_other_supervisors_are_told_of_a_proposal() -> None:
    case = accepted()
    case.when(SUPERVISOR_1, PROPOSAL)

    [told] = [each for each in case.messages if "VoidProposed" in str(each.command)]
    assert told.key == "mailbox:unit~supervisor~discipline_inspection"


def test_an_ended_case_is_not_made_void_and_nobody_else_makes_void() -> None:
    ended = accepted(ALLOWANCE)
    ended.when(APPROVER_LEAD, Decide(outcome="granted"))

    assert codes(ended.refused(SUPERVISOR_1, PROPOSAL)) == [("case.closed", "")]
    assert accepted().refused(APPROVER_LEAD, PROPOSAL).kind == "forbidden"


def test_a_voided_case_allows_nothing_any_more() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "不一致"),)))
    make_void(case, SUPERVISOR_1, SUPERVISOR_2)

    assert case.alarms == {}
    for who in (RESIDENT_A, HALL, SUPERVISOR_1):
        assert case.allowed(who) == ()
        assert case.refused(who, Accept()).kind in ("not_now", "forbidden")
    assert case.allowed(APPROVER_LEAD) == ("Archive",)
    for who in (APPROVER_LEAD,):
        assert case.refused(who, Accept()).kind in ("not_now", "forbidden")


def test_what_was_asked_when_it_began_stays_with_the_case() -> None:
    case = granted()

    assert case.state.form == ANSWERS
    assert case.state.item_version == 2
