"""The hall's own figures (三率一数): counters by day, unit, item, place and channel, and which rows
of `cases` each of them counts, so that every number leads to the list that it is the length of.

Online is what is applied for by web or mobile. The three rates are shares of these counters:
full-online (全程网办率) of what was closed, online-application (网上申请率) of what was received,
online-completion (网上办结率) of what was closed; the number (一数) is of visits to the hall
(跑动次数).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from actors.blocks.cases.timely import in_time
from actors.kernel.deadlines import local_day
from actors.kernel.view import Add, Changes, Row, Write

FIGURES = "hall_figures"
BY = ("day", "unit", "item", "place", "channel")
ONLINE = ("web", "mobile")
AT_HALL = ("window", "kiosk")
COUNTED = (
    "received",  # 收件
    "online",  # 网上申请
    "accepted",  # 受理
    "decided",  # 作出决定
    "on_time",  # 按时
    "late",  # 超时
    "instant",  # 当日办结
    "closed",  # 办结
    "closed_online",  # 网上办结
    "full_online",  # 全程网办
)
SUMMED = ("visits", "office_minutes", "applicant_minutes")
_ENDED = ("granted", "denied", "delivered")
_Key = tuple[str, str, str, str, str]


def tags(row: Row) -> list[str]:
    """Return the counters that `row` stands in, each with its day: "decided/2026-03-09"."""
    return sorted(f"{name}/{day}" for name, day in _counted(row))


def counts(changes: Changes) -> list[Write]:
    """Return the increments of the counters that follow from rows of `cases` that changed."""
    deltas: dict[_Key, Counter[str]] = {}
    for before, after in changes:
        for row, sign in ((before, -1), (after, 1)):
            if row is None or "item" not in row:
                continue
            of = row["unit"], row["item"]["code"], row["place"], row["channel"]
            for name, day in _counted(row):
                deltas.setdefault((day, *of), Counter())[name] += sign
            for name, day, amount in _summed(row):
                deltas.setdefault((day, *of), Counter())[name] += sign * amount
    return [
        Add("/".join(key), moved, dict(zip(BY, key, strict=True)))
        for key, delta in deltas.items()
        if (moved := {name: amount for name, amount in delta.items() if amount})
    ]


def wait(row: Row, event: str, at: datetime) -> None:
    """Note in `row` for whom it waits from `at` on: the applicant, or a special procedure. What is
    neither waits for the office."""
    match event:
        case "CorrectionRequested":
            row["waits_since"] = at
        case "Corrected" | "Withdrawn" | "ClockResumed":
            _add_wait(row, "special" if event == "ClockResumed" else "applicant", at)
        case "ClockPaused":
            row["waits_since"] = at
        case _:
            pass


def _add_wait(row: Row, whom: str, at: datetime) -> None:
    since = row.get("waits_since")
    if since is not None:
        waited = row.get("waited", {})
        minutes = int((at - since).total_seconds() // 60)
        row["waited"] = {**waited, whom: waited.get(whom, 0) + minutes}
        row["waits_since"] = None


def _counted(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the name and the local day of every counter that `row` stands in once."""
    submitted, decided = row.get("submitted_at"), row.get("decided_at")
    online = row.get("channel") in ONLINE
    if submitted:
        yield "received", _day(submitted)
        if online:
            yield "online", _day(submitted)
    if accepted := row.get("accepted_at"):
        yield "accepted", _day(accepted)
    if decided:
        day = _day(decided)
        yield "decided", day
        if (timely := in_time(row["dues"], decided, day)) is not None:
            yield ("on_time" if timely else "late"), day
        if submitted and _day(submitted) == day:
            yield "instant", day
    if row.get("closed") and row["phase"] in _ENDED:
        day = _day(row["closed_at"])
        yield "closed", day
        if online:
            yield "closed_online", day
            if row.get("method", "") not in AT_HALL:
                yield "full_online", day


def _summed(row: Row) -> Iterator[tuple[str, str, int]]:
    """Yield name, local day and amount of what is added up: visits to the hall of what is closed;
    whole minutes from receipt to decision in which it waited for the office, for the applicant."""
    submitted, decided = row.get("submitted_at"), row.get("decided_at")
    if row.get("closed") and row["phase"] in _ENDED:
        visits = (row["channel"] in AT_HALL) + (row.get("method", "") in AT_HALL)
        yield "visits", _day(row["closed_at"]), visits
    if submitted and decided:
        waited = row.get("waited", {})
        applicant = waited.get("applicant", 0)
        others = applicant + waited.get("special", 0)
        whole = int((decided - submitted).total_seconds() // 60)
        yield "office_minutes", _day(decided), max(0, whole - others)
        yield "applicant_minutes", _day(decided), applicant


def _day(moment: datetime) -> str:
    return local_day(moment).isoformat()
