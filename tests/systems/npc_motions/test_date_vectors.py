"""The dates that the specification gives, one by one."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.deadlines import start_of_day
from actors.place.calendars.load import load_calendar
from actors.systems.npc_motions.commitment_dates import commitment_cards, commitment_level
from actors.systems.npc_motions.fixed_dates import FixedDate, fix, recount
from actors.systems.npc_motions.motion_dates import (
    consult_by,
    forward_by,
    opinion_by,
    reconsideration_in_time,
    reconsideration_until,
    report_by,
    views_by,
)
from actors.systems.npc_motions.profile import Profile, by_key, profile_on
from actors.systems.npc_motions.provisions import HandlingLimit, ReturnPause
from actors.systems.npc_motions.suggestion_dates import (
    assign_by,
    assisting_before_lead,
    assisting_view_by,
    rate_by,
    redo_by,
    reply_after_refusal,
    reply_by,
    return_by,
)
from tests.systems.npc_motions.asking import PROFILES, dated, on

CALENDAR = load_calendar()
SHANGHAI = PROFILES["shanghai_2015"]
ADDING = replace(SHANGHAI, return_pause=ReturnPause(effect="added", check_2025=True))
ASSIGNED = date(2026, 3, 2)
CLOSED = date(2026, 2, 7)


def days(fixed: FixedDate | None) -> tuple[str, str]:
    assert fixed is not None
    return fixed.computed.isoformat(), fixed.effective.isoformat()


@pytest.mark.parametrize(
    ("start", "three", "six"),
    [
        ("2025-08-31", ("2025-11-30", "2025-12-01"), ("2026-02-28", "2026-02-28")),
        ("2025-11-30", ("2026-02-28", "2026-02-28"), ("2026-05-30", "2026-06-01")),
        ("2023-11-30", ("2024-02-29", "2024-02-29"), ("2024-05-30", "2024-05-30")),
        ("2026-04-01", ("2026-07-01", "2026-07-01"), ("2026-10-01", "2026-10-08")),
        ("2026-08-31", ("2026-11-30", "2026-11-30"), ("2027-02-28", "2027-03-01")),
    ],
)
def test_a_reply_is_due_in_three_or_six_months(
    start: str, three: tuple[str, str], six: tuple[str, str]
) -> None:
    day = date.fromisoformat(start)

    assert days(dated(SHANGHAI, "reply", day)) == three
    assert days(dated(SHANGHAI, "longer", day)) == six
    assert days(dated(PROFILES["chongqing_2017"], "broad_reply", day)) == six


def test_a_date_in_a_year_without_a_published_calendar_is_provisional() -> None:
    assert dated(SHANGHAI, "longer", date(2026, 8, 31)).provisional
    assert not dated(SHANGHAI, "reply", date(2026, 8, 31)).provisional


@pytest.mark.parametrize(
    ("name", "question", "start", "computed", "effective"),
    [
        ("qingdao_2021", "assign", "2026-02-09", "2026-02-14", "2026-02-14"),
        ("shanghai_2015", "assign", "2026-02-09", "2026-02-25", "2026-02-25"),
        ("zhejiang_2016", "return_window", "2026-02-09", "2026-02-19", "2026-02-24"),
        ("chongqing_2017", "assign", "2026-02-10", "2026-03-02", "2026-03-02"),
        ("chongqing_2017", "rating", "2026-04-28", "2026-05-28", "2026-05-28"),
        ("shanghai_2015", "assisting_view", "2026-01-31", "2026-02-28", "2026-02-28"),
        ("zhejiang_2016", "assisting_view", "2025-12-31", "2026-02-28", "2026-02-28"),
        ("chongqing_2017", "assisting_view", "2026-01-19", "2026-03-06", "2026-03-06"),
        ("henan_2017", "rating", "2026-04-28", "2026-05-14", "2026-05-14"),
        ("beijing_2014", "rating", "2026-04-28", "2026-05-21", "2026-05-21"),
        ("shanghai_2015", "redo", "2026-06-30", "2026-07-30", "2026-07-30"),
        ("beijing_2014", "redo", "2026-06-30", "2026-08-30", "2026-08-31"),
    ],
)
def test_a_window_ends(name: str, question: str, start: str, computed: str, effective: str) -> None:
    fixed = dated(PROFILES[name], question, date.fromisoformat(start))

    assert days(fixed) == (computed, effective)


def test_a_return_is_asked_for_within_seven_working_days_of_receipt() -> None:
    window = return_by(SHANGHAI, ASSIGNED, ASSIGNED, CALENDAR)

    assert window is not None
    assert window.in_time(on(date(2026, 3, 11), "23:59:59"))
    assert not window.in_time(on(date(2026, 3, 12), "00:00:00"))
    assert window.ends_at == start_of_day(date(2026, 3, 12))


@pytest.mark.parametrize(
    ("profile", "due"), [(SHANGHAI, "2026-06-02"), (ADDING, "2026-06-09")], ids=["not", "added"]
)
def test_a_refused_return_lengthens_the_reply_only_where_the_profile_says_so(
    profile: Profile, due: str
) -> None:
    reply = reply_by(profile, ASSIGNED, ASSIGNED, CALENDAR)
    assert days(reply) == ("2026-06-02", "2026-06-02")
    assert reply is not None

    after = reply_after_refusal(profile, reply, date(2026, 3, 10), date(2026, 3, 17), CALENDAR)

    assert days(after) == (due, due)
    assert recount(after, by_key([profile]), CALENDAR) == after


def test_two_refused_returns_add_up() -> None:
    reply = reply_by(ADDING, ASSIGNED, ASSIGNED, CALENDAR)
    assert reply is not None

    once = reply_after_refusal(ADDING, reply, date(2026, 3, 3), date(2026, 3, 4), CALENDAR)
    twice = reply_after_refusal(ADDING, once, date(2026, 3, 10), date(2026, 3, 17), CALENDAR)

    assert days(once) == ("2026-06-03", "2026-06-03")
    assert days(twice) == ("2026-06-10", "2026-06-10")


def test_a_refusal_comes_after_the_request_and_by_the_profile_that_fixed_the_date() -> None:
    reply = reply_by(SHANGHAI, ASSIGNED, ASSIGNED, CALENDAR)
    assert reply is not None

    with pytest.raises(ValueError, match="after it was made"):
        reply_after_refusal(SHANGHAI, reply, date(2026, 3, 17), date(2026, 3, 10), CALENDAR)
    with pytest.raises(ValueError, match="shanghai_2015 version 1"):
        reply_after_refusal(
            PROFILES["henan_2017"], reply, date(2026, 3, 10), date(2026, 3, 17), CALENDAR
        )


def test_a_reassigned_unit_has_a_clock_of_its_own_and_others_keep_theirs() -> None:
    asked, reassigned = date(2026, 3, 10), date(2026, 3, 17)

    assert days(reply_by(SHANGHAI, reassigned, reassigned, CALENDAR)) == (
        "2026-06-17", "2026-06-17",
    )  # fmt: skip
    assert days(reply_by(SHANGHAI, ASSIGNED, asked, CALENDAR)) == ("2026-06-02", "2026-06-02")


def test_an_assisting_view_is_due_before_the_reply() -> None:
    view = assisting_view_by(SHANGHAI, ASSIGNED, ASSIGNED, CALENDAR)
    reply = reply_by(SHANGHAI, ASSIGNED, ASSIGNED, CALENDAR)
    assert view is not None
    on_the_same_day = replace(view, effective=date(2026, 6, 2))

    assert assisting_before_lead(view, reply)
    assert not assisting_before_lead(on_the_same_day, reply)
    assert assisting_before_lead(None, reply)
    assert assisting_before_lead(view, None)


def test_a_motion_between_sessions_is_forwarded_and_given_an_opinion() -> None:
    forward = forward_by(SHANGHAI, date(2026, 8, 3), CALENDAR)
    assert days(forward) == ("2026-08-18", "2026-08-18")

    opinion = opinion_by(SHANGHAI, date(2026, 8, 18), CALENDAR)
    assert days(opinion) == ("2026-09-17", "2026-09-17")


def test_after_a_session_has_closed_the_committee_consults_and_reports() -> None:
    assert days(consult_by(SHANGHAI, CLOSED, CALENDAR)) == ("2026-02-22", "2026-02-24")
    assert days(views_by(SHANGHAI, CLOSED, CALENDAR)) == ("2026-03-09", "2026-03-09")
    assert days(report_by(SHANGHAI, CLOSED, CALENDAR)) == ("2026-05-07", "2026-05-07")


def test_reconsideration_is_asked_for_four_hours_before_the_last_meeting() -> None:
    meeting = on(CLOSED, "15:00:00")

    assert reconsideration_until(SHANGHAI, meeting) == on(CLOSED, "11:00:00")
    assert reconsideration_in_time(SHANGHAI, on(CLOSED, "11:00:00"), meeting)
    assert not reconsideration_in_time(SHANGHAI, on(CLOSED, "11:00:01"), meeting)


def test_where_no_time_is_set_reconsideration_is_asked_for_before_the_meeting_begins() -> None:
    beijing, meeting = PROFILES["beijing_2014"], on(CLOSED, "15:00:00")

    assert reconsideration_until(beijing, meeting) is None
    assert reconsideration_in_time(beijing, on(CLOSED, "14:59:59"), meeting)
    assert not reconsideration_in_time(beijing, meeting, meeting)


def test_a_rating_is_in_time_until_the_end_of_its_day() -> None:
    window = rate_by(PROFILES["henan_2017"], on(date(2026, 4, 28)), CALENDAR)

    assert window is not None
    assert window.in_time(on(date(2026, 5, 14), "23:59:59"))
    assert not window.in_time(on(date(2026, 5, 15), "00:00:00"))


@pytest.mark.parametrize(
    ("due", "yellow", "red"),
    [
        ("2026-12-31", "2026-12-01", "2027-01-01"),
        ("2026-03-01", "2026-01-30", "2026-03-02"),
        ("2028-03-01", "2028-01-31", "2028-03-02"),
        ("2026-10-01", "2026-09-01", "2026-10-02"),
    ],
)
def test_a_commitment_is_yellow_thirty_days_before_it_is_due_and_red_the_day_after(
    due: str, yellow: str, red: str
) -> None:
    cards = commitment_cards(SHANGHAI, date.fromisoformat(due))

    assert (cards.yellow.isoformat(), cards.red.isoformat()) == (yellow, red)


def test_a_commitment_carries_one_card_at_a_time() -> None:
    cards = commitment_cards(SHANGHAI, date(2026, 12, 31))

    assert commitment_level(cards, date(2026, 11, 30)) == ""
    assert commitment_level(cards, date(2026, 12, 1)) == "yellow"
    assert commitment_level(cards, date(2026, 12, 31)) == "yellow"
    assert commitment_level(cards, date(2027, 1, 1)) == "red"
    assert commitment_level(cards, date(2029, 1, 1)) == "red"


@pytest.mark.feature("NPC-12")
def test_two_months_from_april_do_not_move_what_was_assigned_in_march() -> None:
    limit = HandlingLimit(count=2, unit="month", start="assignment", article="第十九条")
    later = replace(SHANGHAI, version=2, since=date(2026, 4, 1), reply=limit)
    profiles = (SHANGHAI, later)
    held = profile_on(profiles, "shanghai", ASSIGNED)
    assert held is SHANGHAI

    due = reply_by(held, ASSIGNED, ASSIGNED, CALENDAR)

    assert due is not None
    assert recount(due, by_key(profiles), CALENDAR) == due
    assert days(due) == ("2026-06-02", "2026-06-02")
    assert profile_on(profiles, "shanghai", date(2026, 3, 31)) is SHANGHAI
    assert profile_on(profiles, "shanghai", date(2026, 4, 1)) is later
    assert days(reply_by(later, date(2026, 4, 1), ASSIGNED, CALENDAR)) == (
        "2026-06-01", "2026-06-01",
    )  # fmt: skip


def test_the_days_of_a_motion_and_of_a_suggestion_name_what_fixed_them() -> None:
    assign = assign_by(SHANGHAI, ASSIGNED, CALENDAR)
    redo = redo_by(PROFILES["chongqing_2017"], ASSIGNED, CALENDAR)

    assert assign is not None
    assert redo is not None
    assert (assign.profile, assign.version, assign.article) == ("shanghai_2015", 1, "第十一条")
    assert (redo.profile, redo.version, redo.article) == ("chongqing_2017", 1, "")
    assert assign.calendar == CALENDAR.version


def test_a_date_falls_in_a_place_without_the_question_on_no_day() -> None:
    assert fix(PROFILES["henan_2017"], "motion_report", CLOSED, CALENDAR) is None
