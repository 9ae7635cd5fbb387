"""A breach is told within the hours of its operator, from its discovery (PIPL 57)."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.blocks.breaches.kind import breach_kind
from actors.blocks.breaches.notification import Notification, Operator, read_notification
from actors.blocks.breaches.records import CloseBreach, CountPersons, DeadlineNear, NoteTold
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests import loaded
from tests.blocks.breaches.scenarios import FU, NINE, RECORDED, SCENARIOS, TOLD, WISH

RULE = loaded.library()[Notification]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_breach_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


@pytest.mark.parametrize(("operator", "hours"), [("critical", 1), ("organ", 2), ("other", 4)])
def test_each_operator_has_its_hours(operator: Operator, hours: int) -> None:
    rule = replace(RULE, operator=operator)
    kind = breach_kind(loaded.library().having(rule))

    Scenario.of(kind).when(WISH, by=FU).then_shown(
        due=NINE + timedelta(hours=hours), hours=hours
    ).run()


def test_half_the_time_is_told_and_the_end_once() -> None:
    RECORDED.after(minutes=61).then(events=(DeadlineNear,)).run()
    TOLD.after(hours=5).then_shown(missed=False).run()


def test_whoever_is_told_late_is_on_record_as_late() -> None:
    late = RECORDED.after(hours=3).when(
        NoteTold(whom="authority", told_at=NINE + timedelta(hours=3), how="补报"), by=FU
    )

    late.then_shown(missed=True).run()


def test_one_that_was_recorded_after_its_time_is_late_at_once() -> None:
    before = replace(WISH, discovered_at=NINE - timedelta(days=1))

    Scenario.of(breach_kind(loaded.library())).when(before, by=FU).after(seconds=1).then_shown(
        missed=True
    ).run()


def test_it_is_not_discovered_or_told_in_the_future() -> None:
    early = replace(WISH, discovered_at=NINE + timedelta(hours=1))

    Scenario.of(breach_kind(loaded.library())).when(early, by=FU).then_refused(
        "breach.in_the_future"
    ).run()
    for when in (NINE - timedelta(hours=1), NINE + timedelta(hours=1)):
        wish = NoteTold(whom="authority", told_at=when, how="报告")
        RECORDED.when(wish, by=FU).then_refused("breach.told_when", "/told_at").run()


def test_it_is_closed_once_everybody_was_told_and_counted() -> None:
    RECORDED.when(CloseBreach(lessons="无"), by=FU).then_refused("breach.authority_not_told").run()
    wrong = CountPersons(count=1, since=NINE, until=NINE - timedelta(hours=1))
    RECORDED.when(wrong, by=FU).then_refused("breach.ends_before_it_begins").run()


@pytest.mark.parametrize(
    "who",
    [
        Identity("person:a1", ("resident",)),
        Identity("staff:wen", ("operator",), "government_services"),
        Identity("staff:s", ("supervisor",), "discipline_inspection"),
    ],
)
def test_it_is_for_officers_of_data_protection(who: Identity) -> None:
    RECORDED.when(CloseBreach(lessons="无"), by=who).then_refused("breach.unknown").run()


def test_hours_that_are_none_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "notification.toml").write_text('operator = "organ"\n[hours]\nother = 4\n', "utf-8")

    _, mistakes = read_notification(tmp_path)
    assert [mistake.place for mistake in mistakes] == ["hours.organ"]
