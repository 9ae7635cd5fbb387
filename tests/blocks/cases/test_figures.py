"""三率一数: every figure is the length of the list that it leads to, and both are what the journal
says."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from actors.blocks.cases import events as e
from actors.blocks.cases import figures
from actors.blocks.cases import view as cases
from actors.blocks.cases.state import Dues, Fault
from actors.kernel.deadlines import CHINA
from actors.kernel.turn import Event
from actors.kernel.view import Add, Row
from tests.blocks.cases.commits import ZHANG, at, commit
from tests.blocks.cases.loaded import LIBRARY

pytestmark = pytest.mark.feature("HALL-23", "HALL-40")
VIEW = cases.view(LIBRARY)
UNITS, CHANNELS = ("market_supervision", "health"), ("web", "window", "kiosk", "mobile")
ENDS = ("window", "electronic", "post", "kiosk", "denied", "open", "withdrawn")


def history(n: int, unit: str, channel: str, end: str, corrected: bool) -> list[tuple[Event, ...]]:
    """The events of one case, a few days long, that begins on a day of March that `n` chooses."""
    day = 2 + n % 9
    applied = e.Submitted(
        at=at(day), number=f"N{n}", item="SPJY-01", item_version=1, system="one_door", unit=unit,
        channel=channel, place="440604" if n % 2 else "440605", applicant=ZHANG, form={},
    )  # fmt: skip
    told: list[tuple[Event, ...]] = [(applied,)]
    if corrected:
        told.append((e.CorrectionRequested(at=at(day, 12), faults=(Fault("/form/a", "x"),)),))
        told.append((e.Corrected(at=at(day + 1, 12), form={}),))
    if end == "withdrawn":
        return [*told, (e.Withdrawn(at=at(day + 2)),)]
    dues = Dues(promised=date(2026, 3, 10))
    told.append((e.Accepted(at=at(day + 1, 13), since=at(day + 1, 13)),
                 e.DuesSet(at=at(day + 1, 13), why="accepted", dues=dues)))  # fmt: skip
    if n % 3 == 0:
        pause = e.ClockPaused(
            at=at(day + 1, 14), procedure="hearing", days=2, told=date(2026, 3, 20), reason="x"
        )
        told += [(pause,), (e.ClockResumed(at=at(day + 2, 14), result="y"),)]
    if end == "open":
        return told
    decided = at(day + 3 if n % 2 else day + 2, 15)
    if end == "denied":
        return [*told, (e.Denied(at=decided, by="staff:wu", reason="x"),)]
    return [
        *told,
        (e.Granted(at=decided, by="staff:wu"),),
        (e.Issued(at=decided + timedelta(hours=1), document="1"),),
        (e.Delivered(at=decided + timedelta(days=1), method=end, collector="applicant"),),
    ]


CASES = {
    f"c{n}": (history(n, unit, channel, end, corrected), unit, channel)
    for n, (unit, channel, end, corrected) in enumerate(
        itertools.product(UNITS, CHANNELS, ENDS, (True, False))
    )
}


def folded() -> dict[str, list[Row | None]]:
    """The rows of every case after each of its commits, beginning with none."""
    found: dict[str, list[Row | None]] = {}
    for id, (told, _unit, _channel) in CASES.items():
        rows: list[Row | None] = [None]
        for seq, events in enumerate(told, 1):
            at_ = events[0].at  # type: ignore[attr-defined]
            rows.append(VIEW.fold(rows[-1], id, commit(f"case:{id}", seq, *events, at=at_)))
        found[id] = rows
    return found


ROWS = folded()


def oracle() -> Counter[tuple[str, str, str, str]]:
    """What the journal says, by figure, day, unit and channel; told anew, from the events alone."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for told, unit, channel in CASES.values():
        for name, day, amount in _said([each for events in told for each in events], channel):
            counted[name, day, unit, channel] += amount
    return +counted


def _said(events: list[Any], channel: str) -> Iterator[tuple[str, str, int]]:
    when = {type(each).__name__: each for each in events}
    day = {name: each.at.astimezone(CHINA).date().isoformat() for name, each in when.items()}
    online = channel in ("web", "mobile")
    yield "received", day["Submitted"], 1
    yield "online", day["Submitted"], int(online)
    if "Accepted" in when:
        yield "accepted", day["Accepted"], 1
    decision = next((name for name in ("Granted", "Denied") if name in when), "")
    if decision:
        yield "decided", day[decision], 1
        yield ("on_time" if day[decision] <= "2026-03-10" else "late"), day[decision], 1
        yield "instant", day[decision], int(day[decision] == day["Submitted"])
        hours = (when[decision].at - when["Submitted"].at).total_seconds() / 3600
        applicant = 24 if "Corrected" in when else 0
        special = 24 if "ClockResumed" in when else 0
        yield "applicant_minutes", day[decision], applicant * 60
        yield "office_minutes", day[decision], int(hours - applicant - special) * 60
    end = "Delivered" if "Delivered" in when else "Denied" if decision == "Denied" else ""
    if end:
        method = when["Delivered"].method if end == "Delivered" else ""
        at_hall = method in ("window", "kiosk")
        yield "closed", day[end], 1
        yield "closed_online", day[end], int(online)
        yield "full_online", day[end], int(online and not at_hall)
        yield "visits", day[end], (not online) + at_hall


def counters(step_by_step: bool) -> Counter[tuple[str, str, str, str]]:
    found: Counter[tuple[str, str, str, str]] = Counter()
    for rows in ROWS.values():
        pairs = itertools.pairwise(rows) if step_by_step else [(None, rows[-1])]
        for write in figures.counts(list(pairs)):
            assert isinstance(write, Add)
            of = write.begin
            for name, amount in write.amounts.items():
                found[name, of["day"], of["unit"], of["channel"]] += amount
    return Counter({key: amount for key, amount in found.items() if amount})


def test_the_counters_are_what_the_journal_says_however_they_came_about() -> None:
    assert counters(step_by_step=False) == oracle()
    assert counters(step_by_step=True) == oracle()


def test_every_figure_is_the_length_of_its_list() -> None:
    said = oracle()
    for name, day, unit, channel in said:
        if name in figures.COUNTED:
            listed = [
                rows[-1]
                for rows in ROWS.values()
                if rows[-1]
                and f"{name}/{day}" in rows[-1]["counted"]
                and (rows[-1]["unit"], rows[-1]["channel"]) == (unit, channel)
            ]
            assert len(listed) == said[name, day, unit, channel], (name, day)


def test_a_case_stands_in_a_figure_once() -> None:
    for rows in ROWS.values():
        assert rows[-1] is not None
        names = [each.partition("/")[0] for each in rows[-1]["counted"]]
        assert len(names) == len(set(names))
