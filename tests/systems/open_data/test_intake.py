"""A file is read, masked and measured; what is not in order is on a list, with its reason."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from actors.systems.open_data.dataset.state import Field, Rejected
from actors.systems.open_data.dataset.terms import Column, Wording
from actors.systems.open_data.intake.preparing import prepare
from actors.systems.open_data.intake.reading import BadFile, read_rows
from actors.systems.open_data.sample import plan, tables
from actors.systems.open_data.shell.rendering import render
from actors.systems.open_data.shell.stores import NoSuchFile, OpenStore, RawStore
from tests.corpora import FORMULAS
from tests.systems.open_data.opening import LIBRARY, STOPS, WORDING, measured
from tests.systems.open_data.test_measures import ILL

ILLNESS = replace(
    WORDING,
    columns=(
        Column(name="age", title="年龄", allowed=True, part="quasi", way="bucket", size=10),
        Column(
            name="town", title="镇街", type="text", allowed=True, part="quasi",
            way="generalise", size=6,
        ),
        Column(name="sex", title="性别", allowed=True, part="quasi", way="suppress"),
        Column(name="illness", title="疾病", allowed=True, part="sensitive"),
    ),
)  # fmt: skip
PATIENTS = "age,town,sex,illness\n" + "".join(",".join(map(str, row)) + "\n" for row in ILL)


@pytest.mark.feature("OPEN-46")
def test_types_follow_from_the_whole_file_and_bad_rows_go_to_a_list() -> None:
    content = "n,d,code,x\n1,2026-01-02,007,a\n2.5,2026-01-03,1,\n,2026-02-30,2,b\n3,,3\n4,,x,c\n\n"
    columns = [
        Column(name="n", title="n"),
        Column(name="d", title="d", type="date"),
        Column(name="code", title="code"),
        Column(name="x", title="x", required=True),
    ]
    found = read_rows(content.encode(), columns)

    assert found.types == {"n": "number", "d": "date", "code": "text", "x": "text"}
    assert [row["n"] for row in found.rows] == [1.0, 4.0]
    assert [(each.number, each.why.reason, each.why.column) for each in found.rejected] == [
        (3, "missing", "x"),
        (4, "type", "d"),
        (5, "cells", ""),
    ]
    assert (found.read, found.counted()[0]) == (
        5,
        Rejected(reason="missing", column="x", rows=1),
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xff\xff", "unreadable"),
        (b'a\n"open', "unreadable"),
        (b"a\0", "unreadable"),
        (b"b\n1\n", "missing_column"),
        (b"a,a\n1,2\n", "missing_column"),
        (b"", "missing_column"),
    ],
)
def test_what_is_no_table_is_not_taken_in(content: bytes, fault: str) -> None:
    with pytest.raises(BadFile) as bad:
        read_rows(content, [Column(name="a", title="a")])

    assert bad.value.fault == fault


def test_a_file_in_gb18030_is_read() -> None:
    found = read_rows("站名\n桂城\n".encode("gb18030"), [Column(name="站名", title="站名")])

    assert found.rows == [{"站名": "桂城"}]


@pytest.mark.feature("OPEN-14")
def test_a_column_that_nobody_allowed_is_closed() -> None:
    prepared = prepare(STOPS, WORDING, b"")

    assert [each.name for each in prepared.measured.fields] == ["站名", "线路"]
    assert "张三" not in str((prepared.release, prepared.measured))
    assert (prepared.measured.level, prepared.measured.faults) == (1, ())
    assert prepared.measured.sample[0] == ("桂城", "101")
    none = replace(WORDING, columns=WORDING.columns[2:])
    assert measured(wording=none).faults == ("no_column",)


@pytest.mark.feature("OPEN-11")
def test_only_a_release_in_which_nobody_is_told_apart_can_be_opened() -> None:
    passed = prepare(PATIENTS.encode(), ILLNESS, b"").measured
    plain = replace(ILLNESS, columns=(*ILLNESS.columns[:2], replace(ILLNESS.columns[2], way="none"),
                                      ILLNESS.columns[3]))  # fmt: skip
    refused = prepare(PATIENTS.encode(), plain, b"").measured

    assert (passed.k, passed.diversity, passed.faults) == (5, 3, ())
    assert (refused.k, refused.diversity, refused.faults) == (2, 1, ("k", "l"))
    assert passed.sample and not refused.sample


def test_what_is_above_the_ceiling_or_masked_in_a_way_that_does_not_fit_cannot_be_opened() -> None:
    def opened(**said: object) -> Wording:
        column = Column(name="乘客", title="乘客", allowed=True, level=3, **said)  # type: ignore[arg-type]
        return replace(WORDING, columns=(column,))

    assert measured(wording=opened()).faults == ("level",)
    assert measured(wording=opened(way="keyed_hash", target=1)).faults == ()
    assert measured(wording=opened(way="bucket", size=2, target=1)).faults == ("way",)


def test_the_same_file_is_the_same_release_and_the_same_files(tmp_path: Path) -> None:
    found = [prepare(STOPS, WORDING, b"key").measured for _ in range(2)]
    rows = prepare(STOPS, WORDING, b"key").release
    made = [render(OpenStore(tmp_path / name), found[0].fields, rows) for name in "ab"]

    assert found[0] == found[1] and made[0] == made[1]
    assert [each.format for each in made[0]] == ["csv", "json", "parquet", "xlsx"]


def test_no_file_that_is_opened_holds_a_formula(tmp_path: Path) -> None:
    store, fields = OpenStore(tmp_path), (Field(name="=a", type="text"),)
    files = render(store, fields, [{"=a": text} for text in FORMULAS])
    paths = {each.format: store.path(each.sha256, each.format) for each in files}

    text = paths["csv"].read_text("utf-8-sig")
    assert text.startswith("'=a") and text.count("'") >= len(FORMULAS) - 1
    book = load_workbook(paths["xlsx"])
    assert {row[0].data_type for row in book.active.rows} == {"s"}  # type: ignore[union-attr]
    assert pq.read_table(paths["parquet"]).column("=a").to_pylist() == list(FORMULAS)


@pytest.mark.feature("OPEN-08")
def test_what_was_handed_in_has_its_digest_for_a_name_and_the_key_stays(tmp_path: Path) -> None:
    raw = RawStore(tmp_path / "raw")
    path = tmp_path / "stops.csv"
    path.write_bytes(STOPS)
    with path.open("rb") as file:
        sha256 = raw.keep(file)

    assert raw.content(sha256) == STOPS and sha256 == tables.digest_of(STOPS)
    assert raw.key() == RawStore(tmp_path / "raw").key() and len(raw.key()) == 32
    assert (tmp_path / "raw" / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(NoSuchFile):
        raw.content("0" * 64)


def test_the_sample_city_opens_data_without_people() -> None:
    acts = list(plan.plan(LIBRARY))
    found = [act.command.measured for act in acts if hasattr(act.command, "measured")]

    assert len(tables.by_digest(LIBRARY)) == len(found) == 3
    assert all(each.rows > 50 and not each.faults and not each.rejects for each in found[:2])
