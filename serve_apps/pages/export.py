"""Lists as files: CSV and XLSX, row by row as the database gives them."""

import csv
import io
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from actors.kernel.safe_text import unharmed

_BOM = "\ufeff"  # or spreadsheets take it for another encoding
_LINES = 200  # written at once
_BYTES = 64 * 1024
_IN_MEMORY = 4 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """A table for a file: `name` is the file's, `title` the sheet's. Numbers are numbers, all else
    is text."""

    name: str
    title: str
    heads: Sequence[str]
    lines: AsyncIterator[list[Any]]


async def as_csv(sheet: Sheet) -> Response:
    """Return the table as CSV (RFC 4180) in UTF-8.

    A text that a spreadsheet would carry out as a formula gets an apostrophe in front.
    """
    return _download(_csv(sheet), f"{sheet.name}.csv", "text/csv; charset=utf-8")


async def as_xlsx(sheet: Sheet) -> Response:
    """Return the table as a workbook. Text is stored as text: no cell is a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet.title)[:31])
    page.append([_cell(page, head) for head in sheet.heads])
    async for line in sheet.lines:
        page.append([_cell(page, value) for value in line])
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, closed when it was sent
    book.save(file)
    file.seek(0)
    return _download(_pieces(file), f"{sheet.name}.xlsx", _XLSX)


FORMATS: Mapping[str, Callable[[Sheet], Awaitable[Response]]] = {"csv": as_csv, "xlsx": as_xlsx}


async def _csv(sheet: Sheet) -> AsyncIterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(_BOM)
    writer.writerow([unharmed(head) for head in sheet.heads])
    number = 0
    async for line in sheet.lines:
        writer.writerow([unharmed(each) if isinstance(each, str) else each for each in line])
        number += 1
        if number % _LINES == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


async def _pieces(file: Any) -> AsyncIterator[bytes]:
    opened: BinaryIO = file
    with opened:
        while piece := opened.read(_BYTES):
            yield piece


def _cell(page: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
    cell.data_type = "s"
    return cell


def _download(contents: AsyncIterator[bytes], name: str, media_type: str) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
    }
    return StreamingResponse(contents, media_type=media_type, headers=headers)
