"""The judge of alarms finds every kind of damage."""

from datetime import UTC, datetime, timedelta

from actors.runtime.pending import alarm_id
from actors.runtime.simulation.promises import alarms, overdue
from storage.mongo import Document

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DUE = START + timedelta(seconds=10)
KEY = "ledger:a"
FIRED = alarm_id(KEY, "first", DUE)


def commit(seq: int, cmd: str, at: datetime = START, rem: datetime | str | None = "") -> Document:
    told = [] if rem == "" else [{"name": "first", "at": rem}]
    return {"key": KEY, "seq": seq, "cmd": cmd, "at": at, "rem": told}


SET = commit(1, "set", rem=DUE)


def test_an_alarm_that_fires_once_in_time_is_right() -> None:
    history = [SET, commit(2, FIRED, at=DUE)]

    assert list(alarms(KEY, history)) == []
    assert overdue(history, DUE) == []


def test_an_alarm_that_fires_twice_is_found() -> None:
    assert any(alarms(KEY, [SET, commit(2, FIRED, at=DUE), commit(3, FIRED, at=DUE)]))


def test_an_alarm_that_fires_before_its_instant_is_found() -> None:
    assert any(alarms(KEY, [SET, commit(2, FIRED, at=DUE - timedelta(milliseconds=1))]))


def test_an_alarm_that_fires_after_it_was_cancelled_is_found() -> None:
    assert any(alarms(KEY, [SET, commit(2, "cancel", rem=None), commit(3, FIRED, at=DUE)]))


def test_an_alarm_that_fires_after_it_was_set_anew_is_found() -> None:
    later = DUE + timedelta(seconds=5)

    assert any(alarms(KEY, [SET, commit(2, "again", rem=later), commit(3, FIRED, at=DUE)]))


def test_an_alarm_that_never_fires_is_found_once_it_is_due() -> None:
    assert overdue([SET], DUE - timedelta(seconds=1)) == []
    assert len(overdue([SET], DUE)) == 1
    assert overdue([SET, commit(2, "cancel", rem=None)], DUE) == []
