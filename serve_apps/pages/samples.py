"""What the page of components shows in them: made-up cases, so that every state can be seen."""

from datetime import UTC, datetime
from typing import Any, get_args

from actors.blocks.cases.state import Phase
from serve_apps.front.language import Language
from serve_apps.front.words import word
from serve_apps.pages.charts import Row, Series, columns, stacked_bars
from serve_apps.pages.parts import Column, Entry, StageMark, Step, SummaryRow, Tab, TaskRow

_AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


def samples(language: Language) -> dict[str, Any]:
    """Return a value for every component of design.html, in `language`."""
    levels = ("red", "yellow", "warning")
    series = [Series(word(f"levels.{level}", language), level) for level in levels]
    phases = [code for code in get_args(Phase) if code != "none"]
    events = [word(f"case.events.{code}", language) for code in ("OpinionGiven", "StageEntered")]
    volume = [Series(word(f"case.events.{code}", language), look) for code, look in _VOLUME]
    days = [Row(f"11-{day}", (day * 7 % 50 + 20, day * 11 % 40 + 15)) for day in range(10, 24)]
    kinds = [word(f"kinds.{code}", language) for code in ("permit", "benefit", "registration")]
    stages = [word(f"case.states.{code}", language) for code in ("draft", "submitted", "accepted")]
    return {
        "phases": phases,
        "links": list(zip(kinds, ("store", "heart", "file"), strict=True)),
        "stages": [
            StageMark(stages[0], "done"),
            StageMark(stages[1], "now", "2/3"),
            StageMark(stages[2], "next"),
        ],
        "entries": [
            Entry(events[0], _AT, word("roles.reviewer", language), (), "good"),
            Entry(events[1], _AT, word("roles.platform", language)),
        ],
        "steps": [Step(title, kinds[index]) for index, title in enumerate(stages)],
        "summary": [
            SummaryRow(word("id_types.resident_id", language), "440***********0028", "#"),
            SummaryRow(word("channels.web", language), ""),
        ],
        "tasks": [
            TaskRow(stages[0], "#", True),
            TaskRow(stages[1], "#", False),
            TaskRow(stages[2], "#", False, open=False),
        ],
        "tabs": [Tab(stages[1], "#", True, 12), Tab(stages[2], "#")],
        "columns": [Column(kinds[0]), Column(kinds[1]), Column(kinds[2], number=True)],
        "rows": [("red", "accepted", 3), ("yellow", "paused", 30), ("", "submitted", 1204)],
        "bars": stacked_bars(
            kinds[0], kinds[1], series, [Row(kinds[0], (3, 5, 8)), Row(kinds[2], (0, 2, 3))]
        ),
        "volume": columns(kinds[0], kinds[1], volume, days),
    }


_VOLUME = (("Submitted", "1"), ("Delivered", "2"))
