"""A table is found by what it says, whoever wrote it."""

import os
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from actors.blocks.jobs.content import Digest
from actors.blocks.jobs.shell.files import BadTable, keep, read, rows_of
from storage.tables import NoSuchTable, Tables

TOWNS = [
    {"编号": 1, "名称": "桂城街道", "面积": 84.16, "备注": None},
    {"编号": 2, "名称": "狮山镇", "面积": 330.6, "备注": "=SUM(A1)"},
]
SAID = "766f0e512376a517894f318851fe522b957c8e9815d36f2344dc1949fe7b5216"


@pytest.mark.feature("BIG-13")
def test_the_digest_is_that_of_the_rows_as_lines_of_json(tmp_path: Path) -> None:
    digest = Digest()
    digest.add(TOWNS)
    kept = keep(Tables(tmp_path), pa.Table.from_pylist(TOWNS))

    assert (digest.value, digest.rows) == (SAID, 2)
    assert (kept.digest, kept.rows) == (SAID, 2)


@pytest.mark.feature("BIG-13")
def test_a_file_says_what_was_kept_and_is_written_once(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    kept = keep(tables, pa.Table.from_pylist(TOWNS))
    path = tables.path(kept.digest)
    written = path.stat().st_ino

    assert keep(tables, read(path)) == kept
    assert path.stat().st_ino == written
    assert rows_of(path, 1, 5) == TOWNS[1:]
    assert [each.name for each in tmp_path.rglob("*.*")] == [path.name]


def test_sums_and_exact_numbers_are_plain_numbers_and_days_are_texts(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    table = pa.table(
        {
            "sum": pa.array([Decimal(7)], pa.decimal128(38, 0)),
            "exact": pa.array([Decimal("1.25")], pa.decimal128(10, 2)),
            "day": [date(2026, 3, 2)],
            "at": [noon],
        }
    )

    kept = keep(tables, table)

    assert rows_of(tables.path(kept.digest), 0, 1) == [
        {"sum": 7, "exact": 1.25, "day": "2026-03-02", "at": noon}
    ]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (pa.table([[1], [2]], names=["n", "n"]), "doubled_column"),
        (pa.table({"list": [[1, 2]]}), "no_column"),
    ],
    ids=["doubled", "list"],
)
def test_what_no_table_may_hold_is_refused(table: pa.Table, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadTable) as refused:
        keep(Tables(tmp_path), table)

    assert refused.value.code == code


def test_what_is_not_there_is_told_and_what_was_begun_long_ago_is_swept_away(
    tmp_path: Path,
) -> None:
    tables = Tables(tmp_path)
    abandoned = tmp_path / "ab" / "0123.unfinished"
    abandoned.parent.mkdir()
    abandoned.touch()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(abandoned, (long_ago, long_ago))

    with pytest.raises(NoSuchTable):
        tables.path("ab" * 32)
    with pytest.raises(ValueError, match="no digest"):
        tables.path("../../etc/passwd")
    assert tables.sweep() == 1
    assert not abandoned.exists()
