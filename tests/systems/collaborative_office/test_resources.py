"""Rooms, vehicles and supplies are booked by nobody twice (会议室、车辆、物品)."""

import asyncio
from datetime import UTC, date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.errors import Refusal
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources.recurring import occurrences
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE, ResourceState
from actors.systems.collaborative_office.resources.view import BOOKINGS, RESOURCES
from actors.testing import Scenario
from storage.clock import FixedClock
from tests.integration.conftest import StartEngine
from tests.rows import Keeping, rows_of
from tests.systems.collaborative_office import booking as b
from tests.systems.collaborative_office import office as o

MONDAYS = "FREQ=WEEKLY;COUNT=6"
NATIONAL_DAY = (c.LeftOut(day=date(2026, 10, 5)),)


def refused(scenario: Scenario, code: str, field: str) -> None:
    scenario.then_refused(f"office_resource.{code}", field).run()


def state_of(scenario: Scenario) -> ResourceState:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return asyncio.run(world.state(b.KEY))


def progress_of(scenario: Scenario) -> list[str]:
    return [each.progress for each in state_of(scenario).bookings]


@pytest.mark.feature("OA-26")
def test_the_next_hour_is_free_and_an_hour_that_overlaps_is_not() -> None:
    booked = b.booked()

    for begins, ends in (("09:00", "10:00"), ("08:30", "09:01"), ("09:59", "11:00")):
        wish = b.wish(f"2026-09-07 {begins}", ends)
        refused(booked.when(wish, by=b.OTHER), "taken", "/begins_at")
    for begins, ends in (("10:00", "11:00"), ("08:00", "09:00")):
        free = booked.when(b.wish(f"2026-09-07 {begins}", ends), by=b.OTHER)
        assert progress_of(free) == ["confirmed", "confirmed"]


@pytest.mark.feature("OA-26")
def test_a_refusal_tells_the_unit_and_the_time_and_nothing_else() -> None:
    booked = b.registered().when(b.wish("2026-09-28 09:00", "10:00"), by=b.COLLEAGUE)
    with pytest.raises(Refusal) as found:
        o.turn_of(state_of(booked), b.wish("2026-09-28 09:30", "10:30"), b.OTHER, b.KEY)

    assert found.value.reasons[0].facts == {
        "organ": "municipal_government",
        "unit": "市人民政府",
        "from": "2026-09-28 09:00",
        "until": "2026-09-28 10:00",
    }


@pytest.mark.feature("OA-17")
def test_mondays_at_nine_but_the_national_holiday() -> None:
    begins = b.at("2026-09-07 09:00").astimezone(UTC)

    found = occurrences(begins, MONDAYS, {date(2026, 10, 5)})

    assert [f"{each:%m-%d %H:%MZ}" for each in found] == [
        f"{day} 01:00Z" for day in ("09-07", "09-14", "09-21", "09-28", "10-12")
    ]


@pytest.mark.feature("OA-17")
@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=WEEKLY", "rule_without_end"),
        ("FREQ=WEEKLY;COUNT=61", "too_many"),
        ("FREQ=DAILY;UNTIL=20261130", "too_many"),
        ("FREQ=MONTHLY;COUNT=30", "too_far_ahead"),
        ("FREQ=WEEKLY;UNTIL=20990101", "too_far_ahead"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "rule_other_day"),
        ("FREQ=SECONDLY;COUNT=2", "rule_unreadable"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20261001", "rule_unreadable"),
        ("FREQ=WEEKLY;COUNT=0", "rule_unreadable"),
        ("FREQ=WEEKLY;COUNT=２", "rule_unreadable"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "rule_unreadable"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", "rule_unreadable"),
        ("FREQ=DAILY;UNTIL=20261301", "rule_unreadable"),
        ("每周一", "rule_unreadable"),
    ],
)
def test_a_rule_that_has_no_end_or_makes_no_sense_is_refused_by_its_field(
    rule: str, code: str
) -> None:
    wish = b.wish("2026-09-07 09:00", "10:00", rule=rule)
    refused(b.registered().when(wish, by=b.COLLEAGUE), code, "/rule")


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;UNTIL=20260921", ["09-07", "09-14", "09-21"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260921T010000Z", ["09-07", "09-14", "09-21"]),
        ("FREQ=WEEKLY;UNTIL=20260921T005959Z", ["09-07", "09-14"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", ["09-07", "09-09", "09-14"]),
        ("FREQ=MONTHLY;BYDAY=MO;COUNT=2", ["09-07", "09-14"]),
        ("FREQ=MONTHLY;BYMONTHDAY=7;COUNT=2", ["09-07", "10-07"]),
        ("freq=daily;interval=3;count=2", ["09-07", "09-10"]),
    ],
)
def test_rules_recur_in_local_time(rule: str, days: list[str]) -> None:
    found = occurrences(b.at("2026-09-07 09:00"), rule, ())
    assert [f"{each:%m-%d}" for each in found] == days


@pytest.mark.feature("OA-17")
def test_who_knows_no_rules_says_how_often_and_how_many_times() -> None:
    def asked(**more: Any) -> Scenario:
        return b.registered().when(b.wish("2026-09-07 09:00", "10:00", **more), by=b.COLLEAGUE)

    assert (
        progress_of(asked(repeats="weekly", times=6, except_on=NATIONAL_DAY)) == ["confirmed"] * 5
    )
    for told, code, field in (
        ({"repeats": "weekly"}, "rule_without_end", "/times"),
        ({"repeats": "daily", "times": 61}, "too_many", "/times"),
        ({"times": 3}, "two_rules", "/repeats"),
        ({"repeats": "daily", "times": 3, "rule": MONDAYS}, "two_rules", "/repeats"),
        ({"except_on": NATIONAL_DAY}, "rule_missing", "/except_on"),
    ):
        refused(asked(**told), code, field)


@pytest.mark.feature("OA-26")
def test_a_recurring_booking_is_all_or_nothing_and_names_the_days() -> None:
    taken = b.registered()
    for day in ("2026-10-12", "2026-10-26"):
        taken = taken.when(b.wish(f"{day} 09:30", "09:45"), by=b.OTHER)
    series = b.wish("2026-09-28 09:00", "10:00", rule=MONDAYS, except_on=NATIONAL_DAY)

    with pytest.raises(Refusal) as found:
        o.turn_of(state_of(taken), series, b.COLLEAGUE, b.KEY)
    assert found.value.reasons[0].field == "/begins_at"
    assert found.value.reasons[0].facts == {"days": "2026-10-12, 2026-10-26", "number": "2"}
    taken.when(series, by=b.COLLEAGUE).then_refused("office_resource.taken_on", "/begins_at").run()
    given = b.registered().when(series, by=b.COLLEAGUE)
    assert progress_of(given) == ["confirmed"] * 5


@pytest.mark.feature("OA-26")
def test_supplies_are_lent_until_there_are_none_left() -> None:
    chairs = b.registered(replace(b.ROOM, category="supplies", pieces=10, name="折叠椅"))
    lent = chairs.when(b.wish("2026-09-07 09:00", "2026-09-09 12:00", pieces=6), by=b.OTHER)
    lent = lent.when(b.wish("2026-09-08 14:00", "16:00", pieces=4), by=b.COLLEAGUE)

    for begins, ends, pieces in (("10:00", "14:30", 1), ("15:00", "17:00", 1)):
        wish = b.wish(f"2026-09-08 {begins}", ends, pieces=pieces)
        refused(lent.when(wish, by=b.COLLEAGUE), "taken", "/begins_at")
    over = b.wish("2026-09-20 09:00", "10:00", pieces=11)
    refused(lent.when(over, by=b.COLLEAGUE), "too_many_pieces", "/pieces")
    lent.when(b.wish("2026-09-08 10:00", "14:00", pieces=4), by=b.COLLEAGUE).run()


@pytest.mark.parametrize(
    ("begins", "ends", "code", "field"),
    [
        ("2026-09-07 09:00", "09:00", "ends_first", "/ends_at"),
        ("2026-08-31 09:00", "10:00", "over", "/begins_at"),
        ("2027-09-07 09:00", "10:00", "too_far_ahead", "/begins_at"),
        ("2026-09-07 07:59", "09:00", "closed_then", "/begins_at"),
        ("2026-09-07 21:00", "22:01", "closed_then", "/begins_at"),
        ("2026-09-07 20:00", "2026-09-08 09:00", "too_long", "/ends_at"),
    ],
)
def test_a_time_at_which_it_cannot_be_had_is_refused(
    begins: str, ends: str, code: str, field: str
) -> None:
    refused(b.registered().when(b.wish(begins, ends), by=b.COLLEAGUE), code, field)


@pytest.mark.feature("OA-26")
def test_to_which_nobody_comes_is_released_and_to_which_somebody_comes_is_not() -> None:
    booked, use = b.booked(), c.UseBooking(booking="1")

    early = booked.at("2026-09-07 08:44").when(use, by=b.COLLEAGUE)
    refused(early, "too_early", "/booking")
    assert progress_of(booked.at("2026-09-07 09:14")) == ["confirmed"]
    missed = booked.at("2026-09-07 09:16")
    assert progress_of(missed) == ["no_show"]
    again = missed.when(b.wish("2026-09-07 09:20", "10:00"), by=b.OTHER)
    assert progress_of(again) == ["no_show", "confirmed"]
    there = booked.at("2026-09-07 09:05").when(use, by=b.COLLEAGUE)
    assert progress_of(there.at("2026-09-07 12:00")) == ["used"]


@pytest.mark.feature("OA-26")
def test_the_unit_agrees_to_bookings_or_does_not() -> None:
    asked = b.booked(room=replace(b.ROOM, owner_confirms=True))

    refused(asked.when(b.wish("2026-09-07 09:00", "10:00"), by=b.OTHER), "taken", "/begins_at")
    agreed = asked.when(c.ConfirmBooking(booking="1"), by=b.KEEPER)
    assert progress_of(agreed) == ["confirmed"]
    no = asked.when(c.RefuseBooking(booking="1", reason="另有安排"), by=b.KEEPER)
    assert progress_of(no) == ["refused"]
    asked.when(c.ConfirmBooking(booking="1"), by=b.COLLEAGUE).then_refused(
        "office_resource.forbidden"
    ).run()
    assert progress_of(no.when(b.wish("2026-09-07 09:00", "10:00"), by=b.OTHER))[1] == "asked"


@pytest.mark.feature("OA-26")
def test_who_has_booked_it_releases_it_and_nobody_else_but_its_keeper() -> None:
    series = b.wish("2026-09-07 09:00", "10:00", rule="FREQ=DAILY;COUNT=3")
    booked = b.registered().when(series, by=b.COLLEAGUE)
    booked = booked.when(b.wish("2026-09-09 14:00", "15:00"), by=b.OTHER)
    later = c.ReleaseBooking(booking="2", whole=True)

    refused(booked.when(later, by=b.OTHER), "not_yours", "/booking")
    for by in (b.COLLEAGUE, b.KEEPER):
        left = booked.when(later, by=by)
        assert progress_of(left) == ["confirmed", "released", "released", "confirmed"]
    gone = booked.when(c.ReleaseBooking(booking="9"), by=b.COLLEAGUE)
    refused(gone, "no_such_booking", "/booking")


@pytest.mark.feature("OA-26")
def test_what_is_out_of_use_is_booked_by_nobody() -> None:
    out = b.booked().when(c.WithdrawResource(reason="装修"), by=b.KEEPER)

    assert progress_of(out) == ["released"]
    wish = b.wish("2026-09-08 09:00", "10:00")
    out.when(wish, by=b.COLLEAGUE).then_refused("office_resource.not_now").run()
    back = out.when(c.RestoreResource(), by=b.KEEPER).when(wish, by=b.COLLEAGUE)
    assert rows_of(RESOURCES, back)["r1"]["state"] == "available"
    rows = rows_of(BOOKINGS, back)
    assert {id: row["progress"] for id, row in rows.items()} == {
        "r1.1": "released",
        "r1.2": "confirmed",
    }


@pytest.mark.feature("OA-26")
def test_a_room_of_another_unit_is_not_there_unless_it_is_shared() -> None:
    own = b.registered(replace(b.ROOM, shared=False))

    wish = b.wish("2026-09-07 09:00", "10:00")
    own.when(wish, by=b.OTHER).then_refused("office_resource.unknown").run()
    own.when(wish, by=b.COLLEAGUE).run()
    turned = b.registered(replace(b.ROOM, opens="10:00", closes="09:00"))
    refused(turned, "closes_first", "/closes")


@pytest.mark.feature("OA-26")
async def test_of_fifty_who_ask_at_once_one_has_the_room(start_engine: StartEngine) -> None:
    here = {name: o.KINDS[name] for name in (OFFICE_RESOURCE, "mailbox")}
    clock = FixedClock(b.at("2026-09-01 09:00").astimezone(UTC))
    nine, ten = b.wish("2026-09-07 09:00", "10:00"), b.wish("2026-09-07 10:00", "11:00")
    async with start_engine(of=here, clock=clock) as engine:
        await engine.send(b.KEY, b.ROOM, id="room", by=b.KEEPER)

        async def ask(n: int) -> str:
            by = (b.COLLEAGUE, b.OTHER)[n % 2]
            try:
                await engine.send(b.KEY, nine, id=f"ask-{n}", by=by, timeout=60.0)
            except Refusal as no:
                return no.reasons[0].code
            return "won"

        answers = await asyncio.gather(*map(ask, range(50)))
        await engine.send(b.KEY, ten, id="ten", by=b.OTHER)
        bookings = (await engine.show(b.KEY)).state.bookings

    assert sorted(answers) == ["office_resource.taken"] * 49 + ["won"]
    assert [each.begins_at for each in bookings] == [nine.begins_at, ten.begins_at]
