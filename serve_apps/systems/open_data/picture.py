"""The first rows of a dataset as a chart (数据预览图): its numbers beside what names each row."""

from collections.abc import Sequence
from typing import Any

from serve_apps.pages.charts import Drawing, Row, Series, columns
from storage.mongo import Document

_MOST_SERIES = 2


def drawn_rows(of: Sequence[Document], rows: Sequence[Sequence[Any]], title: str) -> Drawing | None:
    """Return `rows` with the columns `of` as bars: the first column that is text or a day names a
    row, the first two of numbers are drawn. None where there is nothing to draw so: no such
    columns, fewer than two rows, or a number below nought, since bars begin there."""
    named = next((at for at, each in enumerate(of) if each["type"] in ("text", "date")), None)
    drawn = [at for at, each in enumerate(of) if each["type"] in ("integer", "number")]
    drawn = drawn[:_MOST_SERIES]
    if named is None or not drawn or len(rows) < 2:
        return None
    figures = [tuple(float(row[at] or 0) for at in drawn) for row in rows]
    if min(min(each) for each in figures) < 0:
        return None
    series = [Series(of[at]["title"], str(look)) for look, at in enumerate(drawn, start=1)]
    told = [
        Row("–" if row[named] is None else str(row[named]), values)
        for row, values in zip(rows, figures, strict=True)
    ]
    return columns(title, of[named]["title"], series, told)
