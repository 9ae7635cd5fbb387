"""How fresh and how complete a source is (时效、覆盖): days late, shares (SDB-04)."""

from datetime import date

from actors.kernel.calendar import Calendar

_DIGITS = 6  # that shares are told with


def working_days_late(due: date, came: date, calendar: Calendar) -> int:
    """Return by how many working days what was due on `due` came late, local dates; 0 in time."""
    return calendar.open_days(due, came) if came > due else 0


def share(there: int, all: int) -> float | None:
    """Return the part of `all` that is `there`, to six digits: freshness of the periods that came
    in time, coverage of the objects that are held. None: there was nothing to come.

    Raises:
        ValueError: more is there than all.
    """
    if not 0 <= there <= all:
        raise ValueError(f"{there} of {all}")
    return round(there / all, _DIGITS) if all else None
