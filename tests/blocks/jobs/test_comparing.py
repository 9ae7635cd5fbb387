"""Two tables are compared by their keys."""

from pathlib import Path
from typing import Any

import pytest

from actors.blocks.jobs.asked import faults, reads
from actors.blocks.jobs.comparing import Difference, compare
from actors.blocks.jobs.jobs import COMPARE
from actors.blocks.jobs.shell.arrow import pa
from actors.blocks.jobs.shell.comparing import compare_answers
from actors.blocks.jobs.shell.files import BadTable, keep
from actors.kernel.job import AnalystTable
from actors.kernel.words import Title
from storage.tables import Tables

LEFT = [
    {"id": "A1", "status": "在业", "name": "示例甲公司"},
    {"id": "A2", "status": "在业", "name": "示例乙公司"},
    {"id": "A3", "status": "在业", "name": "示例丙公司"},
    {"id": "A4", "status": "在业", "name": "示例丁公司"},
]
RIGHT = [
    {"id": "A2", "status": "吊销", "name": "示例乙公司"},
    {"id": "A3", "status": "在业", "name": "示例丙公司"},
    {"id": "A4", "status": "在业", "name": "示例丁 公司"},
    {"id": "A5", "status": "在业", "name": "示例戊公司"},
]
A2 = Difference("conflict", ("A2",), "status", "在业", "吊销")
A4 = Difference("conflict", ("A4",), "name", "示例丁公司", "示例丁 公司")


@pytest.mark.feature("BIG-11")
def test_vector_5_matched_only_left_only_right_and_conflicts_by_column() -> None:
    found = compare(LEFT, RIGHT, ["id"])
    alone = (Difference("only_left", ("A1",)), Difference("only_right", ("A5",)))

    assert (found.matched, found.differences) == (3, (alone[0], A2, A4, alone[1]))
    trimmed = compare(LEFT, RIGHT, ["id"], trim=True)
    assert (trimmed.matched, trimmed.differences) == (3, (alone[0], A2, alone[1]))
    assert [found.count(each) for each in ("only_left", "only_right", "conflict")] == [1, 1, 2]


def test_what_a_side_has_twice_is_compared_with_nothing_and_order_makes_no_difference() -> None:
    found = compare([*LEFT, LEFT[1]], RIGHT, ["id"])
    assert found.matched == 2 and Difference("doubled", ("A2",)) in found.differences
    assert compare(LEFT[::-1], RIGHT[::-1], ["id"]) == compare(LEFT, RIGHT, ["id"])
    assert compare([], [], ["id"]).differences == ()


def test_the_job_compares_the_answers_to_two_questions(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    files: dict[str, Path] = {}
    for name, rows in (("old", LEFT), ("new", RIGHT)):
        files[name] = tables.path(keep(tables, pa.Table.from_pylist(rows)).digest)
    sent = {"left": "SELECT * FROM old", "right": "SELECT * FROM new", "keys": "id", "trim": "yes"}

    told: list[dict[str, Any]] = compare_answers("all", files, sent).to_pylist()
    assert [(each["outcome"], each["rows"]) for each in told[:5]] == [
        ("matched", 3), ("only_left", 1), ("only_right", 1), ("conflict", 1), ("doubled", 0),
    ]  # fmt: skip
    assert [(each["outcome"], each["key"], each["column"]) for each in told[5:]] == [
        ("only_left", "A1", None), ("conflict", "A2", "status"), ("only_right", "A5", None),
    ]  # fmt: skip
    with pytest.raises(BadTable, match="no_key"):
        compare_answers("all", files, {**sent, "keys": "nobody"})


def test_both_questions_pass_the_gate() -> None:
    title = Title(zh="办件", en="Cases")
    known = {name: AnalystTable(view=name, title=title, columns={}) for name in ("old", "new")}
    sent = {"left": "SELECT * FROM old", "right": "SELECT * FROM new", "keys": "id"}

    assert reads(COMPARE, sent, known) == ("new", "old")
    assert faults(COMPARE, sent, known) == {}
    wrong = {**sent, "right": "SELECT * FROM read_csv('/etc/passwd')"}
    assert set(faults(COMPARE, wrong, known)) == {"right"}
    assert faults(COMPARE, {"left": sent["left"], "keys": "id"}, known) == {"right": "job.missing"}
