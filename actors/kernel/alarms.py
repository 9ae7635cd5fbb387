"""Alarms (定时唤醒): when they are due, whether a late one still fires, and when it is due next."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
from cronsim import CronSim, CronSimError

from actors.kernel.deadlines import CHINA

Missed = Literal["once", "each", "skip"]
"""What becomes of instants that passed while nothing could fire: one firing for all of them, one
for each in order, or none."""

GRACE = timedelta(minutes=1)
"""How late an alarm that is skipped when missed may still fire."""


class Reminder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An alarm that is set or, with `at` None, cancelled. One per `name` and entity.

    `every` makes it repeat: whole seconds counted from `at`, or a cron line in the city's time
    ("0 9 * * 1-5"). `grace_seconds` is how late it may fire before it counts as missed.
    """

    name: str
    at: datetime | None
    command: dict[str, Any] | None = None
    every: int | str | None = None
    missed: Missed = "once"
    grace_seconds: int = int(GRACE.total_seconds())


class Firing(msgspec.Struct, frozen=True):
    """What is to be done when an alarm is due: whether its command is carried out, and when the
    alarm is due next, if it is."""

    fires: bool
    next: datetime | None


def firing(alarm: Reminder, now: datetime) -> Firing:
    """Tell what becomes of `alarm`, which is set and due by `now`.

    "once" fires however late and goes on after `now`; "each" goes on at the next instant, which may
    have passed as well; "skip" fires what is due within the grace and leaves out what is older.

    Raises:
        ValueError: the alarm is not set.
    """
    if alarm.at is None:
        raise ValueError(f"the alarm {alarm.name} is not set")
    oldest = now - timedelta(seconds=alarm.grace_seconds)
    fires = alarm.missed != "skip" or alarm.at >= oldest
    if alarm.every is None:
        return Firing(fires, None)
    if alarm.missed == "once":
        after = max(alarm.at, now)
    elif fires:
        after = alarm.at
    else:
        after = oldest - timedelta(milliseconds=1)  # an instant exactly as old as that still fires
    return Firing(fires, next_instant(alarm.every, after, since=alarm.at))


def next_instant(every: int | str, after: datetime, *, since: datetime) -> datetime:
    """Return the first instant later than `after`: `since` and every so many seconds from then on,
    or those of a cron line in the city's time, which `since` means nothing to.

    Raises:
        ValueError: `every` is no positive number and no cron line, or has no further instant.
    """
    if isinstance(every, str):
        return _next_by_cron(every, after)
    if every < 1:
        raise ValueError("an alarm repeats after a second or more")
    period = timedelta(seconds=every)
    passed = max((after - since) // period, -1)
    return since + period * (passed + 1)


def whole_seconds(period: timedelta) -> int:
    """Return `period` in seconds.

    Raises:
        ValueError: it is no whole number of them, or less than one.
    """
    seconds, rest = divmod(period, timedelta(seconds=1))
    if rest or seconds < 0:
        raise ValueError(f"{period} is no whole number of seconds")
    return seconds


def _next_by_cron(line: str, after: datetime) -> datetime:
    # Local time without a zone: the city has known no summer time since 1992.
    local = after.astimezone(CHINA).replace(tzinfo=None)
    try:
        found = next(CronSim(line, local))
    except CronSimError as error:
        raise ValueError(f"{line!r} is no cron line: {error}") from error
    except StopIteration:
        raise ValueError(f"{line!r} has no instant after {after}") from None
    return found.replace(tzinfo=CHINA).astimezone(UTC)
