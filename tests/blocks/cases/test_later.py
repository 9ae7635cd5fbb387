"""How a case ends undecided, and what can be done about a decision: each by its right, with its
notice."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import Decide, Deliver, GiveOpinion, Issue, ProposeVoid, Void
from actors.blocks.cases.items import Result
from actors.blocks.cases.joint_commands import ArrangeVisit, ProposeExtension
from actors.blocks.cases.later_commands import (
    Archive,
    AskForRenewal,
    CorrectResult,
    EndRenewalPeriod,
    Forward,
    RefuseRenewal,
    Renew,
    Reopen,
    Return,
    Revoke,
    Unseal,
)
from actors.blocks.cases.visiting import open_visit
from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperMade
from actors.blocks.documents.template import Papers
from actors.blocks.numbers.register import Numbered
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from tests import loaded
from tests.blocks.cases.city import (
    APPROVER_BOTH,
    APPROVER_LEAD,
    FIRE,
    FIRE_HEAD,
    HALL,
    HEALTH,
    PERMIT,
    RESIDENT_A,
    RESIDENT_B,
    SUPERVISOR_1,
    SUPERVISOR_2,
    accepted,
    title,
    with_item,
)
from tests.blocks.cases.kit import Played, at, codes
from tests.blocks.cases.test_closing import before_the_decision, granted
from tests.blocks.cases.test_review import BRANCHES, agree

pytestmark = [pytest.mark.feature("HALL-35"), pytest.mark.feature("HALL-39")]
LASTING = replace(
    PERMIT,
    result=Result(kind="permit", title=title("许可证"), valid_years=1, paper="licence"),
)
DENIAL = Decide(outcome="denied", reason="不符全条件")
NUMBER = "SGXK-01-2026-00001"
UNTIL = "2027-03-08"


def denied() -> Played:
    case = before_the_decision()
    case.when(APPROVER_LEAD, DENIAL)
    return case


def made(case: Played, n: int = 1) -> None:
    document = paper_id(case.key, "licence", n)
    paper = PaperMade(
        template="licence", n=n, document=document, sha256=f"{n}" * 64, bytes=900, pages=1
    )
    case.when(PLATFORM, paper)


def numbered(**fields: object) -> Played:
    """A licence for a year, issued on Monday 9 March, whose paper is being made."""
    case = with_item(LASTING, loaded.library()[Papers])
    for task in (*BRANCHES, "summary"):
        agree(case, task)
    case.when(APPROVER_LEAD, Decide(outcome="granted"), "2026-03-09 09:00")
    case.when(HALL, Issue(fields=dict(fields)), "2026-03-09 10:00")
    case.when(PLATFORM, Numbered(series="result", number=NUMBER, n=1, register="r"))
    return case


def issued(**fields: object) -> Played:
    """The same with its paper, which waits to be handed over."""
    case = numbered(**fields)
    made(case)
    return case


def delivered(**fields: object) -> Played:
    """The same, handed over."""
    case = issued(**fields)
    case.when(HALL, Deliver(method="electronic"))
    return case


def make_void(case: Played) -> None:
    case.when(SUPERVISOR_1, ProposeVoid(reason="重复申报"))
    case.when(SUPERVISOR_2, Void())


def ended_papers(case: Played) -> list[str]:
    return [m.key for m in case.messages if m.command["type"] == "EndPaper"]


def papers(case: Played, template: str) -> list[dict[str, Any]]:
    commands = (message.command for message in case.messages)
    return [each for each in commands if each.get("template") == template]


def last_told(case: Played) -> str:
    told = (m.command["template"] for m in case.messages if m.key.startswith("mailbox:"))
    return list(told)[-1]


def test_the_office_returns_a_case_with_its_reason_and_all_clocks_stop() -> None:
    case = accepted()
    assert codes(case.refused(APPROVER_LEAD, Return(reason=" "))) == [
        ("reason.required", "/reason")
    ]

    case.when(APPROVER_LEAD, Return(reason="已由上级机关统一办理"))

    assert (case.state.phase, case.state.closed_at, case.alarms) == ("returned", case.now, {})
    assert all(clock.stopped_at for clock in case.state.clocks)
    assert all(task.opinion for task in case.state.tasks)
    assert last_told(case) == "case.Returned"
    (paper,) = papers(case, "case_return")
    assert paper["facts"]["reason"] == "已由上级机关统一办理"


def test_a_case_is_forwarded_to_the_organ_that_decides() -> None:
    case = accepted()
    assert codes(case.refused(APPROVER_LEAD, Forward(organ=" ", reason="x"))) == [
        ("forward.organ", "/organ")
    ]

    case.when(APPROVER_LEAD, Forward(organ="省住房和城乡建设厅", reason="属于省级权限"))

    assert (case.state.phase, case.state.forwarded_to) == ("forwarded", "省住房和城乡建设厅")
    assert last_told(case) == "case.Forwarded"
    assert papers(case, "case_forwarding")[0]["facts"]["organ"] == "省住房和城乡建设厅"


def test_returning_forwarding_reopening_and_revoking_are_for_the_head_of_the_lead_unit() -> None:
    case, done = accepted(), delivered()

    for by in (FIRE, FIRE_HEAD, HALL, SUPERVISOR_1):
        for command in (Return(reason="x"), Forward(organ="x", reason="x")):
            assert case.refused(by, command).kind == "forbidden"
        assert done.refused(by, Revoke(reason="x")).kind == "forbidden"
    assert case.refused(RESIDENT_A, Return(reason="x")).kind == "forbidden"


def test_a_denial_is_taken_up_again_by_another_and_the_limits_start_anew() -> None:
    case = denied()
    again = Reopen(reason="行政复议决定责令重新作出决定")
    assert case.refused(APPROVER_LEAD, again).kind == "forbidden"  # who decided it

    case.when(APPROVER_BOTH, again, "2026-04-01 10:00")

    state = case.state
    assert (state.phase, state.outcome, state.closed_at) == ("accepted", "", None)
    assert state.dues.promised == date(2026, 4, 10)
    assert [task.name for task in state.tasks] == ["joint/fire", "joint/plan", "joint/health"]
    (clock,) = (each for each in state.clocks if each.name == "case")
    assert (clock.started_at, clock.stopped_at) == (case.now, None)
    assert last_told(case) == "case.Reopened"
    assert papers(case, "case_reopening")[0]["facts"]["due"] == "2026-04-10"
    for task in BRANCHES:
        agree(case, task)
    agree(case, "summary")
    case.when(APPROVER_LEAD, Decide(outcome="granted"))
    assert [paper.get("n", 1) for paper in papers(case, "case_grant")] == [2]


def test_what_was_issued_is_not_taken_up_again() -> None:
    case = granted()
    case.when(HALL, Issue(document="佛建 1"))

    assert case.refused(APPROVER_BOTH, Reopen(reason="x")).kind == "not_now"


def test_a_clerical_error_in_the_reasons_is_corrected_and_nothing_decided_anew() -> None:
    case = denied()
    right = CorrectResult(field="/reason", should_be="不符合条件", reason="文书打印错误")

    case.when(APPROVER_LEAD, right)

    assert (case.state.reason, case.state.phase) == ("不符合条件", "denied")
    assert last_told(case) == "case.ResultCorrected"
    (paper,) = papers(case, "case_clerical_error")
    assert (paper["facts"]["before"], paper["facts"]["after"]) == ("不符全条件", "不符合条件")
    assert codes(case.refused(APPROVER_LEAD, right)) == [("clerical.nothing_changed", "/should_be")]


def test_an_entry_of_an_issued_result_is_corrected_and_the_result_made_anew() -> None:
    case = delivered(valid_until=UNTIL)
    wrong = CorrectResult(field="/result/valid_from", should_be="tomorrow", reason="笔误")
    assert codes(case.refused(APPROVER_LEAD, wrong)) == [("clerical.not_valid", "/should_be")]
    right = CorrectResult(field="/result/valid_until", should_be="2028-03-08", reason="笔误")

    case.when(APPROVER_LEAD, right)

    first, second = papers(case, "licence")
    assert (first.get("n", 1), second["n"]) == (1, 2)
    assert second["facts"]["valid_until"] == "2028-03-08"
    assert second["number"] == NUMBER
    made(case, 2)
    replaced = [m for m in case.messages if m.command["type"] == "ReplaceLicence"]
    assert [m.key for m in replaced] == [f"licence:{paper_id(case.key, 'licence')}"]
    assert replaced[0].command["by"] == paper_id(case.key, "licence", 2)


def test_what_is_no_part_of_the_decision_is_not_corrected_like_that() -> None:
    for field in ("/form/area", "/applicant/name", "/result/poem"):
        refused = delivered().refused(
            APPROVER_LEAD, CorrectResult(field=field, should_be="x", reason="x")
        )
        assert codes(refused) == [("clerical.unknown_field", "/field")]


def test_what_was_granted_is_revoked_and_its_licence_with_it() -> None:
    case = delivered()

    case.when(APPROVER_LEAD, Revoke(reason="以欺骗手段取得"))

    assert case.state.phase == "revoked"
    (taken,) = [m for m in case.messages if m.command["type"] == "RevokeLicence"]
    assert taken.key == f"licence:{paper_id(case.key, 'licence')}"
    assert last_told(case) == "case.Revoked"
    assert papers(case, "case_revocation")[0]["facts"]["document"] == NUMBER


def test_what_is_made_void_takes_its_licence_with_it() -> None:
    case = issued()

    make_void(case)

    assert case.state.phase == "voided"
    (taken,) = [m for m in case.messages if m.command["type"] == "RevokeLicence"]
    assert taken.key == f"licence:{paper_id(case.key, 'licence')}"


@pytest.mark.parametrize("end", ["revoked", "voided"])
def test_a_result_that_is_made_after_its_case_was_ended_is_never_in_force(end: str) -> None:
    case = numbered()
    if end == "revoked":
        case.when(APPROVER_LEAD, Revoke(reason="以欺骗手段取得"))
    else:
        make_void(case)

    made(case)

    assert ended_papers(case) == [f"verification:{paper_id(case.key, 'licence')}"]
    assert "EnterLicence" not in {m.command["type"] for m in case.messages}
    assert not [m for m in case.messages if m.key.startswith("licence:")]


def test_an_edition_that_is_made_after_the_revocation_is_never_in_force() -> None:
    case = delivered(valid_until=UNTIL)
    case.when(
        APPROVER_LEAD,
        CorrectResult(field="/result/valid_until", should_be="2027-03-07", reason="笔误"),
    )
    case.when(APPROVER_LEAD, Revoke(reason="以欺骗手段取得"))

    made(case, 2)

    assert ended_papers(case) == [f"verification:{paper_id(case.key, 'licence', 2)}"]


def test_nothing_is_renewed_that_was_made_void() -> None:
    case = issued(valid_until=UNTIL)
    case.when(RESIDENT_A, AskForRenewal(), "2026-12-01 10:00")
    make_void(case)
    assert case.alarms == {}

    case.when(CLOCK, EndRenewalPeriod(), "2027-03-09 00:00")

    assert (case.happened(), case.state.editions) == ([], 0)


def test_revoking_takes_a_proof_given_just_now() -> None:
    stale = Identity(APPROVER_LEAD.id, APPROVER_LEAD.roles, APPROVER_LEAD.unit, assurance="high")

    assert delivered().refused(stale, Revoke(reason="x")).kind == "unproven"


def test_a_renewal_is_asked_for_thirty_working_days_before_the_end() -> None:
    case = delivered(valid_until=UNTIL)
    assert case.refused(RESIDENT_B, AskForRenewal()).kind == "unknown"
    late = case.refused(RESIDENT_A, AskForRenewal(), "2027-02-10 10:00")
    assert [code for code, _ in codes(late)] == ["renewal.too_late"]

    case.when(RESIDENT_A, AskForRenewal(), "2026-12-01 10:00")

    assert case.alarms == {"renewal": (at("2027-03-09 00:00"), EndRenewalPeriod())}
    assert last_told(case) == "case.RenewalAsked"
    (waiting,) = case.kind.work(case.state).tasks
    assert (waiting.name, waiting.role, waiting.due) == ("renewal", "approver", date(2027, 3, 8))
    assert case.refused(RESIDENT_A, AskForRenewal()).kind == "not_now"


def test_a_renewal_is_granted_and_the_result_made_anew() -> None:
    case = delivered(valid_until=UNTIL)
    case.when(RESIDENT_A, AskForRenewal(), "2026-12-01 10:00")

    case.when(APPROVER_LEAD, Renew())

    assert case.state.result_fields["valid_until"] == "2028-03-08"
    assert papers(case, "licence")[-1]["facts"]["valid_until"] == "2028-03-08"
    assert papers(case, "case_renewal")[0]["facts"]["renewed"] is True
    assert case.alarms == {}


def test_no_answer_by_the_end_is_a_renewal_and_never_early() -> None:
    """行政许可法 Art. 50."""
    case = delivered(valid_until=UNTIL)
    case.when(RESIDENT_A, AskForRenewal(), "2026-12-01 10:00")
    case.when(CLOCK, EndRenewalPeriod(), "2027-03-08 23:59")
    assert case.happened() == []

    case.when(CLOCK, EndRenewalPeriod(), "2027-03-09 00:00")

    assert case.events[-1].silent is True
    assert papers(case, "case_renewal")[0]["facts"]["silent"] is True


def test_a_renewal_is_refused_with_reasons_and_may_be_asked_for_again() -> None:
    case = delivered(valid_until=UNTIL)
    case.when(RESIDENT_A, AskForRenewal(), "2026-12-01 10:00")
    case.when(APPROVER_LEAD, RefuseRenewal(reason="场所已变更"))
    case.when(RESIDENT_A, AskForRenewal())
    case.when(APPROVER_LEAD, RefuseRenewal(reason="场所已变更"))

    assert [paper.get("n", 1) for paper in papers(case, "case_renewal")] == [1, 2]
    assert case.state.result_fields["valid_until"] == UNTIL


def test_what_has_no_end_needs_no_renewal() -> None:
    case = granted()
    case.when(HALL, Issue(document="佛建 1"))

    for lasting in (case, delivered(valid_until="长期")):
        assert codes(lasting.refused(RESIDENT_A, AskForRenewal())) == [("renewal.no_end", "")]


def test_a_closed_case_is_sealed_and_writing_to_it_has_a_right_of_its_own() -> None:
    case = delivered()
    assert case.refused(HALL, Archive()).kind == "forbidden"
    case.when(APPROVER_LEAD, Archive())

    assert case.allowed(RESIDENT_A) == case.allowed(APPROVER_LEAD) == ()
    assert case.allowed(SUPERVISOR_1) == ("Unseal",)
    for by, command in ((RESIDENT_A, AskForRenewal()), (APPROVER_LEAD, Revoke(reason="x"))):
        assert case.refused(by, command).kind == "forbidden"
    case.when(SUPERVISOR_1, Unseal(reason="判决认定有误"))
    case.when(APPROVER_LEAD, Revoke(reason="判决"))


def test_what_is_open_is_not_archived() -> None:
    assert accepted().refused(APPROVER_LEAD, Archive()).kind == "not_now"
    waiting = granted()
    assert codes(waiting.refused(APPROVER_LEAD, Archive())) == [("archive.open", "")]


def test_the_opinions_of_the_round_before_stay() -> None:
    case = before_the_decision()
    case.when(APPROVER_LEAD, DENIAL)
    case.when(APPROVER_BOTH, Reopen(reason="复议"))

    assert [task.opinion for task in case.state.past_tasks] == ["agree"] * 4 + ["object"]
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="agree"))
    assert case.replayed() == case.state


def test_what_the_round_before_left_waiting_is_not_of_the_next() -> None:
    case = accepted()
    time = at("2026-03-09 09:30")
    case.when(FIRE, ArrangeVisit(tasks=("joint/fire",), place="示例路1号", time=time))
    case.when(FIRE, ProposeExtension(days=5, reason="案情复杂"))
    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="object", comment="不符合"))
    case.when(APPROVER_LEAD, DENIAL)

    case.when(APPROVER_BOTH, Reopen(reason="行政复议决定责令重新作出决定"), "2026-04-01 10:00")

    assert case.state.proposal is None and open_visit(case.state) is None
    later = at("2026-04-03 09:30")
    case.when(FIRE, ArrangeVisit(tasks=("joint/fire",), place="示例路1号", time=later))
