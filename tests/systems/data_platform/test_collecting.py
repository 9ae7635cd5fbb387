"""What a file brings: rows that are in order are taken, the others listed with their reason, and
the platform goes on, whatever is handed in."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from actors.blocks.jobs.shell.files import rows_of
from actors.blocks.tables.shell.kept_files import KeptFiles
from actors.systems.data_platform.dataset.terms import Column
from actors.systems.data_platform.shell.measuring import Failed, Step, measure
from actors.systems.data_platform.source.reading import Wanted
from actors.systems.data_platform.source.terms import Field, Result, Rule
from storage.tables import Tables

HEADS = ("编号", "名称", "面积", "日期")
RULES = (
    Rule(column="编号", check="unique"),
    Rule(column="名称", check="required"),
    Rule(column="日期", check="type", type="date"),
)
WANTED = Wanted(columns=tuple(Column(name=name) for name in HEADS), rules=RULES)
HEAD, GOOD = ",".join(HEADS), "1,桂城,84.16,2026-03-02\n2,狮山,330.6,2026/3/5"
Measure = Callable[..., Any]


@pytest.fixture
def bring(tmp_path: Path) -> Measure:
    """Return what becomes of a content."""

    def brought(content: bytes, wanted: Wanted = WANTED, **more: Any) -> Any:
        raw = KeptFiles(tmp_path / "raw").keep(io.BytesIO(content))
        step = Step(
            files=str(tmp_path / "raw"), tables=str(tmp_path / "tables"), raw=raw, wanted=wanted,
            **{"extracted": False, **more},
        )  # fmt: skip
        return measure(step)

    return brought


def listed(root: Path, result: Result) -> list[tuple[int, str, str, str]]:
    """Return the list of rejected rows."""
    if not result.rejects:
        return []
    rows = rows_of(Tables(root / "tables").path(result.rejects), 0, 1_000)
    return [(each["row"], each["column"], each["reason"], each["value"]) for each in rows]


def csv(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    page: Any = book.active
    for row in (HEADS, *rows):
        page.append(row)
    book.save(made)
    return made.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 1024 * 1024))
    return made.getvalue()


BROKEN = csv(GOOD, "3,大沥,1,2026-03-06").decode().encode("gb18030")
WIDE = ",".join((HEAD, *(f"列{n}" for n in range(1_996)))).encode()
ROWS = [tuple(line.split(",")) for line in GOOD.split("\n")]


@pytest.mark.feature("BIG-02")
@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        (csv(GOOD), []),
        ((csv(GOOD).decode().encode("gb18030")), []),
        (BROKEN.replace("大沥".encode("gb18030"), b"\xb4\xff"), [(4, "", "encoding", "")]),
        (WIDE + b"\n" + "\n".join(f"{row}{',' * 1_996}" for row in GOOD.split("\n")).encode(), []),
        (csv(GOOD, f"3,{'大' * 1_700_000},1,2026-03-06"),
         [(4, "名称", "too_long", f"{'大' * 40}…")]),
        (csv(GOOD, "三,大沥,1,2026-03-06", "4,里水,很大,2026-03-06"),
         [(4, "编号", "type", "三"), (5, "面积", "type", "很大")]),
        (csv(GOOD, "3,大沥,1,2026年3月6日", "4,里水,1,20260307", "5,丹灶,1,03/06/2026"),
         [(6, "日期", "type", "03/06/2026")]),
        (csv(GOOD, "2,狮山,330.6,2026-03-05", "3,,1,2026-03-06"),
         [(4, "编号", "unique", "2"), (5, "名称", "missing", "")]),
        (csv(GOOD, "3,大沥"), [(4, "", "cells", "")]),
        (workbook((1, "桂城", 84.16, date(2026, 3, 2)), (2, "狮山", 330.6, "2026/3/5"),
                  (3, "大沥", "=SUM(A1)", "2026-03-06")), [(4, "面积", "formula", "")]),
        (('[{"编号":1,"名称":"桂城","面积":84.16,"日期":"2026-03-02"},'
          '{"编号":2,"名称":"狮山","面积":330.6,"日期":"2026-3-5","多":true},'
          '{"编号":3,"名称":["大沥"]}]').encode(), [(4, "名称", "nested", "")]),
    ],
    ids=["as it should be", "gb18030", "a broken byte", "2,000 columns", "a cell of 5 MB",
         "mixed types", "dates of three sorts", "doubles", "half a row", "formulas", "json"],
)  # fmt: skip
def test_good_rows_are_taken_and_the_others_listed(
    tmp_path: Path, bring: Measure, content: bytes, rejected: list[tuple[int, str, str, str]]
) -> None:
    known = replace(WANTED, fields=tuple(
        Field(name=name, type=of)
        for name, of in zip(HEADS, ("integer", "text", "number", "date"), strict=True)
    ))  # fmt: skip
    found: Result = bring(content, known)

    assert isinstance(found, Result)
    assert listed(tmp_path, found) == rejected
    assert (found.accepted, found.rejected) == (found.read - len(rejected), len(rejected))
    rows = rows_of(Tables(tmp_path / "tables").path(found.sha256), 0, 2)
    assert [tuple(row.values()) for row in rows] == [
        (1, "桂城", 84.16, "2026-03-02"), (2, "狮山", 330.6, "2026-03-05"),
    ]  # fmt: skip
    assert found.because == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (bomb(), "too_large"),
        (workbook(*ROWS)[:-400], "unreadable"),
        (csv(GOOD, '3,"大沥'), "half"),
        (b'[{"a": 1}, {"a"', "half"),
        (b"[" * 200_000, "half"),
        (bytes(range(256)) * 40, "unreadable"),
        (b"", "unreadable"),
        (b"," * 6_000, "unreadable"),
        (",".join(map(str, range(6_000))).encode(), "too_many_columns"),
    ],
)
def test_what_is_no_table_brings_nothing_and_says_why(
    bring: Measure, content: bytes, fault: str
) -> None:
    assert bring(content) == Failed(fault=fault)  # pyright: ignore[reportArgumentType]


def test_rows_in_another_order_are_the_same_table(bring: Measure) -> None:
    one, other = bring(csv(*GOOD.split("\n"))), bring(csv(*reversed(GOOD.split("\n"))))

    assert one.sha256 == other.sha256 and one.raw != other.raw


def test_vector_6_the_digest_of_a_table(bring: Measure) -> None:
    said = (
        '[{"编号":1,"名称":"桂城街道","面积":84.16,"备注":null},'
        '{"编号":2,"名称":"狮山镇","面积":330.6,"备注":"=SUM(A1)"}]'
    )
    columns = tuple(Column(name=name) for name in ("编号", "名称", "面积", "备注"))

    found = bring(said.encode(), Wanted(columns=columns))
    assert found.sha256 == "766f0e512376a517894f318851fe522b957c8e9815d36f2344dc1949fe7b5216"


def test_values_of_grave_columns_are_masked_on_the_list(tmp_path: Path, bring: Measure) -> None:
    grave = replace(WANTED, columns=(*WANTED.columns[:2], Column(name="面积", level=4)))
    known = replace(grave, fields=(Field(name="面积", type="number"),))

    found = bring(csv(GOOD, "3,大沥,44060019,x", "4,里水,秘密,x"), known)
    assert listed(tmp_path, found) == [(5, "面积", "type", "**")]


@pytest.mark.parametrize(
    ("content", "doubt"),
    [
        ("编号,名称,面积\n1,桂城,84.16".encode(), ("gone", "日期")),
        (csv("甲,桂城,1,2026-03-02", "乙,狮山,1,2026-03-02", "3,大沥,1,2026-03-02"),
         ("retyped", "编号")),
        (csv("1,桂城,1,2026-03-02"), ("shrunk", "")),
        (csv(), ("no_rows", "")),
        (csv(GOOD, "3,,1,2026-03-02"), ("rule", "名称")),
    ],
)  # fmt: skip
def test_what_changed_over_night_is_doubted(
    bring: Measure, content: bytes, doubt: tuple[str, str]
) -> None:
    rules = (*RULES, Rule(column="名称", check="pattern", pattern=".{2}", blocking=True))
    blocking = replace(rules[1], blocking=True, share=20)
    known = replace(
        WANTED, rules=(rules[0], blocking, *rules[2:]), rows=3,
        fields=(Field(name="编号", type="integer"),),
    )  # fmt: skip
    found: Result = bring(content, known)

    assert doubt in [(each.doubt, each.column) for each in found.because]
    assert bring(csv(GOOD, "3,大沥,1,2026-03-02"), known).because == ()


def test_what_is_new_comes_behind_what_is_there_and_replay_is_harmless(bring: Measure) -> None:
    new = replace(WANTED, mode="incremental")
    first = bring(csv(GOOD), new)
    new = replace(new, fields=first.fields)
    one = bring(csv("2,狮山镇,1,2026-03-09", "3,大沥,1,2026-03-09"), new, before=first.sha256)

    assert one.rows == 3 and one.accepted == 2
    again = bring(csv("2,狮山镇,1,2026-03-09", "3,大沥,1,2026-03-09"), new, before=one.sha256)
    assert again.sha256 == one.sha256
    assert bring(csv(), new, before=one.sha256).sha256 == one.sha256
