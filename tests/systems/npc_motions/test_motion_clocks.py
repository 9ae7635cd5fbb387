"""The terms of motions are under supervision, and a calendar that is published counts them anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace as changed

from actors.kernel.calendar import CalendarYear
from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.view import Row, View
from actors.kinds import build_kinds
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.fixed_dates import FixedDate, Question
from actors.systems.npc_motions.handling import events as h
from actors.systems.npc_motions.load import load_profiles
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.suggestion import commands as sc
from actors.systems.npc_motions.suggestion import events as se
from actors.systems.npc_motions.views import HANDLINGS, PROPOSALS
from actors.testing import Scenario
from tests.rows import folded
from tests.systems.npc_motions import chamber
from tests.systems.npc_motions.asking import CALENDAR, dated
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    COMMITTEE,
    HANDLER,
    KINDS,
    LIBRARY,
    MOTION,
    ON_SESSION,
    SECRETARY,
    assigned,
    at,
    decided,
    reported,
)
from tests.systems.npc_motions.reading import played, state_of, told

WATCHER = "watcher:motion.1"
FOSHAN = load_profiles()["foshan_sample"]
NOTICE = CalendarYear(
    year=2027, version=1, source="x", published=True, closed=(date(2027, 1, 11),), made_up=()
)
LATER = CALENDAR.with_years([NOTICE])
RECOUNT = RecountDates(version=LATER.version)


def watched(scenario: Scenario) -> Scenario:
    """Return `scenario` with watchers and mailboxes."""
    return replace(scenario, kinds=KINDS)


def row_of(view: View, scenario: Scenario, id: str) -> Row:
    """Return the row of the entity `id` after `scenario`, with what was given to it."""
    return folded(view, list(played(scenario).commits))[0][id]


def levels(scenario: Scenario) -> list[tuple[str, str, str]]:
    return [
        (event["clock"], event["level"], event["fell_due_at"].isoformat())
        for commit in played(scenario).commits
        if commit["key"] == WATCHER
        for event in commit["ev"]
        if event["type"] == "LevelRaised"
    ]


def began(day: date) -> str:
    return start_of_day(day).isoformat()


@pytest.mark.feature("NPC-30")
def test_a_late_unit_goes_up_the_ladder_reminder_yellow_red_and_the_list() -> None:
    late = watched(assigned()).at("2026-08-09 00:00")
    notices = told(late)

    assert levels(late)[-3:] == [
        ("npc_motion_handling", "warning", began(date(2026, 7, 10))),
        ("npc_motion_handling", "yellow", began(date(2026, 7, 21))),
        ("npc_motion_handling", "red", began(date(2026, 7, 30))),
    ]
    assert ("unit~handler~water", "motion.term_due_soon") in notices
    assert ("unit~chairperson~foshan_congress", "motion.listed_as_overdue") in notices
    late.then(events=[e.TermReminded, e.Notified, e.TermListedAsOverdue, e.Notified]).run()
    row = row_of(PROPOSALS, late, "1")
    assert (row["level"], row["listed"], row["state"]) == ("red", True, "assigned")


@pytest.mark.feature("NPC-30")
def test_who_reported_in_time_has_no_card_and_no_reminder() -> None:
    met = assigned().when(c.ReportHandling(text="已完成清淤。"), by=HANDLER)
    later = watched(met).at("2027-03-01 09:00")

    assert [each for each in levels(later) if each[0] == "npc_motion_handling"] == []
    assert ("unit~handler~water", "motion.term_due_soon") not in told(later)


@pytest.mark.feature("NPC-30")
def test_the_committee_is_watched_from_the_close_of_the_session_until_it_reports() -> None:
    closed = watched(reported())
    names = {clock.facts.name: clock for clock in state_of(closed, WATCHER).clocks}

    assert set(names) == {"npc_motion_consult", "npc_motion_views", "npc_motion_report"}
    assert all(clock.facts.stopped_at == at("2026-04-08 10:00") for clock in names.values())
    assert names["npc_motion_report"].facts.due == date(2026, 6, 8)
    assert state_of(closed, WATCHER).unit == "urban_committee"


def test_a_view_that_all_bodies_gave_is_waited_for_no_longer() -> None:
    closed = decided("committee_later").at("2026-03-06 17:00").on(ON_SESSION)
    consulted = closed.when(s.CloseSession(), by=SECRETARY).on(MOTION)
    asked = watched(consulted).when(c.ConsultBodies(bodies=("water",)), by=COMMITTEE)
    given = asked.when(c.GiveView(text="原则同意。"), by=HANDLER)
    reminder = ("unit~handler~water", "motion.term_due_soon")

    assert reminder in told(asked.at("2026-04-05 00:00"))
    assert reminder not in told(given.at("2026-04-05 00:00"))


def test_what_has_ended_is_watched_no_more() -> None:
    ended = (
        watched(assigned())
        .when(c.ReportHandling(text="已办。"), by=HANDLER)
        .when(c.AcceptHandling(), by=CHAIRPERSONS)
    )

    assert state_of(ended, WATCHER).closed


def provisional(question: Question = "motion_handling") -> FixedDate:
    """Return a date that ends in a year whose calendar was not published: 11 January 2027."""
    fixed = dated(FOSHAN, question, date(2026, 10, 9))
    assert (fixed.effective, fixed.provisional) == (date(2027, 1, 11), True)
    return fixed


def after_the_notice() -> Mapping[str, EntityKind[Any]]:
    return build_kinds(LIBRARY.having(LATER))


def motion_of_before(due: FixedDate) -> Scenario:
    """Return a motion that was assigned before the notice, on a platform that knows it."""
    day: datetime = at("2026-10-09 09:00")
    drafted = e.MotionDrafted(
        at=day, lead="d01", session="foshan-16-3", congress="foshan", term=16, mover="deputies",
        form="matter", title="x", subject="x", grounds="x", plan="x", bill_text="",
        one_matter=True, clues=(), publishable=True, text_hash="x",
    )  # fmt: skip
    given = Scenario.of(*after_the_notice().values()).on(MOTION).at("2026-11-02 09:00")
    return given.given(
        drafted,
        e.MotionRegistered(at=day, number="J20260001"),
        e.MotionAssigned(at=day, unit="water", requirement="x", dues=(due,)),
    )


@pytest.mark.feature("NPC-12")
def test_a_published_calendar_counts_what_is_open_anew_by_the_version_that_fixed_it() -> None:
    before = provisional()
    counted = motion_of_before(before).when(RECOUNT, by=PLATFORM)
    due = state_of(counted, MOTION).dues["motion_handling"]

    assert (due.effective, due.provisional) == (date(2027, 1, 12), False)
    assert (due.profile, due.version, due.computed) == (
        before.profile,
        before.version,
        before.computed,
    )
    assert due.calendar == LATER.version
    assert state_of(counted, WATCHER).clocks[0].facts.due == date(2027, 1, 12)
    assert row_of(PROPOSALS, counted, "1")["reply_due"] == "2027-01-12"
    assert row_of(PROPOSALS, counted, "1")["calendars"] == [LATER.version]
    counted.then(events=[e.TermsRecounted]).when(RECOUNT, by=PLATFORM).then(events=[]).run()


@pytest.mark.feature("NPC-12")
def test_a_new_version_of_the_rules_moves_no_fixed_date() -> None:
    of_another_version = changed(provisional(), version=9)
    kept = motion_of_before(of_another_version).when(RECOUNT, by=PLATFORM).then(events=[])

    kept.run()


@pytest.mark.feature("NPC-12")
def test_nothing_of_a_motion_that_has_ended_is_counted_anew() -> None:
    ended = motion_of_before(provisional()).given(e.HandlingAccepted(at=at("2026-10-10 09:00")))

    ended.when(RECOUNT, by=PLATFORM).then(events=[]).run()
    assert row_of(PROPOSALS, ended, "1")["calendars"] == []


def handling_of_before() -> Scenario:
    day = at("2026-10-09 09:00")
    begun = h.HandlingBegun(
        at=day, suggestion="s1", number="1", title="x", congress="foshan", profile=FOSHAN.key,
        unit="water_bureau", role="lead", round=1, assigned_at=day, assigner="work_body",
        lead="an", signers=("an",), dates=h.Dates(reply_due=provisional("reply")),
    )  # fmt: skip
    kinds = after_the_notice()
    given = Scenario.of(kinds["handling"], kinds["watcher"]).on("handling:s1-1-water_bureau")
    return given.at("2026-11-02 09:00").given(begun)


@pytest.mark.feature("NPC-12")
def test_a_unit_s_open_dates_are_counted_anew_and_its_cards_go_along() -> None:
    counted = handling_of_before().when(RECOUNT, by=PLATFORM).then(events=[h.DatesRecounted])
    watcher = state_of(counted, "watcher:handling.s1-1-water_bureau")
    row = row_of(HANDLINGS, counted, "s1-1-water_bureau")

    counted.run()
    assert watcher.clocks[0].facts.due == date(2027, 1, 12)
    assert (row["reply_due"], row["calendars"]) == ("2027-01-12", [LATER.version])


@pytest.mark.feature("NPC-12")
def test_nothing_of_a_unit_that_has_done_its_part_is_counted_anew() -> None:
    done = handling_of_before().given(h.HandlingEnded(at=at("2026-10-10 09:00"), why="withdrawn"))

    done.when(RECOUNT, by=PLATFORM).then(events=[]).run()
    assert row_of(HANDLINGS, done, "s1-1-water_bureau")["calendars"] == []


@pytest.mark.feature("NPC-12")
def test_the_day_of_assignment_is_counted_anew_while_it_is_waited_for() -> None:
    scenario = chamber.submitted()
    due = state_of(scenario, chamber.SUGGESTION).assign_due
    old = changed(due, calendar="earlier")
    stale = scenario.given(
        se.DatesRecounted(at=at("2026-03-02 09:00"), calendar="earlier", assign_due=old)
    )
    counted = stale.when(RecountDates(version=CALENDAR.version), by=PLATFORM)

    assert row_of(PROPOSALS, stale, "s1")["calendars"] == ["earlier"]
    assert row_of(PROPOSALS, counted, "s1")["calendars"] == [CALENDAR.version]
    accepted = stale.when(sc.Accept(), by=chamber.WORK_BODY)
    given = accepted.when(sc.Assign(units=chamber.ONE), by=chamber.WORK_BODY)
    given.when(RecountDates(version=CALENDAR.version), by=PLATFORM).then(events=[]).run()


@pytest.mark.feature("NPC-12")
def test_a_window_for_ratings_ends_with_the_day_as_it_is_counted_anew() -> None:
    scenario = chamber.replied(congress="henan")
    due = state_of(scenario, chamber.SUGGESTION).rate_due
    old = changed(due, calendar="earlier", effective=date(2026, 3, 20))
    stale = scenario.given(
        se.DatesRecounted(at=at("2026-03-02 09:00"), calendar="earlier", rate_due=old)
    )
    counted = stale.when(RecountDates(version=CALENDAR.version), by=PLATFORM)

    assert state_of(counted, chamber.SUGGESTION).rate_due.effective == date(2026, 3, 20)
    assert state_of(counted.at("2026-03-20 23:00"), chamber.SUGGESTION).phase == "replied"
    assert state_of(counted.at("2026-03-21 00:00"), chamber.SUGGESTION).phase == "closed"
