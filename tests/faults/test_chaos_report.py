"""What a chaos run does and reports, as far as it needs no platform."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.chaos.checker import judge_alarms, judge_effects
from benchmarks.chaos.faults import FAULTS, schedule
from benchmarks.chaos.record import History, LogReader, Operation, read_log
from benchmarks.chaos.report import Findings
from storage.mongo import Document

DUE = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_seed_decides_the_faults_and_each_round_has_every_one() -> None:
    names = list(FAULTS)
    one, same, other = (list(itertools.islice(schedule(names, n), 16)) for n in (1, 1, 2))

    assert one == same != other
    assert sorted(one[:8]) == sorted(one[8:]) == sorted(names)


def test_the_report_counts_what_was_lost_and_doubled_and_how_long_recovery_took() -> None:
    findings = Findings(7, {"host": [1.0, 3.0, 2.0], "node": [11.0]}, broken=["a sentence"])
    operations = [
        Operation(key="ledger:a", id=id, began=0, ended=1, status="ok", seq=seq)
        for seq, id in enumerate(["kept", "lost"], start=1)
    ]
    commits: list[Document] = [
        {"key": "ledger:a", "seq": 1, "cmd": "kept"},
        {"key": "ledger:a", "seq": 2, "cmd": "kept"},
    ]

    findings.count(operations, commits)
    told = json.loads(json.dumps(findings.figures()))

    figures = told["figures"]
    assert (figures["acknowledged"], figures["lost"], figures["doubled"]) == (2, 1, 1)
    assert (figures["faults"], figures["faults_host"]) == (4, 3)
    assert (figures["recovery_host_median_s"], figures["recovery_host_worst_s"]) == (2.0, 3.0)
    assert told["broken"] == ["a sentence"]
    assert [line.split()[0] for line in told["missed"]] == ["recovery_host_median_s"]


def test_the_record_survives_a_client_that_ended_in_the_middle_of_a_line(
    tmp_path: Path,
) -> None:
    history = History(log=tmp_path / "record")
    history.add("ledger:a", "x", 1.0, "ok", seq=3)
    history.sync()
    with (tmp_path / "record").open("ab") as file:
        file.write(b'{"key": "led')

    assert read_log(tmp_path / "record").operations == history.operations


def test_the_record_is_followed_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "record"
    history = History(log=path)
    history.add("ledger:a", "before", 1.0, "ok", seq=3)
    history.sync()
    log = LogReader(path)
    assert [each.id for each in log.news()] == ["before"]
    history.add("ledger:a", "after", 2.0, "ok", seq=4)
    history.sync()
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert log.news() == []
    path.write_bytes(whole)

    assert [each.id for each in log.news()] == ["after"]
    assert log.news() == []


@pytest.mark.parametrize(
    ("ordered", "carried_out", "count"),
    [(["a", "b"], ["b", "a"], 0), (["a"], [], 1), (["a"], ["a", "a"], 1), ([], ["a"], 1)],
)
def test_an_effect_that_did_not_happen_exactly_once_is_named(
    ordered: list[str], carried_out: list[str], count: int
) -> None:
    assert len(judge_effects(ordered, carried_out)) == count


def commit(seq: int, cmd: str, at: datetime, *alarms: datetime | None) -> Document:
    reminders = [{"name": "fixed", "at": due} for due in alarms]
    return {"key": "ledger:a", "seq": seq, "cmd": cmd, "at": at, "rem": reminders}


FIRES = f"reminder:ledger:a/fixed@{DUE.isoformat()}"
SET = commit(1, "x", DUE - timedelta(hours=1), DUE)


@pytest.mark.parametrize(
    ("commits", "sentence"),
    [
        ([SET, commit(2, FIRES, DUE)], ""),
        ([SET], "has not fired"),
        ([SET, commit(2, FIRES, DUE - timedelta(seconds=1))], "fired at"),
        ([SET, commit(2, FIRES, DUE), commit(3, FIRES, DUE)], "was not standing"),
        ([SET, commit(2, "y", DUE, None), commit(3, FIRES, DUE)], "was not standing"),
    ],
)
def test_an_alarm_that_is_early_doubled_cancelled_or_forgotten_is_named(
    commits: list[Document], sentence: str
) -> None:
    found = judge_alarms(commits)

    assert (sentence in found[0]) if sentence else found == []
