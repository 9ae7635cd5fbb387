"""The self-assessment against OWASP ASVS 5.0.0 is whole, its evidence is there, and it does not
shrink unnoticed."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "asvs.yaml"
# Levels 1 and 2 without V17, by chapter: 246, of which 70 are of level 1.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
    14: 9, 15: 13, 16: 16,
}  # fmt: skip
STATUSES = {"applies": {"evidence"}, "not-applicable": {"reason"}, "deviation": {"reason", "owner"}}


@cache
def assessment() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def rows(status: str = "") -> list[dict[str, Any]]:
    every: list[dict[str, Any]] = assessment()["requirements"]
    return [row for row in every if status in ("", row["status"])]


def evidenced() -> list[dict[str, Any]]:
    """Return what applies and has evidence; the others that apply are gaps."""
    return [row for row in rows("applies") if row.get("evidence")]


def missing(evidence: str) -> bool:
    """Tell whether what is named as evidence is not there: a test by its name, or a file."""
    path, _, test = evidence.partition("::")
    file = ROOT / path
    if not file.is_file():
        return True
    return bool(test) and not re.search(rf"\bdef {re.escape(test)}\(", file.read_text("utf-8"))


def test_every_requirement_of_both_levels_has_its_row() -> None:
    ids = [row["id"] for row in rows()]

    assert len(ids) == len(set(ids)) == sum(CHAPTERS.values()) == 246
    assert Counter(int(id.partition(".")[0]) for id in ids) == CHAPTERS
    assert Counter(row["level"] for row in rows()) == {1: 70, 2: 176}


@pytest.mark.parametrize("status", STATUSES)
def test_a_row_says_what_its_status_asks(status: str) -> None:
    known = {"id", "level", "subject", "status"}
    for row in rows(status):
        more = row.keys() - known
        assert more <= STATUSES[status], row["id"]
        if status != "applies":
            assert more == STATUSES[status] and row["reason"].strip(), row["id"]
    assert {row["status"] for row in rows()} <= STATUSES.keys()


def test_what_is_named_as_evidence_is_there() -> None:
    named = [(row["id"], each) for row in evidenced() for each in row["evidence"]]

    assert not [(id, each) for id, each in named if missing(each)]


def test_evidence_that_is_not_there_is_noticed() -> None:
    assert missing("tests/security/test_asvs.py::test_of_nothing")
    assert missing("tests/security/nothing.py")
    assert not missing("tests/security/test_asvs.py::test_evidence_that_is_not_there_is_noticed")


def test_no_evidence_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    applicable = len(rows("applies")) + len(rows("deviation"))
    with capsys.disabled():
        print(f"\nASVS 5.0.0 L2: {len(evidenced())} of {applicable} evidenced")

    assert len(evidenced()) >= assessment()["evidenced"], "say in the commit why, and lower it"


def test_the_readme_says_the_same() -> None:
    said = re.search(
        r"self-assessed against\s+(?:OWASP )?ASVS 5\.0\.0 L2, (\d+) of (\d+)",
        (ROOT / "README.md").read_text("utf-8"),
    )

    assert said
    applicable = len(rows("applies")) + len(rows("deviation"))
    assert (int(said[1]), int(said[2])) == (len(evidenced()), applicable)
