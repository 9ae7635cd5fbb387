"""What moves the decision clock: pauses, extension, and which days count."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import Extend, PauseClock, ResumeClock
from actors.blocks.cases.joint_commands import ProposePause
from actors.kernel.errors import Reason
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    FIRE,
    FIRE_HEAD,
    HALL,
    NOTICE,
    PERMIT,
    RESIDENT_A,
    REVIEWER_LEAD,
    SUPERVISOR_1,
    accepted,
    application,
    nothing_yet,
    with_item,
)
from tests.blocks.cases.kit import Played, at, codes, pause
from tests.blocks.cases.test_review import BRANCHES, agree

HEARING = PauseClock(procedure="hearing", days=3, reason="利害关系人申请听证")
WISH = ProposePause(procedure="hearing", days=3, reason="利害关系人申请听证")


def policy(pauses: Any) -> Played:
    return with_item(replace(PERMIT, limits=replace(PERMIT.limits, pauses=pauses)))


# promised 7 working days from 3 March: 12 March; statutory 20: 31 March
PAUSES = [  # policy, resumed on, promised, statutory
    ("capped", "2026-03-05 09:00", date(2026, 3, 16), date(2026, 4, 2)),
    ("capped", "2026-03-13 09:00", date(2026, 3, 18), date(2026, 4, 6)),
    ("real", "2026-03-05 09:00", date(2026, 3, 16), date(2026, 4, 2)),
    ("real", "2026-03-13 09:00", date(2026, 3, 24), date(2026, 4, 10)),
    ("told", "2026-03-05 09:00", date(2026, 3, 17), date(2026, 4, 3)),
    ("told", "2026-03-13 09:00", date(2026, 3, 17), date(2026, 4, 3)),
]


@pytest.mark.parametrize(("pauses", "resumed", "promised", "statutory"), PAUSES)
def test_a_suspension_moves_the_dues_on_resume(
    pauses: str, resumed: str, promised: date, statutory: date
) -> None:
    """Row 1. The day of the hearing's beginning is Wednesday 4 March; three days were told."""
    case = policy(pauses)
    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")
    assert case.state.phase == "paused"

    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), resumed)

    assert (case.state.dues.promised, case.state.dues.statutory) == (promised, statutory)
    assert case.state.phase == "accepted"


@pytest.mark.parametrize(
    ("pauses", "due"), [("capped", date(2026, 3, 12)), ("told", date(2026, 3, 17))]
)
def test_while_it_lasts_only_days_told_move_the_dues(pauses: str, due: date) -> None:
    case = policy(pauses)

    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")

    assert case.state.dues.promised == due
    assert case.state.pauses[0].told == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("pauses", "spans", "promised"),
    [
        ("capped", ((at("2026-03-04 09:00"), at("2026-03-10 00:00")),), 7),
        ("real", ((at("2026-03-04 09:00"), None),), 7),
        ("told", (), 10),
    ],
)
def test_supervision_counts_a_pause_by_the_same_policy(
    pauses: str, spans: Any, promised: int
) -> None:
    case = policy(pauses)

    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")

    clock = {clock.name: clock for clock in case.state.clocks}
    assert (clock["case"].pauses, clock["case"].promised) == (spans, promised)
    assert (clock["special"].promised, clock["special"].stopped_at) == (3, None)
    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")
    clock = {clock.name: clock for clock in case.state.clocks}
    assert clock["special"].stopped_at == at("2026-03-05 09:00")
    assert [to for _, to in clock["case"].pauses] == [at("2026-03-05 09:00")] * len(spans)


@pytest.mark.parametrize(
    ("pauses", "fire"), [("capped", date(2026, 3, 12)), ("told", date(2026, 3, 13))]
)
def test_the_own_limits_of_open_tasks_move_with_the_case(pauses: str, fire: date) -> None:
    case = policy(pauses)
    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")
    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")

    dues = {task.name: task.due for task in case.state.tasks}
    assert dues["joint/fire"] == fire
    assert case.state.tasks[0].due == fire
    for task in BRANCHES:
        agree(case, task)
    summary = {task.name: task.due for task in case.state.tasks}["summary"]
    assert summary == date(2026, 3, 10)


def test_a_pause_within_a_stage_moves_its_own_limit() -> None:
    case = accepted()
    for task in BRANCHES:
        agree(case, task)
    assert case.state.tasks[-1].due == date(2026, 3, 6)
    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")

    case.when(REVIEWER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")

    assert case.state.tasks[-1].due == date(2026, 3, 10)


def test_a_second_special_procedure_has_its_own_clock() -> None:
    case = accepted()
    case.when(APPROVER_LEAD, HEARING, "2026-03-04 09:00")
    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")
    case.when(APPROVER_LEAD, replace(HEARING, procedure="expert_review", days=9))

    assert len(case.state.pauses) == 2
    special = next(clock for clock in case.state.clocks if clock.name == "special")
    assert (special.promised, special.stopped_at) == (9, None)


def test_a_special_procedure_is_of_a_kind_the_item_knows_and_told_in_writing() -> None:
    case = accepted()

    refused = case.refused(APPROVER_LEAD, PauseClock(procedure="auction", days=0, reason=" "))

    assert refused.reasons == (
        Reason("pause.procedure", "/procedure"),
        Reason("pause.days", "/days", {"limit": "250"}),
        Reason("reason.required", "/reason"),
    )
    assert codes(case.refused(APPROVER_LEAD, replace(HEARING, days=251))) == [
        ("pause.days", "/days")
    ]
    for other in (HALL, RESIDENT_A, FIRE, FIRE_HEAD, SUPERVISOR_1):
        assert case.refused(other, HEARING).kind == "forbidden"


def test_a_special_procedure_ends_with_its_result() -> None:
    case = accepted()
    assert case.refused(FIRE, ResumeClock(result="x")).kind == "not_now"
    pause(case, FIRE, APPROVER_LEAD, WISH)

    assert codes(case.refused(FIRE, ResumeClock(result=" "))) == [
        ("pause.result_required", "/result")
    ]
    assert case.refused(APPROVER_LEAD, HEARING).kind == "not_now"


def test_an_item_without_special_procedures_is_never_paused() -> None:
    case = with_item(replace(PERMIT, special=()))

    refused = case.refused(APPROVER_LEAD, HEARING)

    assert (refused.kind, codes(refused)) == ("not_now", [("pause.not_offered", "")])


EXTENSION = Extend(days=10, reason="案情复杂")


def test_the_statutory_limit_is_extended_once_before_it_ends() -> None:
    case = accepted()

    case.when(APPROVER_LEAD, EXTENSION, "2026-03-31 23:59")

    assert case.state.dues.statutory == date(2026, 4, 14)
    assert case.state.dues.promised == date(2026, 3, 12)
    assert case.state.clocks[-1].statutory == 30
    again = case.refused(APPROVER_LEAD, EXTENSION)
    assert (again.kind, codes(again)) == ("not_now", [("extension.only_once", "")])


def test_after_the_statutory_limit_it_is_too_late_to_extend() -> None:
    refused = accepted().refused(APPROVER_LEAD, EXTENSION, "2026-04-01 00:00")

    assert (refused.kind, codes(refused)) == ("not_now", [("extension.too_late", "")])


def test_an_extension_is_within_its_own_limit_and_has_a_reason() -> None:
    case = accepted()

    for days in (0, 11):
        assert codes(case.refused(APPROVER_LEAD, Extend(days=days, reason=""))) == [
            ("extension.days", "/days"),
            ("reason.required", "/reason"),
        ]
    for other in (FIRE, FIRE_HEAD, REVIEWER_LEAD, HALL):
        assert case.refused(other, EXTENSION).kind == "forbidden"


def test_an_item_may_offer_no_extension() -> None:
    refused = accepted(NOTICE).refused(APPROVER_LEAD, EXTENSION)

    assert codes(refused) == [("extension.not_offered", "")]


def test_days_of_an_item_may_be_calendar_days_that_end_on_a_working_day() -> None:
    """Row 15: 30 days after 3 March is Thursday 2 April, 60 days Saturday 2 May 2026."""
    case = accepted(NOTICE)

    assert case.state.dues.promised == date(2026, 4, 2)
    assert case.state.dues.statutory == date(2026, 5, 4)
    clock = next(clock for clock in case.state.clocks if clock.name == "case")
    assert (clock.promised, clock.statutory) == (22, 44)


@pytest.mark.feature("HALL-13")
def test_what_comes_in_at_night_or_on_a_day_off_counts_from_the_next_working_day() -> None:
    """Row 15: Saturday 7 March and Sunday night are before Monday 9 March, day 1."""
    night, saturday = nothing_yet("2026-03-06 23:59"), nothing_yet("2026-03-07 10:00")
    for case in (night, saturday):
        case.when(RESIDENT_A, application())

    assert night.state.dues.notice == saturday.state.dues.notice == date(2026, 3, 13)


@pytest.mark.feature("HALL-13")
def test_a_make_up_weekend_is_a_working_day_and_a_holiday_is_none() -> None:
    case = nothing_yet("2026-09-30 10:00")

    case.when(RESIDENT_A, application())

    assert case.state.dues.notice == date(2026, 10, 12)
