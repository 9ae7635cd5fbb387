"""Reads the division codes (行政区划代码) of county level and above, with their years."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from actors.kernel.identifiers import Divisions

FILE = Path(__file__).parent / "division_codes_1981_2024.csv"


@cache
def load_divisions() -> Divisions:
    """Return code -> years (first, last) in force; last is the year of change or abolition, in
    which the old code was still given out, or None while in use. The spans ascend."""
    spans: dict[str, tuple[tuple[int, int | None], ...]] = {}
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            ended = row["变更/弃用时间"]
            span = (int(row["启用时间"]), int(ended) if ended else None)
            spans[row["代码"]] = (*spans.get(row["代码"], ()), span)
    return {code: tuple(sorted(found, key=lambda span: span[0])) for code, found in spans.items()}


@cache
def load_division_names() -> Mapping[str, str]:
    """Return code -> the name that the division has now, or had last."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["启用时间"]))
    return MappingProxyType({row["代码"]: row["名称"] for row in rows})
