"""What moves the clock by proposal of a handler needs an approver, who is another."""

from datetime import date

import pytest

from actors.blocks.cases.arithmetic import countings
from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.commands import PauseClock, ResumeClock
from actors.blocks.cases.joint_commands import (
    ApproveProposal,
    ProposeExtension,
    ProposePause,
    RejectProposal,
)
from actors.blocks.messages.address import to_role, to_somebody
from actors.kernel.identity import Identity
from tests.blocks.cases.city import (
    APPROVER_BOTH,
    APPROVER_LEAD,
    FIRE,
    FIRE_HEAD,
    RESIDENT_A,
    accepted,
)
from tests.blocks.cases.kit import Played, codes

pytestmark = pytest.mark.feature("HALL-12")
HEARING = ProposePause(procedure="hearing", days=3, reason="利害关系人申请听证")
LONGER = ProposeExtension(days=5, reason="案情复杂")


def told(case: Played) -> list[tuple[str, str]]:
    return [
        (m.key.removeprefix("mailbox:"), m.command["template"])
        for m in case.messages
        if m.key.startswith("mailbox:")
    ]


def test_nothing_moves_until_an_approver_agrees_and_then_the_applicant_is_told() -> None:
    case = accepted()
    before = case.state.dues
    case.when(FIRE, HEARING, "2026-03-04 09:00")
    assert (case.state.phase, case.state.dues) == ("accepted", before)
    assert told(case)[-1] == (to_role("approver", "construction"), "case.ClockChangeProposed")

    case.when(APPROVER_LEAD, ApproveProposal())

    assert case.happened()[:2] == ["ClockPaused", "DuesSet"]
    assert case.events[-3].proposed_by == FIRE.id
    assert case.state.proposal is None
    assert (to_somebody(FIRE.id), "case.ProposalApproved") in told(case)
    assert (to_somebody(RESIDENT_A.id), "case.ClockPaused") in told(case)
    papers = [m.command.get("template") for m in case.messages]
    assert papers.count("case_special_procedure") == 1
    case.when(FIRE, ResumeClock(result="听证笔录"), "2026-03-05 09:00")


def test_an_extension_is_proposed_and_approved_once() -> None:
    case = accepted()
    case.when(FIRE, LONGER)
    case.when(APPROVER_LEAD, ApproveProposal())

    assert (case.state.extended_days, case.state.dues.statutory) == (5, date(2026, 4, 7))
    assert codes(case.refused(FIRE, LONGER)) == [("extension.only_once", "")]


def test_both_stand_in_the_arithmetic_of_the_clock() -> None:
    case = accepted()
    case.when(FIRE, HEARING, "2026-03-04 09:00")
    case.when(APPROVER_LEAD, ApproveProposal())
    paused, _ = countings(case.state, basis_of(case.library, case.state))
    assert paused.stopped
    case.when(FIRE, ResumeClock(result="听证笔录"), "2026-03-05 09:00")
    case.when(FIRE, LONGER)
    case.when(APPROVER_LEAD, ApproveProposal())

    promised, statutory = countings(case.state, basis_of(case.library, case.state))

    assert (promised.limit, promised.extension, promised.due) == (7, 0, date(2026, 3, 16))
    assert (statutory.limit, statutory.extension) == (20, 5)
    (hearing,) = statutory.left_out
    assert (hearing.kind, hearing.days) == ("hearing", 2)
    assert (hearing.since, hearing.until) == (date(2026, 3, 4), date(2026, 3, 5))
    assert not promised.stopped


def test_a_proposal_is_rejected_with_a_reason_and_whoever_made_it_is_told() -> None:
    case = accepted()
    case.when(FIRE, HEARING)
    assert codes(case.refused(FIRE, LONGER)) == [("proposal.waits", "")]
    assert codes(case.refused(APPROVER_LEAD, RejectProposal(reason=" "))) == [
        ("reason.required", "/reason")
    ]

    case.when(APPROVER_LEAD, RejectProposal(reason="材料已足"))

    assert (case.state.phase, case.state.proposal) == ("accepted", None)
    assert told(case)[-1] == (to_somebody(FIRE.id), "case.ProposalRejected")
    assert codes(case.refused(APPROVER_LEAD, ApproveProposal())) == [("proposal.none", "")]


def test_nobody_approves_what_he_proposed_nor_for_another_unit() -> None:
    case = accepted()
    case.when(FIRE, HEARING)

    assert case.refused(FIRE_HEAD, ApproveProposal()).kind == "forbidden"
    assert case.refused(FIRE, ApproveProposal()).kind == "forbidden"
    head_and_reviewer = Identity(FIRE.id, APPROVER_BOTH.roles, "construction")
    assert case.refused(head_and_reviewer, ApproveProposal()).kind == "forbidden"


def test_a_proposal_is_in_order_before_anybody_is_asked() -> None:
    case = accepted()
    wrong = ProposePause(procedure="auction", days=0, reason=" ")

    assert [code for code, _ in codes(case.refused(FIRE, wrong))] == [
        "pause.procedure", "pause.days", "reason.required",
    ]  # fmt: skip
    assert codes(case.refused(FIRE, ProposeExtension(days=11, reason="x"))) == [
        ("extension.days", "/days")
    ]
    too_late = case.refused(FIRE, LONGER, "2026-04-30 09:00")
    assert codes(too_late) == [("extension.too_late", "")]


def test_an_order_of_another_sort_leaves_what_was_proposed_waiting() -> None:
    case = accepted()
    case.when(FIRE, LONGER, "2026-03-04 09:00")
    case.when(APPROVER_LEAD, PauseClock(procedure="hearing", days=3, reason="听证"))
    assert case.state.proposal is not None
    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")

    case.when(APPROVER_LEAD, ApproveProposal())

    assert (case.state.extended_days, case.state.proposal) == (5, None)
