"""A table that somebody brings is read whole, or it is told what is wrong with which cell."""

import io
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from actors.blocks.tables import read_table as module
from actors.blocks.tables.read_table import Misread, read_table


class Pupil(msgspec.Struct, frozen=True):
    name: Annotated[str, msgspec.Meta(max_length=10)]
    born: date
    grade: Annotated[int, msgspec.Meta(ge=1, le=9)]
    phone: Annotated[str, msgspec.Meta(extra={"check": "mobile"})] = ""
    boards: bool = False
    subjects: tuple[Literal["maths", "music"], ...] = ()


HEADS = {"name": ("姓名",), "born": ("出生日期", "生日"), "grade": ("年级",), "subjects": ("科目",)}
AN = Pupil("安宁", date(2016, 3, 5), 4)


def of_csv(text: str, encoding: str = "utf-8") -> Any:
    return read_table(text.encode(encoding), Pupil, HEADS)


def of_workbook(*lines: list[object]) -> Any:
    book = Workbook()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return read_table(file.getvalue(), Pupil, HEADS)


def told(mistakes: tuple[Misread, ...]) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason.code) for each in mistakes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_file_is_read_whatever_spreadsheet_wrote_it(encoding: str, comma: str) -> None:
    text = "年级,姓名,生日\r\n４,安宁,2016年3月5日\r\n".replace(",", comma)

    assert of_csv(text, encoding).rows == (AN,)


def test_a_workbook_is_read_by_what_its_cells_are() -> None:
    found = of_workbook(
        ["姓名", "出生日期", "年级", "phone", "Boards", "科目"],
        ["安宁", datetime(2016, 3, 5), 4.0, 13812345678, True, "maths、music"],
        [None, None, None, None, None, None],
        ["安宁", "2016/3/5", "4", None, None, None],
    )

    assert found.mistakes == ()
    assert found.rows == (Pupil("安宁", date(2016, 3, 5), 4, "13812345678", True,
                                ("maths", "music")), AN)  # fmt: skip


def test_every_mistake_is_named_by_row_and_column_and_the_rest_is_read() -> None:
    found = of_csv(
        "姓名,生日,年级,科目\n安宁,2016-03-05,4,\n\n,2016-02-30,ten,maths;art\n"
        f"{'长' * 11},2016-03-05,10,\n"
    )

    assert found.rows == (AN,)
    assert told(found.mistakes) == [
        (4, "姓名", "form.required"), (4, "生日", "form.format"), (4, "年级", "form.whole_number"),
        (4, "科目", "form.choice"), (5, "姓名", "form.too_long"), (5, "年级", "form.too_large"),
    ]  # fmt: skip


def test_formulas_are_refused() -> None:
    found = of_workbook(["姓名", "生日", "年级"], ["安宁", "2016-03-05", "=1+3"])

    assert told(found.mistakes) == [(2, "年级", "table.formula")]
    assert found.rows == ()


def test_columns_are_checked_before_any_row() -> None:
    found = of_csv("姓名,姓名,班主任\n安宁,安宁,x\n")

    assert found.rows == ()
    assert told(found.mistakes) == [
        (1, "姓名", "table.column_twice"), (1, "班主任", "table.column_unknown"),
        (1, "出生日期", "table.column_missing"), (1, "年级", "table.column_missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"), (b"\n\n", "table.empty"), (b"PK\x03\x04 no zip", "table.unreadable"),
        (b"\xff\xfe\x00a\x00b", "table.unreadable"), (b'a,"b\n', "table.unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(content: bytes, code: str) -> None:
    assert told(read_table(content, Pupil).mistakes) == [(0, "", code)]


def test_a_table_has_so_many_rows_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    line = "安宁,2016-03-05,4\n"

    assert len(of_csv("姓名,生日,年级\n" + line * 3).rows) == 3
    assert told(of_csv("姓名,生日,年级\n" + line * 4).mistakes) == [(5, "", "table.too_many_rows")]


class Family(msgspec.Struct, frozen=True):
    pupils: tuple[Pupil, ...]


def test_a_type_that_no_row_can_be_is_refused() -> None:
    with pytest.raises(TypeError, match="no cell holds a group"):
        read_table(b"pupils\n", Family)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
def test_nothing_that_can_be_brought_breaks_the_reading(content: bytes) -> None:
    found = read_table(content, Pupil, HEADS)

    assert found.mistakes or not found.rows
