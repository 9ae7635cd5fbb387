"""What analysts may ask: one question over the tables that they may read, and nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from actors.blocks.jobs.gate import Refused, tables_of
from actors.blocks.jobs.shell.files import BadTable, keep
from actors.blocks.jobs.shell.querying import ask, opened
from storage.tables import Tables

QUESTIONS = {
    "SELECT city,count(*) FROM t GROUP BY city": ("t",),
    "WITH x AS (SELECT * FROM t) SELECT avg(v) FROM x": ("t",),
    "SELECT '; DROP TABLE t' FROM t": ("t",),
    "(SELECT 1 FROM t) UNION (SELECT v FROM T) ORDER BY 1 LIMIT 3": ("t",),
    "SELECT city, row_number() OVER (PARTITION BY city ORDER BY v) FROM t": ("t",),
    "SELECT date_trunc('month', d), median(v) FROM t WHERE v BETWEEN 1 AND 2 GROUP BY ALL": ("t",),
    "SELECT 1": (),
}
REFUSED = {
    "": "unreadable",
    "SELECT FROM WHERE": "unreadable",
    "SELECT 1; DROP TABLE t": "several",
    "DROP TABLE t": "no_question",
    "SELECT * FROM '/etc/passwd'": "no_table",
    "SELECT * FROM read_csv('x')": "no_function",
    "SELECT * FROM glob('/*')": "no_function",
    "SELECT * FROM range(10)": "no_function",
    "SELECT * FROM information_schema.tables": "no_table",
    "SELECT * FROM other": "no_table",
    "SELECT * FROM t WHERE v IN (SELECT v FROM other)": "no_table",
    "WITH t AS (SELECT 1) SELECT * FROM t": "no_table",
    "SELECT * INTO z FROM t": "no_question",
    "COPY t TO 'x'": "no_question",
    "ATTACH 'x'": "no_question",
    "PRAGMA version": "no_question",
    "EXPLAIN SELECT 1": "no_question",
    "SELECT getenv('HOME')": "no_function",
    "SELECT current_setting('memory_limit')": "no_function",
    "SELECT repeat('x', 1000000000)": "no_function",
    "SELECT ? FROM t": "no_question",
}


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    kept = Tables(tmp_path)
    table = keep(kept, pa.table({"city": ["桂城", "狮山", "桂城"], "v": [1, 2, 3]}))
    return {"t": kept.path(table.digest)}


@pytest.mark.feature("BIG-06")
@pytest.mark.parametrize("sql", QUESTIONS)
def test_a_question_is_let_through_and_says_what_it_reads(sql: str) -> None:
    assert tables_of(sql, {"t"}) == QUESTIONS[sql]


@pytest.mark.feature("BIG-06")
@pytest.mark.parametrize("sql", REFUSED)
def test_all_else_is_refused(sql: str) -> None:
    with pytest.raises(Refused) as refused:
        tables_of(sql, {"t"})

    assert refused.value.code == f"job.{REFUSED[sql]}"


def test_a_question_is_answered(tables: dict[str, Path]) -> None:
    found = ask("SELECT city, sum(v) AS n FROM t GROUP BY city ORDER BY city", tables)

    assert found.to_pylist() == [{"city": "桂城", "n": 4}, {"city": "狮山", "n": 2}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY t TO '/tmp/yimen-must-not-be-there'",
        "SET threads = 4",
        "SELECT getenv('HOME')",
        "INSTALL httpfs",
        "ATTACH '/tmp/yimen-must-not-be-there.db'",
        "SELECT * FROM glob('/tmp/*')",
    ],
)
def test_what_slips_through_the_gate_finds_the_database_closed(
    sql: str, tables: dict[str, Path]
) -> None:
    with opened(tables) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT nothing FROM t", "question"),
        ("SELECT v / city FROM t", "question"),
        (
            "WITH RECURSIVE a AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM a)"
            " SELECT count(*) FROM a",
            "too_long",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_ends_in_time(
    sql: str, code: str, tables: dict[str, Path]
) -> None:
    with pytest.raises(BadTable) as refused:
        ask(sql, tables, seconds=0.3)

    assert refused.value.code == code
