"""What becomes of fixed dates when the calendar of a year is published."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.calendar import CalendarYear
from actors.systems.npc_motions.fixed_dates import recount
from actors.systems.npc_motions.profile import by_key
from actors.systems.npc_motions.provisions import ReturnPause
from actors.systems.npc_motions.suggestion_dates import reply_after_refusal
from tests.systems.npc_motions.asking import CALENDAR, PROFILES, dated

BOOK = by_key(PROFILES.values())
SHANGHAI = PROFILES["shanghai_2015"]
ADDED = ReturnPause(effect="added", check_2025=True)


def notice(*, closed: tuple[date, ...] = (), made_up: tuple[date, ...] = ()) -> CalendarYear:
    return CalendarYear(
        year=2027, version=1, source="x", published=True, closed=closed, made_up=made_up
    )


def test_the_notice_makes_a_provisional_date_certain_and_may_lengthen_it() -> None:
    told = dated(SHANGHAI, "longer", date(2026, 8, 31))
    published = CALENDAR.with_years([notice(closed=(date(2027, 3, 1),))])

    again = recount(told, BOOK, published)

    assert (told.effective, told.provisional) == (date(2027, 3, 1), True)
    assert (again.effective, again.provisional) == (date(2027, 3, 2), False)
    assert (again.calendar, told.calendar) == (published.version, CALENDAR.version)


def test_a_day_that_was_told_is_never_shortened() -> None:
    told = dated(SHANGHAI, "longer", date(2026, 8, 31))
    published = CALENDAR.with_years([notice(made_up=(date(2027, 2, 28),))])

    again = recount(told, BOOK, published)

    assert again.computed == date(2027, 2, 28)
    assert again.effective == date(2027, 3, 1)


def test_a_date_is_recounted_by_the_version_that_fixed_it_or_not_at_all() -> None:
    told = dated(SHANGHAI, "reply", date(2026, 3, 2))

    with pytest.raises(KeyError):
        recount(told, by_key([PROFILES["henan_2017"]]), CALENDAR)


def test_a_date_stays_as_it_was_told_when_its_version_was_emptied_afterwards() -> None:
    told = dated(SHANGHAI, "reply", date(2026, 3, 2))
    emptied = replace(SHANGHAI, reply=None, return_pause=ADDED)

    assert recount(told, by_key([emptied]), CALENDAR) == told
    assert reply_after_refusal(emptied, told, date(2026, 3, 3), date(2026, 3, 9), CALENDAR) == told
