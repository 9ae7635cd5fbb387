"""Case numbers: every one given out once, and never a fifth digit."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.numbers.kind import SERIAL
from actors.blocks.numbers.serial import LARGEST, NumbersTaken, TakeNumbers, case_number
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NONE_TAKEN = Scenario.of(SERIAL).at(NOON)


def taken(count: int) -> Scenario:
    return NONE_TAKEN.given(NumbersTaken(at=NOON, first=1, count=count))


@given(st.lists(st.integers(1, 50), max_size=30))
def test_numbers_follow_each_other_without_gap_or_repetition(counts: list[int]) -> None:
    first, scenario = 1, NONE_TAKEN
    for count in counts:
        scenario = scenario.when(TakeNumbers(count=count), by=PLATFORM).then(reply=first)
        first += count

    scenario.then_shown(last=first - 1).run()


def test_after_the_9999th_number_of_a_day_none_is_given_out() -> None:
    last = taken(LARGEST - 1).when(TakeNumbers(count=1), by=PLATFORM).then(reply=LARGEST)

    last.when(TakeNumbers(count=1), by=PLATFORM).then_refused("serial.exhausted").run()


def test_a_batch_that_does_not_fit_takes_nothing() -> None:
    too_many = taken(LARGEST - 3).when(TakeNumbers(count=4), by=PLATFORM)

    facts = {"largest": "9999", "left": "3"}
    too_many.then_refused("serial.exhausted", facts=facts).then_shown(last=LARGEST - 3).run()


def test_only_the_platform_takes_numbers() -> None:
    clerk = Identity("staff:wen", ("window_clerk",))

    NONE_TAKEN.when(TakeNumbers(count=1), by=clerk).then_refused("access.forbidden").run()


def test_a_case_number_has_43_characters() -> None:
    number = case_number("11440600SAMPLE002X4441002001000", "20261123", 7)

    assert number == "11440600SAMPLE002X4441002001000202611230007"
    assert len(number) == 43
