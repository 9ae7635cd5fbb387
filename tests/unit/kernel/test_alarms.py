"""When an alarm is due next, against an oracle that goes through every instant one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.kernel.alarms import Missed, Reminder, firing, next_instant, whole_seconds
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import CLOCK
from actors.kernel.turn import Command, Turn

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the city
MINUTE = timedelta(minutes=1)
SECONDS = st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds))
POLICIES: tuple[Missed, ...] = ("once", "each", "skip")

minutes = st.lists(st.integers(0, 59), min_size=1, max_size=4, unique=True)
hours = st.lists(st.integers(0, 23), min_size=1, max_size=4, unique=True)
weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True)


def series(alarm: Reminder, until: datetime) -> list[datetime]:
    """The instants of a period from its first one to `until`, one after the other."""
    assert isinstance(alarm.every, int) and alarm.at is not None
    found = [alarm.at]
    while found[-1] <= until:
        found.append(found[-1] + timedelta(seconds=alarm.every))
    return found


def lived_through(alarm: Reminder, now: datetime) -> tuple[list[datetime], datetime | None]:
    """The instants for which `alarm` fires when everything due by `now` is done at `now`, and when
    it is due afterwards."""
    fired: list[datetime] = []
    while alarm.at is not None and alarm.at <= now:
        what = firing(alarm, now)
        fired += [alarm.at] if what.fires else []
        assert what.next is None or what.next > alarm.at
        alarm = Reminder("a", what.next, None, alarm.every, alarm.missed, alarm.grace_seconds)
    return fired, alarm.at


@given(st.integers(700, 5_000), st.sampled_from(POLICIES), SECONDS, st.integers(0, 3_000))
def test_a_period_fires_for_what_its_policy_says_and_goes_on(
    every: int, missed: Missed, late: timedelta, grace: int
) -> None:
    alarm = Reminder("a", START, None, every, missed, grace)
    now = START + late
    instants = series(alarm, now)
    passed = [instant for instant in instants if instant <= now]
    expected = {
        "once": passed[:1],
        "each": passed,
        "skip": [each for each in passed if now - each <= timedelta(seconds=grace)],
    }

    assert lived_through(alarm, now) == (expected[missed], instants[len(passed)])


@given(minutes, hours, weekdays, SECONDS)
def test_the_next_instant_of_a_cron_line_is_the_first_minute_that_fits_it(
    in_hour: list[int], in_day: list[int], on_days: list[int], later: timedelta
) -> None:
    line = " ".join(
        [
            *(",".join(map(str, each)) for each in (in_hour, in_day)),
            "* *",
            ",".join(map(str, on_days)),
        ]
    )
    after = START + later
    local = after.astimezone(CHINA).replace(second=0) + MINUTE
    while not (
        local.minute in in_hour and local.hour in in_day and local.isoweekday() % 7 in on_days
    ):
        local += MINUTE

    assert next_instant(line, after, since=START) == local


@pytest.mark.parametrize(
    ("missed", "fired"),
    [("once", [1]), ("each", [1, 2, 3]), ("skip", [])],
)
def test_a_cron_line_that_stood_still_over_three_mornings(missed: Missed, fired: list[int]) -> None:
    alarm = Reminder("a", START, None, "0 9 * * *", missed)
    done, due = lived_through(alarm, START + timedelta(days=2, hours=3))

    assert done == [START + timedelta(days=day - 1) for day in fired]
    assert due == START + timedelta(days=3)


@pytest.mark.parametrize(
    ("missed", "seconds", "fires"),
    [("once", 9_999, True), ("each", 9_999, True), ("skip", 60, True), ("skip", 61, False)],
)
def test_a_single_alarm_is_skipped_only_when_it_is_late_beyond_its_grace(
    missed: Missed, seconds: int, fires: bool
) -> None:
    what = firing(Reminder("a", START, missed=missed), START + timedelta(seconds=seconds))

    assert (what.fires, what.next) == (fires, None)


def test_office_hours_are_those_of_the_city() -> None:
    friday_evening = datetime(2026, 3, 6, 18, 0, tzinfo=CHINA)

    monday = next_instant("0 9 * * 1-5", friday_evening, since=START)

    assert monday == datetime(2026, 3, 9, 9, 0, tzinfo=CHINA)


class Ring(Command, frozen=True):
    """Rings."""


@pytest.mark.parametrize(
    "every", ["0 9 * *", "61 9 * * *", "0 9 30 2 *", timedelta(0), timedelta(milliseconds=1500)]
)
def test_an_alarm_that_can_never_be_due_again_is_a_mistake_when_it_is_set(
    every: timedelta | str,
) -> None:
    turn = Turn("place:7", None, lambda state, event: state, now=START, by=CLOCK, command_id="c")

    with pytest.raises(ValueError, match=r"cron|seconds|second|instant"):
        turn.remind("a", START, Ring(), every=every)

    assert turn.reminders == []


def test_a_negative_grace_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="whole number"):
        whole_seconds(timedelta(seconds=-1))


def test_an_alarm_that_is_not_set_does_not_fire() -> None:
    with pytest.raises(ValueError, match="not set"):
        firing(Reminder("a", None), START)
