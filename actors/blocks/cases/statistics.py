"""The view `statistics`: counters by day, unit and item, for the wall and the charts.

They follow from the rows of `cases`: what a row counts for now, less what it counted for before.
Since rows and counters change in one transaction, folding a commit again counts nothing twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from actors.blocks.cases.timely import in_time
from actors.kernel.deadlines import local_day
from actors.kernel.view import Add, Changes, Row, Write

_ENDINGS = (
    "declined", "delivered", "withdrawn", "voided", "returned", "forwarded", "revoked",
)  # fmt: skip
_Count = tuple[str, str]  # day (ISO), name of the counter


def counts(changes: Changes) -> list[Write]:
    """Return the increments of the counters that follow from rows of `cases` that changed."""
    deltas: dict[tuple[str, str, str, str], Counter[str]] = {}
    for before, after in changes:
        for row, sign in ((before, -1), (after, 1)):
            if row is None or "item" not in row:
                continue
            for day, name in _counted(row):
                key = (day, row["unit"], row["item"]["code"], row["system"])
                deltas.setdefault(key, Counter())[name] += sign
            for day, name, amount in _summed(row):
                key = (day, row["unit"], row["item"]["code"], row["system"])
                deltas.setdefault(key, Counter())[name] += sign * amount
    return [
        Add(
            f"{day}/{unit}/{item}",
            moved,
            {"day": day, "unit": unit, "item": item, "system": system},
        )
        for (day, unit, item, system), delta in deltas.items()
        if (moved := {name: amount for name, amount in delta.items() if amount})
    ]


def _counted(row: Row) -> Iterator[_Count]:
    """Yield the day and name of every counter that `row` stands in once."""
    if submitted := row.get("submitted_at"):
        yield _day(submitted), "received"
        yield _day(submitted), f"channels.{row['channel']}"
    if accepted := row.get("accepted_at"):
        yield _day(accepted), "accepted"
    if decided := row.get("decided_at"):
        day = _day(decided)
        yield day, "decided"
        yield day, row["outcome"]
        if (timely := in_time(row["dues"], decided, day)) is not None:
            yield day, "on_time" if timely else "late"
        if submitted and _day(submitted) == day:
            yield day, "instant"
    if row["phase"] in _ENDINGS and "closed_at" in row:
        yield _day(row["closed_at"]), row["phase"]
    for card in row["cards"].values():
        for raised in card["history"]:
            if raised["level"]:
                yield _day(raised["at"]), f"cards.{raised['level']}"


def _summed(row: Row) -> Iterator[tuple[str, str, int]]:
    """Yield day, name and amount of what is added up: whole minutes from receipt to decision."""
    submitted, decided = row.get("submitted_at"), row.get("decided_at")
    if submitted and decided:
        yield _day(decided), "minutes", int((decided - submitted).total_seconds() // 60)


def _day(moment: datetime) -> str:
    return local_day(moment).isoformat()
