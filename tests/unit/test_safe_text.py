"""What people type is text: in a cell of every file that is handed out, and in every line of a
log."""

import asyncio
import csv
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from actors.kernel.safe_text import on_one_line
from actors.systems.npc_motions.motion_tables import as_csv as published_as_csv
from edge.logs import log_as_json
from serve_apps.pages.export import FORMATS, Sheet
from tests.corpora import FORMULAS, LINES
from tests.systems.npc_motions.test_motion_exports import PUBLISHED

ROOT = Path(__file__).parents[2]
BEGINS = tuple("=+-@|＝＋－＠\t\r\n")
WRITES = re.compile(r"csv\.(?:Dict)?[wW]riter\(|\bWorkbook\(")
TABLES = {  # what writes tables for people to open, each of which is tested here
    "serve_apps/pages/export.py",
    "actors/systems/npc_motions/motion_tables.py",
    "actors/systems/open_data/shell/rendering.py",  # by tests/systems/open_data/test_intake.py
    "serve_apps/systems/open_data/ckan/datastore_actions.py",  # within JSON
}


def exported(format: str, texts: tuple[str, ...]) -> bytes:
    """Return a list of `texts` as a file."""

    async def lines() -> AsyncIterator[list[Any]]:
        for number, text in enumerate(texts):
            yield [text, number]

    async def whole() -> bytes:
        sheet = Sheet(name="x", title=FORMULAS[0], heads=[FORMULAS[0], "n"], lines=lines())
        answer: Any = await FORMATS[format](sheet)
        return b"".join([piece async for piece in answer.body_iterator])

    return asyncio.run(whole())


def works_out(cell: str) -> bool:
    """Tell whether a spreadsheet might take a cell for a formula."""
    return cell.lstrip(" ").startswith(BEGINS)


def test_what_is_meant_to_be_a_formula_is_one_to_the_judge() -> None:
    assert sum(map(works_out, FORMULAS)) >= len(FORMULAS) - 1  # one leaves its cell by quotes


def test_no_list_as_csv_holds_a_formula() -> None:
    text = exported("csv", FORMULAS).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))

    assert len(rows) == 1 + len(FORMULAS)
    assert [row for row in rows if any(map(works_out, row))] == []
    assert [row[0].removeprefix("'") for row in rows[1:]] == list(FORMULAS)
    assert not any(works_out(line.strip('"')) for line in text.split("\r\n"))


def test_no_list_as_a_workbook_holds_a_formula() -> None:
    book = load_workbook(io.BytesIO(exported("xlsx", FORMULAS)))
    cells = [row[0] for row in book.active.rows]  # type: ignore[union-attr]

    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 1 + len(FORMULAS)


@pytest.mark.parametrize("field", ["plan", "subject", "grounds"])
def test_no_published_proposal_holds_a_formula(field: str) -> None:
    rows = [{**PUBLISHED, "public": {**PUBLISHED["public"], field: text}} for text in FORMULAS]
    text = published_as_csv(rows).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))

    assert [row for row in found if any(map(works_out, row.values()))] == []
    assert [row[field].removeprefix("'") for row in found] == list(FORMULAS)


def test_every_table_that_is_handed_out_is_looked_at() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("actors", "serve_apps", "storage", "edge", "dashboards")
        for path in (ROOT / folder).rglob("*.py")
        if WRITES.search(path.read_text("utf-8"))
    }

    assert writers == TABLES


def judge_log(log: str) -> None:
    """Check that each of `LINES` is one line, as it was, and does nothing to a terminal."""
    lines = [line for line in log.splitlines() if line]
    assert [json.loads(line)["text"] for line in lines] == list(LINES)
    assert not [each for each in log if not each.isprintable() and each != "\n"]


def test_what_is_logged_stays_on_its_line() -> None:
    program = (
        "import json, structlog, sys; from actors.runtime.logs import configure_logs;"
        "configure_logs(); log = structlog.get_logger();"
        "[log.info('told', text=text) for text in json.load(sys.stdin)]"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(LINES), cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip

    judge_log(ran.stderr)


def test_what_a_kiosk_logs_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        log_as_json()
        for line in LINES:
            logging.getLogger("edge").info("%s", line)
    finally:
        root.handlers[:], root.level = before
    judge_log(capsys.readouterr().err.replace('"event":', '"text":'))


@pytest.mark.parametrize("text", LINES)
def test_json_on_one_line_is_the_same_json(text: str) -> None:
    assert json.loads(on_one_line(json.dumps(text, ensure_ascii=False))) == text
