"""The quality of a dataset (数据质量), 0 to 1: ten questions of one weight each, which anybody may
read on its page (OPEN-19, OPEN-35)."""

from collections.abc import Mapping
from typing import Literal, get_args

Criterion = Literal[
    "licence", "temporal", "spatial", "cycle", "updated_in_time", "description", "resources",
    "open_format", "reachable", "documented",
]  # fmt: skip
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
LONG_ENOUGH = 20  # characters of a description


def score(met: Mapping[Criterion, bool]) -> float:
    """Return the share of the ten criteria that are `met`; one that is missing is not."""
    return sum(bool(met.get(each)) for each in CRITERIA) / len(CRITERIA)
