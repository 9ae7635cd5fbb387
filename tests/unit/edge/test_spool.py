"""The spool: nothing that was taken is lost by a crash, and what is dropped is told."""

import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.blocks.terminals.reports import (
    CommandDone,
    EntriesLost,
    Lane,
    Measured,
    SentEntry,
    SessionOpened,
)
from edge.spool import Spool, SpoolFull

START = datetime(2026, 11, 23, tzinfo=UTC)


def entry(number: int, lane: Lane = "B", *, size: int = 8) -> SentEntry:
    report = SessionOpened(session=f"{number}".rjust(size, "-"))
    at = START + timedelta(seconds=number)
    return SentEntry(seq=0, lane=lane, at=at, mono=number, boot="b", report=report)


def measured(number: int, name: str) -> SentEntry:
    report = Measured(name=name, value=number)
    return SentEntry(seq=0, lane="C", at=START, mono=number, boot="b", report=report)


def monos(entries: list[SentEntry]) -> list[int]:
    return [entry.mono for entry in entries]


def test_entries_get_their_places_in_order_and_keep_them(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    spool.append([entry(n) for n in range(5)])

    first = spool.next_batch(0, 3)
    spool.close()
    again = Spool(tmp_path / "s")

    assert [e.seq for e in first] == [1, 2, 3]
    assert monos(again.next_batch(0, 10)) == [0, 1, 2, 3, 4]
    assert [e.seq for e in again.next_batch(3, 10)] == [4, 5]
    assert again.epoch == spool.epoch


def test_what_is_acknowledged_is_forgotten_and_its_place_is_not_given_twice(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    spool.append([entry(1), entry(2)])
    spool.next_batch(0, 10)
    spool.acknowledge(2)
    spool.close()
    spool = Spool(tmp_path / "s")
    spool.append([entry(3)])

    assert [(e.seq, e.mono) for e in spool.next_batch(2, 10)] == [(3, 3)]
    assert spool.waiting == 1


def test_telemetry_waits_with_its_newest_value_only(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    spool.append([measured(1, "a"), measured(2, "b"), measured(3, "a")])

    assert monos(spool.next_batch(0, 10)) == [2, 3]


def test_over_the_bound_telemetry_goes_first_then_the_oldest_states_and_the_loss_is_told(
    tmp_path: Path,
) -> None:
    spool = Spool(tmp_path / "s", max_bytes=20_000)
    spool.append([entry(0, "A"), measured(0, "a"), *(entry(n, size=200) for n in range(1, 200))])

    left = spool.next_batch(0, 500)
    lost = [e.report for e in left if isinstance(e.report, EntriesLost)]

    assert left[0].mono == 0
    assert left[0].lane == "A"
    assert not any(isinstance(e.report, Measured) for e in left)
    assert len(lost) == 1
    assert lost[0].count + len(left) - 1 == 201
    assert monos(left)[-1] == 199
    assert [e.seq for e in left] == list(range(1, len(left) + 1))
    assert spool.waiting_bytes <= 20_000 + 400


def test_a_transaction_is_never_dropped_and_one_that_does_not_fit_is_refused(
    tmp_path: Path,
) -> None:
    spool = Spool(tmp_path / "s", max_bytes=20_000)
    taken = 0
    with pytest.raises(SpoolFull):
        for number in range(1000):
            spool.append([entry(number, "A", size=200)])
            taken += 1

    assert spool.waiting == taken
    assert monos(spool.next_batch(0, 1000)) == list(range(taken))


def test_entries_that_were_sent_are_not_dropped_although_they_wait(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s", max_bytes=20_000)
    spool.append([entry(n, size=200) for n in range(10)])
    sent = monos(spool.next_batch(0, 10))
    spool.append([entry(n, size=200) for n in range(10, 300)])

    assert monos(spool.next_batch(0, 10)) == sent


def test_an_order_is_begun_once_and_its_end_is_told_in_the_same_commit(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    done = msgspec.structs.replace(entry(1, "A"), report=CommandDone(id="o", code="done"))

    assert spool.begin_order("o")
    assert not spool.begin_order("o")
    assert spool.unfinished_orders() == ["o"]
    spool.end_order("o", "done", "", done)
    assert spool.unfinished_orders() == []
    assert not spool.begin_order("o")
    assert len(spool.next_batch(0, 10)) == 1


def test_a_spool_and_a_platform_that_went_back_in_time_do_not_agree(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    spool.append([entry(n) for n in range(4)])
    spool.next_batch(0, 10)
    spool.acknowledge(2)

    assert [n for n in range(7) if spool.agrees_with(n)] == [2, 3, 4]
    epoch = spool.epoch
    spool.renew_epoch()
    assert spool.epoch != epoch
    assert [e.seq for e in spool.next_batch(0, 10)] == [1, 2]


def test_a_file_that_is_no_spool_is_set_aside_and_a_new_epoch_begins(tmp_path: Path) -> None:
    file = tmp_path / "s"
    file.write_bytes(b"no database" * 1000)

    spool = Spool(file)
    spool.append([entry(1)])

    assert spool.waiting == 1
    assert (tmp_path / "s.damaged").exists()


@settings(max_examples=40, deadline=None)
@given(commits=st.lists(st.integers(1, 5), min_size=1, max_size=12), cut=st.floats(0, 1))
def test_a_log_torn_anywhere_leaves_whole_commits_from_the_first_on(
    commits: list[int], cut: float
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, torn = Path(folder) / "s", Path(folder) / "torn"
        spool = Spool(path)
        spool._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # pyright: ignore
        ends, number = [0], 0
        for size in commits:
            spool.append([entry(number + n) for n in range(size)])
            number += size
            ends.append(number)
        shutil.copy(path, torn)
        log = Path(f"{path}-wal").read_bytes()
        Path(f"{torn}-wal").write_bytes(log[: int(len(log) * cut)])

        again = Spool(torn)

        left = monos(again.next_batch(0, 1000))
        assert left == list(range(len(left)))
        assert len(left) in ends
        assert again.epoch == spool.epoch
        spool.close()
        again.close()


def test_a_failed_commit_leaves_the_count_of_bytes_as_it_was(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "s")
    before = spool.waiting_bytes
    with pytest.raises(sqlite3.Error), spool._transaction():  # pyright: ignore
        spool._append(entry(1))  # pyright: ignore
        raise sqlite3.Error

    assert spool.waiting_bytes == before
    assert spool.waiting == 0
