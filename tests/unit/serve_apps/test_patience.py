"""What is left of a request's patience is the deadline of its commands."""

import asyncio
from contextvars import Context

import pytest

from actors.kernel.errors import Crowded, Overloaded
from serve_apps.front import patience
from serve_apps.front.problems import tells_of_load


def begin(*prefer: bytes) -> None:
    patience.begin({"headers": [(b"prefer", value) for value in prefer]})


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ((), 10),
        ((b"wait=3",), 3),
        ((b"respond-async, wait=2",), 2),
        ((b"wait=60",), 10),
        ((b"wait=soon",), 10),
    ],
)
async def test_a_request_waits_ten_seconds_unless_it_says_less(
    prefer: tuple[bytes, ...], seconds: int
) -> None:
    begin(*prefer)

    assert seconds - 1 < patience.left(60) <= seconds


async def test_what_goes_on_after_the_request_is_not_bounded_by_its_patience() -> None:
    async def seconds() -> float:
        return patience.left(60)

    begin(b"wait=0")
    with pytest.raises(Overloaded):
        patience.left(60)

    assert await asyncio.create_task(seconds(), context=patience.endless()) == 60


async def test_the_second_command_has_what_the_first_left_over() -> None:
    begin(b"wait=5")
    first = patience.left(60)
    await asyncio.sleep(0.001)

    assert patience.left(60) < first


async def test_a_command_may_be_less_patient_than_its_request() -> None:
    begin()

    assert patience.left(2) == 2


async def test_when_patience_is_at_its_end_nothing_is_sent() -> None:
    begin(b"wait=0")

    with pytest.raises(patience.Impatient):
        patience.left(10)


async def test_only_patience_of_the_callers_own_choice_is_no_sign_of_load(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    begin()

    with pytest.raises(Overloaded) as ended:
        patience.left(10)
    assert tells_of_load(ended.value)
    assert not tells_of_load(patience.Impatient())
    assert not tells_of_load(Crowded())
    assert tells_of_load(Overloaded(2))


async def test_work_of_the_process_itself_is_not_hurried() -> None:
    begin(b"wait=0")

    async def own_work() -> float:
        return patience.left(60)

    assert await asyncio.create_task(own_work(), context=Context()) == 60
