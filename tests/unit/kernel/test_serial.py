"""Case numbers: every one given out once, and never a fifth digit."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.serial import (
    LARGEST,
    SerialState,
    TakeNumbers,
    case_number,
    decide,
    evolve,
)
from actors.kernel.turn import Turn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def take(state: SerialState, count: int, by: Identity = PLATFORM) -> tuple[int, SerialState]:
    turn = Turn("serial:x", state, evolve, now=NOON, by=by, command_id="c")
    return decide(turn, TakeNumbers(count=count)), turn.state


@given(st.lists(st.integers(1, 50), max_size=100))
def test_numbers_follow_each_other_without_gap_or_repetition(counts: list[int]) -> None:
    state, given_out = SerialState(), list[int]()
    for count in counts:
        first, state = take(state, count)
        given_out += range(first, first + count)

    assert given_out == list(range(1, len(given_out) + 1))


def test_after_the_9999th_number_of_a_day_none_is_given_out() -> None:
    first, state = take(SerialState(LARGEST - 1), 1)
    assert first == LARGEST

    with pytest.raises(Refusal, match=r"serial\.exhausted"):
        take(state, 1)


def test_a_batch_that_does_not_fit_takes_nothing() -> None:
    with pytest.raises(Refusal) as refusal:
        take(SerialState(LARGEST - 3), 4)

    assert refusal.value.reasons[0].facts == {"largest": "9999", "left": "3"}


def test_only_the_platform_takes_numbers() -> None:
    with pytest.raises(Refusal, match=r"access\.forbidden"):
        take(SerialState(), 1, Identity("staff:wen", ("window_clerk",)))


def test_a_case_number_has_43_characters() -> None:
    number = case_number("11440600SAMPLE002X4441002001000", "20261123", 7)

    assert number == "11440600SAMPLE002X4441002001000202611230007"
    assert len(number) == 43
