"""The judge of repeating alarms finds every kind of damage."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.kernel.alarms import Missed
from actors.runtime.pending import alarm_id
from actors.runtime.simulation.repeating import broken
from storage.mongo import Document

KEY = "ledger:a"
FIRST = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
POLICIES: tuple[Missed, ...] = ("once", "each", "skip")


def commit(
    seq: int, cmd: str, now: datetime, next: float | None, missed: Missed, *, effect: bool = True
) -> Document:
    """A commit `now`, after which the alarm is due `next` seconds after the first time."""
    told = {"name": "first", "every": 2, "missed": missed, "grace_seconds": 1}
    at = FIRST + next * SECOND if next is not None else None
    rem = [{**told, "at": at}] if at is not None else []
    return {"key": KEY, "seq": seq, "cmd": cmd, "at": now, "rem": rem, "ev": [{}] * effect}


def history(
    missed: Missed, late: float, next: float | None, *, effect: bool = True
) -> list[Document]:
    """An alarm that fires for the first time, `late` seconds after its instant."""
    return [
        commit(1, "set", FIRST - SECOND, 0, missed),
        commit(
            2, alarm_id(KEY, "first", FIRST), FIRST + late * SECOND, next, missed, effect=effect
        ),
    ]


@pytest.mark.parametrize("missed", POLICIES)
def test_an_alarm_that_fires_in_time_and_goes_on_is_right(missed: Missed) -> None:
    assert broken(history(missed, 0.5, 2)) == []


def test_a_late_alarm_is_right_when_it_obeys_its_policy() -> None:
    assert broken(history("once", 5, 6)) == []
    assert broken(history("each", 5, 2)) == []
    assert broken(history("skip", 5, 4, effect=False)) == []


@pytest.mark.parametrize(
    ("missed", "late", "next", "effect"),
    [
        ("once", 5, 2, True),  # it stood for that one too
        ("once", 5, 8, True),  # 6 is lost
        ("each", 5, 4, True),  # 2 is lost
        ("each", 5, 2, False),  # the one itself is lost
        ("skip", 5, 4, True),  # it was too late
        ("skip", 0.5, 2, False),  # it was not
        ("skip", 5, 6, False),  # 4 is not too late
        ("skip", 0.5, 4, True),  # 2 is lost
    ],
)
def test_an_alarm_that_breaks_its_policy_is_found(
    missed: Missed, late: float, next: float, effect: bool
) -> None:
    assert len(broken(history(missed, late, next, effect=effect))) == 1


@pytest.mark.parametrize("missed", POLICIES)
def test_an_alarm_that_stands_still_is_found(missed: Missed) -> None:
    assert len(broken(history(missed, 0.5, None))) == 1


@pytest.mark.parametrize("next", [-2, 0, 3, 2.5])
def test_an_alarm_that_goes_on_at_another_instant_is_found(next: float) -> None:
    assert len(broken(history("each", 0.5, next))) == 1


def test_an_alarm_that_goes_on_by_another_policy_is_found() -> None:
    set_, fired = history("each", 0.5, 2)
    fired["rem"][0]["missed"] = "once"

    assert len(broken([set_, fired])) == 1


def test_an_alarm_that_is_cancelled_or_set_anew_does_not_go_on() -> None:
    set_, fired = history("each", 0.5, 2)
    fired["rem"] = [{"name": "first", "at": None}]
    anew = commit(3, "anew", FIRST + SECOND, 7.3, "skip")

    assert broken([set_, fired]) == []
    assert broken([set_, anew]) == []
