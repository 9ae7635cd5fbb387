"""A turn without end is ended, and nothing else is."""

import time

import pytest

from actors.runtime.watchdog import TurnTooLong, Watchdog


def spin(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_a_turn_that_loops_is_ended_soon_after_its_limit() -> None:
    with Watchdog(0.3) as watchdog:
        began = time.monotonic()
        watchdog.begin("case:1", "Loop")
        with pytest.raises(TurnTooLong):
            try:
                spin(60)
            finally:
                watchdog.end()

        assert time.monotonic() - began < 30


def test_a_turn_that_waits_outside_python_is_known_by_its_seconds() -> None:
    with Watchdog(0.3) as watchdog:
        watchdog.begin("case:1", "Sleep")
        try:
            time.sleep(0.7)
            seconds = watchdog.end()
        except TurnTooLong:  # it is raised as soon as it comes back
            seconds = watchdog.end()

        assert seconds >= 0.7


def test_what_comes_after_a_turn_is_never_struck() -> None:
    with Watchdog(0.25) as watchdog:  # about as long as its eye is closed: the worst moment
        for _ in range(12):
            try:
                watchdog.begin("case:1", "Borderline")
                try:
                    spin(0.25)
                finally:
                    watchdog.end()
            except TurnTooLong:
                pass
            spin(0.05)


def test_the_log_says_what_blocks_the_loop(capsys: pytest.CaptureFixture[str]) -> None:
    with Watchdog(60) as watchdog:
        watchdog.tick()
        watchdog.begin("case:1", "Stuck")
        until = time.monotonic() + 30
        while "loop.blocked" not in (said := capsys.readouterr().out):
            assert time.monotonic() < until
            time.sleep(0.1)
        watchdog.end()

    assert "case:1" in said
    assert "Stuck" in said
