"""Reads the calendar years that ship with the platform."""

from functools import cache
from pathlib import Path

import msgspec

from actors.kernel.calendar import Calendar, CalendarYear

YEARS = Path(__file__).parent / "years"


@cache
def load_calendar() -> Calendar:
    """Return the national calendar made of every file in `years/`.

    Raises:
        ValueError: as for `read_years`.
    """
    return Calendar(read_years(YEARS))


def read_years(folder: Path) -> tuple[CalendarYear, ...]:
    """Return the calendar years of every `YYYY.json` in `folder`.

    Raises:
        ValueError: every file that is no calendar year, is another year's than its name says, or
            has a day both closed and worked; all of them in one message.
    """
    years: list[CalendarYear] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.json")):
        try:
            year = msgspec.json.decode(path.read_bytes(), type=CalendarYear)
        except msgspec.MsgspecError as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        if path.stem != str(year.year):
            mistakes.append(f"{path.name}: it is the calendar of {year.year}")
        mistakes += (
            f"{path.name}: {day} is both closed and worked"
            for day in sorted(set(year.closed) & set(year.made_up))
        )
        years.append(year)
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return tuple(years)
