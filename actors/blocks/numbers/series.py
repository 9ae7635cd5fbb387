"""Which register gives out a number, and how the number is written."""

from datetime import datetime

from actors.kernel.deadlines import CHINA
from actors.kernel.system import Series

REGISTER = "register"


def register_id(series: Series, scope: str, now: datetime) -> str:
    """Return the id of the register of `series` for `scope` in the period that `now` falls on in
    the city: "motion-city.16-2026".

    Raises:
        ValueError: `scope` holds a slash or a colon.
    """
    if {"/", ":"} & {*scope}:
        raise ValueError(f"no scope of a series: {scope!r}")
    local = now.astimezone(CHINA)
    period = {"day": f"{local:%Y%m%d}", "year": f"{local:%Y}", "scope": ""}[series.period]
    return f"{series.name}-{scope}-{period}"


def parts(id: str) -> tuple[str, str, str]:
    """Return (series, scope, period) of a register: "motion-city.16-2026" -> the three of them."""
    name, _, rest = id.partition("-")
    scope, _, period = rest.rpartition("-")
    return name, scope, period


def written(series: Series, id: str, n: int) -> str:
    """Return the `n`th number of the register `id` as people write it: "J20260001"."""
    _, scope, period = parts(id)
    return series.pattern.format(n=n, year=period[:4], day=period, scope=scope)
