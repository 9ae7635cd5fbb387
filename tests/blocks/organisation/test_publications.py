"""Calendars and dictionaries: published as versions from a day on, and taken back by one step."""

from datetime import date

import pytest

from actors.blocks.organisation.calendars import (
    CalendarPublished,
    PublishCalendar,
    TakeBackCalendar,
    as_file,
    calendar_kind,
)
from actors.blocks.organisation.dictionaries import (
    DictionaryPublished,
    PublishDictionary,
    TakeBackDictionary,
    Term,
    dictionary_kind,
)
from actors.blocks.organisation.versions import version_on
from actors.blocks.organisation.view import view
from actors.kernel.words import Title
from actors.testing import Scenario
from tests.blocks.organisation.city import AN, AT, DAY, LIBRARY, LIU, TODAY

NEW_YEAR, SUNDAY = date(2027, 1, 1), date(2027, 1, 3)
YEAR = Scenario.of(calendar_kind(LIBRARY)).on("calendar_year:2027")
THEMES = Scenario.of(dictionary_kind(LIBRARY)).on("dictionary:themes")
TITLE = Title(zh="主题", en="Themes")
HOUSING = Term("housing", Title(zh="住房", en="Housing"))


def notice(
    *, on: date = TODAY, closed: tuple[date, ...] = (NEW_YEAR,), made_up: tuple[date, ...] = ()
) -> PublishCalendar:
    return PublishCalendar(
        effective=on, reason="a notice", source="a notice", closed=closed, made_up=made_up
    )


def terms(*terms: Term, on: date = TODAY) -> PublishDictionary:
    return PublishDictionary(effective=on, reason="a theme", title=TITLE, terms=terms)


def test_a_notice_is_kept_as_the_first_version_of_its_year() -> None:
    YEAR.when(notice(made_up=(SUNDAY,)), by=AN).then_shown(year=2027, count=1).run()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (notice(closed=()), "calendar.empty"),
        (notice(closed=(date(2026, 5, 1),)), "calendar.other_year"),
        (notice(made_up=(NEW_YEAR,)), "calendar.closed_and_worked"),
        (notice(made_up=(date(2027, 1, 4),)), "calendar.no_weekend"),
        (notice(on=TODAY - DAY), "organisation.in_the_past"),
    ],
)
def test_a_notice_that_is_no_calendar_is_refused(command: PublishCalendar, code: str) -> None:
    YEAR.when(command, by=AN).then_refused(code).run()


def test_the_last_days_of_the_year_before_belong_to_the_notice() -> None:
    YEAR.when(notice(closed=(date(2026, 12, 31), NEW_YEAR)), by=AN).run()


def test_a_version_is_taken_back_by_one_step_while_its_first_day_lasts() -> None:
    back = TakeBackCalendar(number=1, reason="a mistake")

    YEAR.when(notice(), by=AN).when(back, by=AN).then_shown(versions=(), count=1).run()
    YEAR.when(notice(), by=AN).after(days=1).when(back, by=AN).then_refused(
        "organisation.in_effect_already"
    ).run()
    YEAR.when(notice(), by=AN).when(notice(), by=AN).when(back, by=AN).then_refused(
        "organisation.not_the_last_change"
    ).run()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (terms(), "dictionary.empty"),
        (terms(HOUSING, HOUSING), "dictionary.repeated"),
        (terms(Term("Housing", TITLE)), "dictionary.term_code"),
        (terms(Term("housing", Title(zh="住房", en=""))), "dictionary.term_title"),
    ],
)
def test_a_dictionary_that_nobody_can_use_is_refused(command: PublishDictionary, code: str) -> None:
    THEMES.when(command, by=AN).then_refused(code).run()


def test_only_administrators_publish() -> None:
    YEAR.when(notice(), by=LIU).then_refused("calendar_year.unknown").run()
    THEMES.when(terms(HOUSING), by=LIU).then_refused("dictionary.unknown").run()
    THEMES.when(terms(HOUSING), by=AN).when(
        TakeBackDictionary(number=1, reason="a mistake"), by=LIU
    ).then_refused("dictionary.unknown").run()


def test_what_holds_on_a_day_is_the_version_that_began_last() -> None:
    def version(number: int, on: date) -> DictionaryPublished:
        return DictionaryPublished(
            at=AT, number=number, effective=on, reason="x", title=TITLE, terms=(HOUSING,)
        )

    first, early, later = version(1, TODAY), version(3, TODAY), version(2, TODAY + 5 * DAY)

    assert version_on((first, later, early), TODAY - DAY) is None
    assert version_on((first, later, early), TODAY) is early
    assert version_on((first, later, early), TODAY + 9 * DAY) is later


def test_a_published_year_is_written_like_the_files_that_ship() -> None:
    published = CalendarPublished(
        at=AT, number=2, effective=TODAY, reason="x", source="notice", closed=(NEW_YEAR,)
    )

    year = as_file(2027, published, shipped=1)
    assert (year.version, year.published, year.closed) == (3, True, (NEW_YEAR,))


def test_the_view_has_the_versions_that_stand() -> None:
    def commit(seq: int, *events: dict[str, object]) -> dict[str, object]:
        return {"key": "dictionary:themes", "kind": "dictionary", "seq": seq, "ev": events}

    said = {"effective": "2026-03-02", "reason": "x", "title": {"zh": "主题", "en": "Themes"}}
    published = [{"type": "DictionaryPublished", "number": n, **said} for n in (1, 2)]
    row = None
    for seq, event in enumerate([*published, {"type": "DictionaryTakenBack", "number": 2}], 1):
        row = view().fold(row, "dictionary:themes", commit(seq, event))

    assert row is not None
    assert [each["number"] for each in row["versions"]] == [1]
