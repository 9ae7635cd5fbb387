"""Channels by the clock, deliveries that come twice or late, and the recount of a day."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.systems.service_insight.base.record.kind import source_record_kind
from actors.systems.service_insight.feeds import views
from actors.systems.service_insight.feeds.day_kind import supply_day_kind
from actors.systems.service_insight.feeds.feed import Period
from actors.systems.service_insight.feeds.service_record import ReceiveService
from actors.testing import Scenario
from tests.systems.service_insight.base.kit import POLICE, receive, row_of
from tests.systems.service_insight.base.kit import record as base_record
from tests.systems.service_insight.feeds.kit import (
    FEED,
    LIBRARY,
    MARKET,
    OF_DAY,
    case,
    declared,
    declaring,
    record,
)


@pytest.mark.feature("SDB-04")
async def test_a_channel_is_late_then_fails_and_comes_three_working_days_late() -> None:
    due = declared()  # declared on Monday the 12th, due on Tuesday the 13th
    due.at("2026-10-13 23:59").then_shown(phase="on_time").run()
    due.at("2026-10-14 00:01").then_shown(phase="late").run()
    due.at("2026-10-16 23:59").then_shown(phase="late").run()
    due.at("2026-10-19 00:01").then_shown(phase="failing").run()
    late = due.at("2026-10-16 10:00").on(record("c1")).when(case("c1"), by=MARKET).on(FEED)
    period = Period(date(2026, 10, 13), date(2026, 10, 16), 3)
    late.then_shown(phase="on_time", periods=(period,), due=date(2026, 10, 19)).run()

    row = await row_of(late, views.SUPPLY_FEEDS, FEED)
    assert row is not None
    assert (row["freshness"], row["last"]) == (0.0, "2026-10-16")


@pytest.mark.feature("SDB-10")
def test_replays_late_and_reordered_deliveries_change_nothing() -> None:
    came = declared().on(record("c1")).when(case("c1", 2), by=MARKET)
    came = came.then(reply="new").when(case("c1", 1, "受理"), by=MARKET).then(reply="late")
    again = came.when(case("c1", 2), by=MARKET).then(reply="unchanged", events=[])
    again.when(case("c1", 2, "受理"), by=MARKET).then_refused("service_record.seq_again").run()
    later = again.when(case("c1", 3, "归档"), by=MARKET).then(reply="updated")
    later.on(OF_DAY).then_shown(delivered=("c1",)).run()


@pytest.mark.feature("SDB-11")
async def test_the_day_after_at_six_what_lacks_is_named_and_reconciles_once_it_comes() -> None:
    came = declared().on(record("c1")).when(case("c1"), by=MARKET).when(case("c1"), by=MARKET)
    said = came.on(OF_DAY).when(declaring("c1", "c2", "c3"), by=MARKET).then(reply="open")
    said.at("2026-10-13 05:59").then_shown(phase="open").run()
    gap = said.at("2026-10-13 06:01").then_shown(phase="gap", gap=("c2", "c3"))
    both = gap.on(record("c3")).when(case("c3"), by=MARKET)
    both = both.on(record("c2")).when(case("c2"), by=MARKET)
    both.on(OF_DAY).then_shown(phase="reconciled", in_source=3, in_library=3).run()
    both.on(FEED).then_shown(coverage=1.0, reconciled_day=date(2026, 10, 12)).run()
    strange = both.on(record("c4")).when(case("c4"), by=MARKET)
    strange.on(OF_DAY).then_shown(phase="gap", gap=(), strange=("c4",)).run()

    row = await row_of(gap, views.SUPPLY_DAYS, OF_DAY)
    assert row is not None
    assert (row["state"], row["missing"], row["in_library"]) == ("gap", 2, 1)


def test_records_of_persons_are_counted_for_the_day_on_which_they_were_so() -> None:
    kinds = source_record_kind(LIBRARY), supply_day_kind(LIBRARY)
    played = Scenario.of(*kinds).on(base_record("r1")).at("2026-04-24 09:00")
    played = played.when(receive(), by=POLICE).on("supply_day:police~2026-04-01")
    played.then_shown(delivered=("P-1",), source="police").run()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("subject", "440602199005060028", "service_record.number_of_a_person"),
        ("name", "何月仙", "service_record.name_of_a_person"),
        ("day", date(2026, 10, 13), "service_record.in_future"),
    ],
)
def test_of_persons_no_name_and_no_number_is_taken(field: str, value: object, code: str) -> None:
    wish: ReceiveService = replace(case("c1"), **{field: value})
    declared().on(record("c1")).when(wish, by=MARKET).then_refused(code).run()
