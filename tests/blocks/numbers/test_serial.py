"""Case numbers: every one given out once, to one case, and never a fifth digit."""

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


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=12), max_size=20))
def test_a_case_keeps_its_number_and_new_ones_follow_without_gap(asked: list[list[int]]) -> None:
    numbers: dict[str, int] = {}
    scenario = NONE_TAKEN
    for batch in asked:
        cases = tuple(f"case-{each}" for each in batch)
        for case in cases:
            numbers.setdefault(case, len(numbers) + 1)
        reply = [numbers[case] for case in cases]
        scenario = scenario.when(TakeNumbers(cases=cases), by=PLATFORM).then(reply=reply)

    scenario.then_shown(last=len(numbers), held=numbers).run()


def test_who_asks_again_uses_up_nothing() -> None:
    first = NONE_TAKEN.when(TakeNumbers(cases=("a",)), by=PLATFORM)

    first.when(TakeNumbers(cases=("a", "a")), by=PLATFORM).then(events=[], reply=[1, 1]).run()


def test_journals_that_do_not_say_to_whom_go_on_where_they_were() -> None:
    taken(7).when(TakeNumbers(cases=("a",)), by=PLATFORM).then(reply=[8]).run()


def test_after_the_9999th_number_of_a_day_none_is_given_out() -> None:
    last = taken(LARGEST - 1).when(TakeNumbers(cases=("a",)), by=PLATFORM).then(reply=[LARGEST])

    late = last.when(TakeNumbers(cases=("b",)), by=PLATFORM).then_refused("serial.exhausted")
    late.when(TakeNumbers(cases=("a",)), by=PLATFORM).then(reply=[LARGEST]).run()


def test_a_batch_that_does_not_fit_takes_nothing() -> None:
    too_many = taken(LARGEST - 3).when(TakeNumbers(cases=tuple("abcd")), by=PLATFORM)

    facts = {"largest": "9999", "left": "3"}
    too_many.then_refused("serial.exhausted", facts=facts).then_shown(last=LARGEST - 3).run()


def test_nobody_takes_a_number_for_no_case() -> None:
    NONE_TAKEN.when(TakeNumbers(cases=()), by=PLATFORM).then_refused("serial.count").run()


def test_only_the_platform_takes_numbers() -> None:
    clerk = Identity("staff:wen", ("window_clerk",))

    NONE_TAKEN.when(TakeNumbers(cases=("a",)), by=clerk).then_refused("access.forbidden").run()


def test_a_case_number_has_43_characters() -> None:
    number = case_number("11440600SAMPLE002X4441002001000", "20261123", 7)

    assert number == "11440600SAMPLE002X4441002001000202611230007"
    assert len(number) == 43
