"""Visits by appointment: one for a person and item, a place only when the day says so."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.appointments.visitor_records import (
    Booking,
    BookVisit,
    CancelVisit,
    RegisterArrival,
)
from actors.blocks.appointments.window_day import (
    CloseDay,
    Holder,
    OpenDay,
    PlaceFreed,
    PlaceTaken,
    Taken,
    TakePlace,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from actors.testing.scenario import START
from tests.blocks.appointments.scenarios import (
    ADMINISTRATOR,
    DAY,
    FRIDAY,
    TODAY,
    TOMORROW,
    VISITOR,
    arrived,
    booked,
    change,
    nothing_yet,
    visit,
)
from tests.blocks.cases.city import ALLOWANCE, CLERK, HALL, PERMIT, RESIDENT_A, RESIDENT_B

pytestmark = pytest.mark.feature("HALL-06")


class Bookings:
    """Stands for bookings that have these statuses, in their order."""

    def __init__(self, *statuses: str, **last: Any) -> None:
        self.statuses, self.last = statuses, last

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, tuple)
        bookings: tuple[Booking, ...] = other
        said = tuple(each.status for each in bookings) == self.statuses
        return said and all(getattr(bookings[-1], name) == self.last[name] for name in self.last)

    def __repr__(self) -> str:
        return f"{self.statuses} {self.last}"


def taken(day: str, *slots: str) -> Any:
    """Return a step's expectation of which slots are taken on a day."""

    class Slots:
        def __eq__(self, other: object) -> bool:
            assert isinstance(other, tuple)
            return tuple(each.slot for each in other) == slots

        def __repr__(self) -> str:
            return f"{day}: {slots}"

    return Slots()


def full(day: str = DAY, slot: str = "11:00") -> Scenario:
    """Both places of a slot are taken by others, and somebody has booked at ten."""
    others = (PlaceTaken(at=START, holder=Holder(f"o{n}", 1), slot=slot) for n in (1, 2))
    return nothing_yet().on(day).given(*others).on(VISITOR).when(visit(), by=RESIDENT_A)


def test_a_visit_is_booked_once_its_day_says_so_and_the_place_is_taken() -> None:
    booked().then_shown(bookings=Bookings("booked", wanted=None)).on(DAY).then_shown(
        taken=taken(DAY, "10:00")
    ).run()


def test_it_is_reminded_of_the_day_before_and_missed_a_quarter_of_an_hour_after_its_end() -> None:
    far = booked(visit(FRIDAY, "09:00"))

    far.on(VISITOR).at("2026-03-05 09:59").then_shown(bookings=Bookings("booked")).run()
    far.at("2026-03-06 09:44").then_shown(bookings=Bookings("booked")).run()
    far.at("2026-03-06 09:46").then_shown(bookings=Bookings("missed"), absences=(FRIDAY,)).run()


def test_one_booking_of_a_person_for_an_item_in_the_whole_city() -> None:
    again = booked().when(replace(visit(), window="branch.all", slot="11:00"), by=RESIDENT_A)

    again.then_refused("visitor.active_booking", "/item").run()
    booked().when(visit(item=ALLOWANCE.code), by=RESIDENT_A).then_shown(
        bookings=Bookings("booked", "booked")
    ).run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (visit(TODAY, "09:00"), "visitor.slot_past", "/slot"),
        (visit(TODAY - timedelta(days=1)), "visitor.slot_past", "/on"),
        (visit(date(2026, 3, 7)), "visitor.day_closed", "/on"),  # a Saturday
        (visit(TODAY + timedelta(days=15)), "visitor.too_far_ahead", "/on"),
        (visit(slot="12:30"), "visitor.slot_unknown", "/slot"),
        (visit(FRIDAY, "10:00"), "visitor.slot_unknown", "/slot"),  # Fridays end at ten
        (replace(visit(), window="main.none"), "visitor.window_unknown", "/window"),
        (replace(visit(), window="main.quick"), "visitor.item_elsewhere", "/window"),
        (visit(item="X-1"), "item.unknown", "/item"),
    ],
)
def test_a_time_that_is_none_is_refused(wish: BookVisit, code: str, field: str) -> None:
    nothing_yet().when(wish, by=RESIDENT_A).then_refused(code, field).run()


def test_every_reason_is_said_at_once() -> None:
    wish = replace(visit(slot="12:30"), window="main.quick")
    for code in ("visitor.active_booking", "visitor.item_elsewhere", "visitor.slot_unknown"):
        booked().when(wish, by=RESIDENT_A).then_refused(code).run()


def test_a_slot_that_is_full_is_not_had_and_another_may_be_booked() -> None:
    refused = full(slot="10:00").then_shown(
        bookings=Bookings("refused", why="visitor.slot_full", place=None)
    )

    refused.when(visit(slot="11:00"), by=RESIDENT_A).then_shown(
        bookings=Bookings("refused", "booked")
    ).run()


def test_a_change_gives_the_old_place_back_when_the_new_one_is_had() -> None:
    booked().when(change(), by=RESIDENT_A).then_shown(bookings=Bookings("booked", wanted=None)).on(
        DAY
    ).then_shown(taken=taken(DAY, "11:00")).run()


def test_a_change_to_what_is_full_keeps_the_old_place() -> None:
    full().when(change(), by=RESIDENT_A).then_shown(
        bookings=Bookings("booked", why="visitor.slot_full", wanted=None)
    ).on(DAY).then_shown(taken=taken(DAY, "11:00", "11:00", "10:00")).run()


def test_a_change_to_another_hall_and_to_the_same_time() -> None:
    branch = change(slot="10:00", window="branch.all")

    booked().when(branch, by=RESIDENT_A).on(DAY).then_shown(taken=taken(DAY)).on(
        "window_day:branch.all~20260303"
    ).then_shown(taken=taken(DAY, "10:00")).run()
    booked().when(change(slot="10:00"), by=RESIDENT_A).then_refused("visitor.same_slot").run()


def test_what_is_cancelled_is_free_at_once_up_to_the_beginning_of_its_slot() -> None:
    booked().at("2026-03-03 09:59").when(CancelVisit(booking=1), by=RESIDENT_A).then(
        alarms={}
    ).then_shown(bookings=Bookings("cancelled")).on(DAY).then_shown(taken=()).run()
    booked().at("2026-03-03 10:00").when(CancelVisit(booking=1), by=RESIDENT_A).then_refused(
        "visitor.slot_begun"
    ).run()
    booked().when(CancelVisit(booking=2), by=RESIDENT_A).then_refused("visitor.no_booking").run()


def test_an_answer_to_what_is_wanted_no_more_gives_the_place_back() -> None:
    cancelled = booked().when(CancelVisit(booking=1), by=RESIDENT_A)
    late = TakePlace(visitor="a1", request=1, slot="10:00")

    cancelled.on(DAY).when(late, by=PLATFORM).then(events=(PlaceTaken, PlaceFreed)).then_shown(
        taken=()
    ).run()


def test_the_same_question_takes_one_place_and_is_answered_again() -> None:
    twice = TakePlace(visitor="a1", request=1, slot="10:00")

    booked().on(DAY).when(twice, by=PLATFORM).then(events=()).then_shown(
        taken=(Taken(Holder("a1", 1), "10:00"),)
    ).run()


def missed(scenario: Scenario, *days: date) -> Scenario:
    """Book for each of `days` at nine, and do not come."""
    for day in days:
        scenario = scenario.at(f"{day - timedelta(days=3)} 08:00")
        scenario = scenario.when(visit(day, "09:00"), by=RESIDENT_A).at(f"{day} 12:00")
    return scenario


def test_three_missed_within_ninety_days_bar_for_thirty() -> None:
    days = date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)
    barred = missed(nothing_yet(), *days).then_shown(barred_until=date(2026, 4, 23), absences=())

    wish = visit(date(2026, 4, 23))
    barred.at("2026-04-22 23:00").when(wish, by=RESIDENT_A).then_refused(
        "visitor.barred", "", {"until": "2026-04-23"}
    ).run()
    barred.at("2026-04-23 08:00").when(wish, by=RESIDENT_A).then_shown(last=4).run()


def test_two_missed_and_a_third_after_ninety_days_bar_nobody() -> None:
    days = date(2026, 3, 9), date(2026, 3, 16), date(2026, 6, 15)

    missed(nothing_yet(), *days).then_shown(barred_until=None).run()


def test_who_is_there_has_a_ticket_and_misses_nothing() -> None:
    arrived().then_shown(bookings=Bookings("arrived", ticket="A001")).at(
        "2026-03-02 12:00"
    ).then_shown(bookings=Bookings("arrived"), absences=()).run()


@pytest.mark.parametrize(
    ("day", "who", "code"),
    [
        (TOMORROW, HALL, "visitor.other_day"),
        (TODAY, CLERK, "visitor.unknown"),
        (TODAY, RESIDENT_B, "visitor.unknown"),
    ],
)
def test_only_a_clerk_of_the_hall_notes_arrivals_and_of_today(
    day: date, who: Identity, code: str
) -> None:
    booked(visit(day)).when(RegisterArrival(booking=1), by=who).then_refused(code).run()


def test_a_closed_day_ends_its_bookings_without_blame_and_takes_none() -> None:
    closed = booked().on(DAY).when(CloseDay(reason="停电"), by=ADMINISTRATOR).then(reply=1)

    closed.on(VISITOR).then_shown(bookings=Bookings("called_off")).at(
        "2026-03-03 12:00"
    ).then_shown(absences=()).run()
    closed.on(VISITOR).when(visit(slot="11:00"), by=RESIDENT_A).then_shown(
        bookings=Bookings("called_off", "refused", why="visitor.day_closed")
    ).run()
    closed.when(OpenDay(), by=ADMINISTRATOR).on(VISITOR).when(
        visit(slot="11:00"), by=RESIDENT_A
    ).then_shown(bookings=Bookings("called_off", "booked")).run()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("window_day:main.all~20260301", "window_day.over"),
        ("window_day:main.all~20260307", "window_day.day_off"),
        ("window_day:main.none~20260303", "window_day.unknown"),
        ("window_day:main.all~someday", "window_day.unknown"),
        ("window_day:main.all~2026-03-03", "window_day.unknown"),
    ],
)
def test_only_a_day_on_which_people_are_received_is_closed(day: str, code: str) -> None:
    nothing_yet().on(day).when(CloseDay(reason="停电"), by=ADMINISTRATOR).then_refused(code).run()


def test_only_the_administrator_closes_a_day() -> None:
    booked().on(DAY).when(CloseDay(reason="停电"), by=HALL).then_refused("window_day.unknown").run()


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (RESIDENT_B, "visitor.unknown"),
        (HALL, "visitor.forbidden"),
        (Identity("person:b2", ("resident",), acting_for="a1", items=(PERMIT.code,)), ""),
        (
            Identity("person:b2", ("resident",), acting_for="a1", items=(ALLOWANCE.code,)),
            "visitor.forbidden",
        ),
    ],
)
def test_whoever_has_a_mandate_for_the_item_books_and_nobody_else(who: Identity, code: str) -> None:
    cancelled = booked().when(CancelVisit(booking=1), by=who)

    if code:
        cancelled.then_refused(code).run()
    else:
        cancelled.then_shown(bookings=Bookings("cancelled")).when(visit(), by=who).then_shown(
            last=2
        ).run()


def test_what_is_over_is_kept_for_a_while() -> None:
    scenario = nothing_yet()
    for n in range(1, 53):
        scenario = scenario.when(visit(), by=RESIDENT_A)
        scenario = scenario.when(CancelVisit(booking=n), by=RESIDENT_A)

    scenario.then_shown(last=52, bookings=Bookings(*["cancelled"] * 50, n=52)).run()


def test_a_change_is_asked_for_once_at_a_time() -> None:
    alone = Scenario.of(nothing_yet().kinds["visitor"]).on(VISITOR)

    alone.when(visit(), by=RESIDENT_A).when(change(), by=RESIDENT_A).then_refused(
        "visitor.answer_awaited"
    ).run()
