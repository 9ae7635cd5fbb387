"""Charts as geometry: the numbers a template needs to draw bars. No colours, no text of our own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WIDTH = 640
BAR_STEP, BAR_HEIGHT = 34, 18  # of a horizontal chart, in user units
LABEL_WIDTH, VALUE_WIDTH = 200, 64
LABEL_LENGTH = 9  # wide characters; large enough to read on a phone, where the drawing is halved
DAYS_NAMED = 5  # at most, on the axis of columns
PLOT_HEIGHT, AXIS_HEIGHT, AXIS_WIDTH = 200, 26, 40


@dataclass(frozen=True)
class Series:
    """One row of figures. `look` is a class of static/data.css: "1", "2", "red", ..."""

    title: str
    look: str


@dataclass(frozen=True)
class Row:
    """One category: its title and a figure for every series."""

    title: str
    values: tuple[float, ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """A rectangle of a series."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Label:
    """A text; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What components/chart.html draws, and the same figures as rows for its table."""

    title: str
    axis: str
    width: float
    height: float
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    bars: list[Bar] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    grid: list[Line] = field(default_factory=list)


def stacked_bars(
    title: str,
    axis: str,
    series: Sequence[Series],
    rows: Sequence[Row],
    *,
    show: Callable[[float], str] = "{:g}".format,
    largest: float | None = None,
) -> Drawing:
    """Return horizontal bars, one for each row, its series side by side.

    `largest` is the figure that fills the width; by default the largest sum.
    """
    shown = _with_text(rows, show)
    drawing = Drawing(
        title=title,
        axis=axis,
        width=WIDTH,
        height=max(1, len(shown)) * BAR_STEP,
        series=tuple(series),
        rows=shown,
    )
    full = largest or max((sum(row.values) for row in shown), default=0) or 1
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    for index, row in enumerate(shown):
        top = index * BAR_STEP + (BAR_STEP - BAR_HEIGHT) / 2
        x: float = LABEL_WIDTH
        for one, value in zip(series, row.values, strict=True):
            width = round(room * value / full, 1)
            if width > 0:
                drawing.bars.append(Bar(x, top, width, BAR_HEIGHT, one.look))
            x = round(x + width, 1)
        baseline = top + BAR_HEIGHT - 5
        drawing.labels.append(
            Label(LABEL_WIDTH - 10, baseline, _short(row.title, LABEL_LENGTH), "end")
        )
        drawing.labels.append(Label(x + 8, baseline, show(sum(row.values)), strong=True))
    return drawing


def columns(
    title: str,
    axis: str,
    series: Sequence[Series],
    rows: Sequence[Row],
    *,
    show: Callable[[float], str] = "{:g}".format,
) -> Drawing:
    """Return vertical bars, one group for each row; the axis begins at nought."""
    shown = _with_text(rows, show)
    drawing = Drawing(
        title=title,
        axis=axis,
        width=WIDTH,
        height=PLOT_HEIGHT + AXIS_HEIGHT + 10,
        series=tuple(series),
        rows=shown,
    )
    full = nice_ceiling(max((value for row in shown for value in row.values), default=0))
    for part in range(5):
        y = 10 + PLOT_HEIGHT * (1 - part / 4)
        drawing.grid.append(Line(AXIS_WIDTH, y, WIDTH, y))
        drawing.labels.append(Label(AXIS_WIDTH - 8, y + 4, show(full * part / 4), "end"))
    step = (WIDTH - AXIS_WIDTH) / max(1, len(shown))
    thickness = min(34.0, step * 0.7 / max(1, len(series)))
    every = max(1, -(-len(shown) // DAYS_NAMED))
    for index, row in enumerate(shown):
        centre = AXIS_WIDTH + step * (index + 0.5)
        left = centre - thickness * len(series) / 2
        for number, (one, value) in enumerate(zip(series, row.values, strict=True)):
            height = round(PLOT_HEIGHT * value / full, 1)
            x = round(left + number * thickness, 1)
            drawing.bars.append(
                Bar(
                    x,
                    round(10 + PLOT_HEIGHT - height, 1),
                    round(thickness - 2, 1),
                    height,
                    one.look,
                )
            )
        if index % every == 0:
            baseline = PLOT_HEIGHT + AXIS_HEIGHT + 4
            drawing.labels.append(Label(round(centre, 1), baseline, row.title, "middle"))
    return drawing


def nice_ceiling(value: float) -> float:
    """Return the smallest of 4, 8, 12, 20, 40, 80, 120, 200 ... that is not below `value`."""
    scale = 1.0
    while True:
        for step in (4, 8, 12, 20):
            if value <= step * scale:
                return step * scale
        scale *= 10


def _with_text(rows: Sequence[Row], show: Callable[[float], str]) -> tuple[Row, ...]:
    return tuple(Row(row.title, row.values, tuple(map(show, row.values))) for row in rows)


def _short(text: str, length: int) -> str:
    """Return `text` cut to `length` wide characters; Latin letters count half."""
    used = 0.0
    for index, mark in enumerate(text):
        used += 1 if ord(mark) > 0x2E7F else 0.55
        if used > length:
            return text[: index - 1] + "…"
    return text
