"""Reads the division codes (行政区划代码) of county level and above, with their years."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from actors.kernel.identifiers import Divisions

FILE = Path(__file__).parent / "division_codes_1981_2024.csv"


class DivisionRow(NamedTuple):
    """One meaning of a code: its name, its level (省级, 地级, 县级), the names of the divisions
    around it, the province's first; in force from the year `since`, and before `until`, None while
    it still is. `followed_by` are the codes that took its place or a part of it, with the year."""

    code: str
    name: str
    level: str
    above: tuple[str, ...]
    since: int
    until: int | None
    followed_by: tuple[tuple[str, int], ...]


@cache
def load_division_rows() -> tuple[DivisionRow, ...]:
    """Return every meaning of every code."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(map(_row, csv.DictReader(file)))


def _row(row: dict[str, str]) -> DivisionRow:
    ended = int(row["变更/弃用时间"]) if row["变更/弃用时间"] else None
    followed = (each.partition("[") for each in filter(None, row["新代码"].split(";")))
    around = (row["一级行政区"], row["二级行政区"])
    return DivisionRow(
        row["代码"],
        row["名称"],
        row["级别"],
        tuple(name for name in around if name and name not in (row["名称"], "直辖")),
        int(row["启用时间"]),
        ended,
        tuple((code, int(year.rstrip("]")) if year else ended or 0) for code, _, year in followed),
    )


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
