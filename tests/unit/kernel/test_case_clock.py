"""What moves the decision clock: pauses, extension, calendars, and what supervision is told."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.calendar import CalendarYear
from actors.kernel.case.commands import (
    Accept,
    Correct,
    Decide,
    Extend,
    GiveOpinion,
    Issue,
    PauseClock,
    RecomputeDues,
    RequestCorrection,
    ResumeClock,
    Void,
)
from actors.kernel.case.events import DuesSet
from actors.kernel.case.state import Fault
from actors.kernel.errors import Reason
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from tests.unit.kernel.city import (
    ANSWERS,
    APPROVER_LEAD,
    FIRE,
    FIRE_HEAD,
    HALL,
    HEALTH,
    NOTICE,
    OPERATOR_1,
    PERMIT,
    RESIDENT_A,
    REVIEWER_LEAD,
    SUPERVISOR_1,
    YEAR_2026,
    accepted,
    application,
    nothing_yet,
    submitted,
    with_item,
)
from tests.unit.kernel.kit import Played, at, codes
from tests.unit.kernel.test_case_applying import DRAFT
from tests.unit.kernel.test_case_review import BRANCHES, agree

HEARING = PauseClock(procedure="hearing", days=3, reason="利害关系人申请听证")
YEAR_2027 = CalendarYear(
    year=2027, version=1, source="test", published=True, closed=(date(2027, 1, 1),)
)


def policy(pauses: Any) -> Played:
    return with_item(replace(PERMIT, limits=replace(PERMIT.limits, pauses=pauses)))


def observed(case: Played) -> dict[str, Any]:
    """Return the last message to the watcher."""
    message = case.messages[-1]
    assert message.key == "watcher:c1"
    assert message.command["type"] == "Observe"
    return message.command


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
    case.when(REVIEWER_LEAD, HEARING, "2026-03-04 09:00")

    case.when(REVIEWER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")

    assert case.state.tasks[-1].due == date(2026, 3, 10)


def test_a_second_special_procedure_has_its_own_clock() -> None:
    case = accepted()
    case.when(FIRE, HEARING, "2026-03-04 09:00")
    case.when(FIRE, ResumeClock(result="听证笔录"), "2026-03-05 09:00")
    case.when(REVIEWER_OF_PLAN, replace(HEARING, procedure="expert_review", days=9))

    assert len(case.state.pauses) == 2
    special = next(clock for clock in case.state.clocks if clock.name == "special")
    assert (special.promised, special.stopped_at) == (9, None)


REVIEWER_OF_PLAN = BRANCHES["joint/plan"]


def test_a_special_procedure_is_of_a_kind_the_item_knows_and_told_in_writing() -> None:
    case = accepted()

    refused = case.refused(FIRE, PauseClock(procedure="auction", days=0, reason=" "))

    assert refused.reasons == (
        Reason("pause.procedure", "/procedure"),
        Reason("pause.days", "/days", {"limit": "250"}),
        Reason("reason.required", "/reason"),
    )
    assert codes(case.refused(FIRE, replace(HEARING, days=251))) == [("pause.days", "/days")]
    for other in (HALL, RESIDENT_A, FIRE_HEAD, SUPERVISOR_1):
        assert case.refused(other, HEARING).kind == "forbidden"


def test_a_special_procedure_ends_with_its_result() -> None:
    case = accepted()
    assert case.refused(FIRE, ResumeClock(result="x")).kind == "not_now"
    case.when(FIRE, HEARING)

    assert codes(case.refused(FIRE, ResumeClock(result=" "))) == [
        ("pause.result_required", "/result")
    ]
    assert case.refused(FIRE, HEARING).kind == "not_now"


def test_an_item_without_special_procedures_is_never_paused() -> None:
    case = with_item(replace(PERMIT, special=()))

    refused = case.refused(FIRE, HEARING)

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


def test_what_comes_in_at_night_or_on_a_day_off_counts_from_the_next_working_day() -> None:
    """Row 15: Saturday 7 March and Sunday night are before Monday 9 March, day 1."""
    night, saturday = nothing_yet("2026-03-06 23:59"), nothing_yet("2026-03-07 10:00")
    for case in (night, saturday):
        case.when(RESIDENT_A, application())

    assert night.state.dues.notice == saturday.state.dues.notice == date(2026, 3, 13)


def test_a_make_up_weekend_is_a_working_day_and_a_holiday_is_none() -> None:
    case = nothing_yet("2026-09-30 10:00")

    case.when(RESIDENT_A, application())

    assert case.state.dues.notice == date(2026, 10, 12)


# --- calendars published after the fact -----------------------------------------------------------


def at_the_end_of_the_year() -> Played:
    """Accepted on Monday 21 December 2026; the calendar of 2027 is not published."""
    case = nothing_yet("2026-12-21 10:00")
    case.when(RESIDENT_A, application())
    case.when(HALL, Accept())
    return case


def publish(*years: CalendarYear) -> RecomputeDues:
    return RecomputeDues(calendars=years, version="2027.1", effective_at=at("2026-12-22 00:00"))


def test_a_due_date_in_an_unpublished_year_is_provisional_until_it_is_published() -> None:
    case = at_the_end_of_the_year()
    assert (case.state.dues.provisional, case.state.dues.statutory) == (True, date(2027, 1, 19))

    case.when(OPERATOR_1, publish(replace(YEAR_2027, closed=(date(2027, 1, 1), date(2027, 1, 4)))))

    assert (case.state.dues.provisional, case.state.dues.statutory) == (False, date(2027, 1, 20))
    dues = case.fresh[1]
    assert isinstance(dues, DuesSet)
    assert (dues.why, dues.before and dues.before.statutory) == ("calendar", date(2027, 1, 19))
    assert observed(case)["calendars"][0]["year"] == 2027


def test_the_same_notice_twice_changes_nothing() -> None:
    case = at_the_end_of_the_year()
    case.when(PLATFORM, publish(YEAR_2027))

    case.when(PLATFORM, publish(YEAR_2027))

    assert case.happened() == []


def test_a_due_date_that_was_told_is_never_shortened() -> None:
    case = at_the_end_of_the_year()
    told = case.state.dues

    case.when(PLATFORM, publish(replace(YEAR_2027, closed=(), made_up=(date(2027, 1, 2),))))

    assert case.state.dues.statutory == told.statutory
    assert case.state.dues.promised == told.promised
    case.when(APPROVER_LEAD, EXTENSION)
    assert case.state.dues.statutory == date(2027, 1, 29)


def test_a_later_notice_of_the_same_year_takes_the_place_of_the_earlier() -> None:
    case = at_the_end_of_the_year()
    case.when(PLATFORM, publish(YEAR_2027))
    case.when(PLATFORM, publish(replace(YEAR_2027, version=2, closed=(date(2027, 1, 4),))))

    assert [(year.year, year.version) for year in case.state.calendars] == [(2027, 2)]


def test_a_late_holiday_moves_the_alarm_of_the_notice_period() -> None:
    case = submitted()

    case.when(
        PLATFORM,
        publish(replace(YEAR_2026, version=2, closed=(date(2026, 3, 4),))),
        "2026-03-03 08:00",
    )

    assert case.alarms["notice"][0] == at("2026-03-11 00:00")


def test_calendars_concern_open_cases_only() -> None:
    draft, ended = nothing_yet(), submitted()
    draft.when(RESIDENT_A, DRAFT)
    ended.when(SUPERVISOR_1, Void(reason="重复申报", second="sup2"))

    for case in (draft, ended):
        case.when(PLATFORM, publish(YEAR_2027))
        assert case.happened() == []
    for other in (RESIDENT_A, APPROVER_LEAD, CLOCK):
        assert submitted().refused(other, publish(YEAR_2027)).kind == "forbidden"


# --- what supervision is told ---------------------------------------------------------------------


def names(case: Played) -> dict[str, bool]:
    """Return the clocks that the watcher was told of last, with whether they still run."""
    return {clock["name"]: "stopped_at" not in clock for clock in observed(case)["clocks"]}


def test_supervision_follows_a_case_from_the_door_to_the_certificate() -> None:
    case = submitted()
    assert names(case) == {"pre_acceptance": True}
    assert observed(case)["unit"] == "construction"
    case.when(HALL, Accept(), "2026-03-03 10:00")
    assert names(case) == {"pre_acceptance": False, "case": True}
    told = len(case.messages)
    for task in BRANCHES:
        agree(case, task)
    agree(case, "summary")
    assert len(case.messages) == told
    case.when(APPROVER_LEAD, Decide(outcome="granted"))
    assert names(case) == {"pre_acceptance": False, "case": False, "e_certificate": True}
    case.when(HALL, Issue(document="佛建 2026-17"))
    assert names(case) == {"pre_acceptance": False, "case": False, "e_certificate": False}
    assert not observed(case).get("closed", False)


def test_pre_acceptance_is_watched_for_what_comes_in_online() -> None:
    case = nothing_yet()
    case.when(HALL, application(channel="window"))

    assert case.state.clocks == ()
    assert case.messages == []


def test_pre_acceptance_stops_with_the_request_and_starts_again_with_the_correction() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "不一致"),)), "2026-03-03 09:00")
    assert case.state.clocks[0].stopped_at == at("2026-03-03 09:00")

    case.when(RESIDENT_A, Correct(form=ANSWERS), "2026-03-05 09:00")

    assert case.state.clocks[0].started_at == at("2026-03-05 09:00")
    assert case.state.clocks[0].stopped_at is None


def test_when_a_case_is_made_void_all_its_clocks_stop() -> None:
    case = accepted()
    case.when(FIRE, HEARING)

    case.when(SUPERVISOR_1, Void(reason="重复申报", second="sup2"))

    assert set(names(case).values()) == {False}
    assert observed(case)["closed"] is True
    assert case.alarms == {}


def test_alarms_are_armed_again_when_a_case_comes_back() -> None:
    """Row 8."""

    case = submitted()
    first = case.alarms["notice"]
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "不一致"),)))
    assert set(case.alarms) == {"correction"}

    case.when(RESIDENT_A, Correct(form=ANSWERS), "2026-03-04 10:00")

    assert set(case.alarms) == {"notice"}
    assert case.alarms["notice"] != first


def test_nothing_is_decided_while_a_department_has_not_answered() -> None:
    """Row 5, as far as there is one review: an open branch keeps everything from going out."""
    case = accepted()
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="agree"))
    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="agree"))

    refused = case.refused(APPROVER_LEAD, Decide(outcome="granted"))

    assert codes(refused) == [("decision.branches_open", "")]


def test_only_the_clock_and_the_platform_act_without_a_person() -> None:
    nobody = Identity("platform", ())

    assert submitted().refused(nobody, publish(YEAR_2027)).kind == "forbidden"
