"""The work of the job `case_volume`: a month of cases is a part."""

from collections.abc import Mapping
from pathlib import Path

from actors.blocks.jobs.shell.arrow import ArrowTable
from actors.blocks.jobs.shell.querying import opened

_RECEIVED = """
    SELECT *, strftime(submitted_at, '%Y-%m') AS month, strftime(submitted_at, '%Y-%m-%d') AS day
    FROM cases
    WHERE submitted_at IS NOT NULL
      AND ($since = '' OR strftime(submitted_at, '%Y-%m-%d') >= $since)
      AND ($until = '' OR strftime(submitted_at, '%Y-%m-%d') <= $until)
"""
_MONTHS = f"SELECT DISTINCT month FROM ({_RECEIVED}) ORDER BY month"  # nosec B608 # constants
# By the instant where hours were promised, by the day else; see `timely.py`.
_TIMELY = """coalesce(
    decided_at <= dues_promised_at, strftime(decided_at, '%Y-%m-%d') <= dues_promised
)"""
_COUNTS = f"""
    SELECT month, system, item_code, unit,
           count(*) AS received,
           count(accepted_at) AS accepted,
           count(decided_at) AS decided,
           count(*) FILTER (WHERE {_TIMELY}) AS in_time,
           count(*) FILTER (WHERE NOT {_TIMELY}) AS late,
           count(*) FILTER (WHERE strftime(decided_at, '%Y-%m-%d') = day) AS on_the_day,
           median(date_diff('minute', submitted_at, decided_at)) / 60.0 AS median_hours
    FROM ({_RECEIVED})
    WHERE month = $month
    GROUP BY month, system, item_code, unit
    ORDER BY month, system, item_code, unit
"""  # nosec B608 # constants


def months(tables: Mapping[str, Path], parameters: Mapping[str, str]) -> list[str]:
    """Return the months in which cases were received, in the order of time."""
    with opened(tables) as connection:
        found = connection.execute(_MONTHS, dict(parameters)).fetchall()
    return [month for (month,) in found]


def count(month: str, tables: Mapping[str, Path], parameters: Mapping[str, str]) -> ArrowTable:
    """Return the counts of one month."""
    with opened(tables) as connection:
        found = connection.execute(_COUNTS, {**parameters, "month": month})
        return found.to_arrow_table()
