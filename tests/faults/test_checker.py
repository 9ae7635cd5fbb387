"""The judge finds every kind of damage; without that, its silence would mean nothing."""

import pytest

from storage.mongo import Document
from tests.faults.checker import Operation, judge


def commit(seq: int, cmd: str) -> Document:
    return {"key": "ledger:a", "seq": seq, "cmd": cmd}


def operation(id: str, began: float, ended: float, **more: object) -> Operation:
    fields = {"status": "ok", **more}
    return Operation(key="ledger:a", id=id, began=began, ended=ended, **fields)  # type: ignore[arg-type]


JOURNAL = [commit(1, "x"), commit(2, "y"), commit(3, "z")]
HISTORY = [
    operation("x", 0, 1, seq=1),
    operation("y", 2, 3, seq=2),
    operation("z", 2.5, 4, seq=3),
    operation("", 5, 6, seq=3, read=True),
    operation("n", 0, 1, status="refused"),
    operation("u", 0, 1, status="unknown"),
]


def test_an_undamaged_history_passes() -> None:
    assert judge(HISTORY, JOURNAL) == []


@pytest.mark.parametrize(
    ("operations", "commits", "sentence"),
    [
        (HISTORY, JOURNAL[:2], "acknowledged as 3"),
        (HISTORY, [JOURNAL[0], JOURNAL[2]], "commit 2 is missing"),
        (HISTORY, [*JOURNAL, commit(4, "x")], "took effect in 1 and 4"),
        (HISTORY, [*JOURNAL, commit(4, "n")], "was refused and took effect"),
        (HISTORY, [commit(1, "y"), commit(2, "x"), commit(3, "z")], "acknowledged as 1"),
        ([*HISTORY, operation("", 7, 8, seq=2, read=True)], JOURNAL, "read after 3"),
        ([*HISTORY, operation("", 7, 8, seq=4, read=True)], JOURNAL, "was read and is lost"),
        ([operation("y", 0, 1, seq=2), operation("x", 2, 3, seq=1)], JOURNAL, "got 1 after 2"),
    ],
)
def test_damage_is_named(
    operations: list[Operation], commits: list[Document], sentence: str
) -> None:
    assert any(sentence in line for line in judge(operations, commits))
