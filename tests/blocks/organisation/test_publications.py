"""Calendars and dictionaries: published as versions from a day on, and taken back by one step."""

from datetime import date

import pytest

from actors.blocks.organisation.calendars import (
    CalendarPublished,
    CalendarState,
    PublishCalendar,
    TakeBackCalendar,
    as_file,
    calendar_kind,
    evolve,
    in_force,
)
from actors.blocks.organisation.dictionaries import (
    DictionaryPublished,
    PublishDictionary,
    TakeBackDictionary,
    Term,
    codes_of,
    dictionary_kind,
    faults,
)
from actors.blocks.organisation.versions import version_on
from actors.blocks.organisation.view import view
from actors.kernel.calendar import CalendarYear
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.library import load_library
from actors.testing import Scenario
from tests.blocks.organisation.city import AN, AT, DAY, FIRST, LIBRARY, LIU, TODAY

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


def test_a_dictionary_from_which_nothing_installed_chooses_is_refused_with_those_that_are() -> None:
    topics = Scenario.of(dictionary_kind(LIBRARY)).on("dictionary:topics")
    with_motions = dictionary_kind(load_library(("npc_motions",)).having(FIRST))

    topics.when(terms(HOUSING), by=AN).then_refused("dictionary.no_reader").run()
    Scenario.of(with_motions).on("dictionary:topics").when(terms(HOUSING), by=AN).run()
    (told,) = faults("topics", terms(HOUSING), codes_of(LIBRARY))
    assert (told.field, told.facts) == ("/code", {"code": "topics", "known": "themes"})


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


def versions_of(*commands: tuple[int, PublishCalendar | TakeBackCalendar]) -> CalendarState:
    """Return the year after `commands`, each with how many days after today it is sent."""
    kind, state = calendar_kind(LIBRARY), CalendarState(year=2027)
    for later, command in commands:
        turn = Turn(
            "calendar_year:2027", state, evolve, now=AT + later * DAY, by=AN, command_id="x"
        )
        kind.decide(turn, command)
        state = turn.state
    return state


SHIPPED = CalendarYear(year=2027, version=4, source="shipped", published=False)
BACK = TakeBackCalendar(number=1, reason="a mistake")


def test_a_notice_takes_the_place_of_what_ships_from_its_day_on() -> None:
    state = versions_of((0, notice(on=TODAY + DAY)))

    assert in_force(state, TODAY, SHIPPED) is None
    found = in_force(state, TODAY + DAY, SHIPPED)
    assert found is not None and (found.version, found.published) == (5, True)


def test_what_holds_again_after_a_notice_was_taken_back_is_newer_than_it() -> None:
    held = in_force(versions_of((0, notice())), TODAY, SHIPPED)
    again = in_force(versions_of((0, notice()), (0, BACK)), TODAY, SHIPPED)

    assert held is not None and again is not None
    assert again.version > held.version and again.closed == SHIPPED.closed
    no_year = in_force(versions_of((0, notice()), (0, BACK)), TODAY, None)
    assert no_year is not None and not no_year.published


def test_a_notice_that_was_taken_back_before_its_day_never_was() -> None:
    state = versions_of((0, notice(on=TODAY + DAY)), (0, BACK))

    assert in_force(state, TODAY + 9 * DAY, SHIPPED) is None


def test_the_version_of_a_year_only_grows_from_day_to_day() -> None:
    later = notice(on=TODAY + 5 * DAY)
    sooner = notice(on=TODAY + 2 * DAY, closed=(NEW_YEAR, date(2027, 1, 4)))
    state = versions_of((0, later), (1, sooner))

    years = [in_force(state, TODAY + day * DAY, SHIPPED) for day in (2, 5)]
    assert [year.version for year in years if year] == [5, 6]
    assert [len(year.closed) for year in years if year] == [2, 1]
