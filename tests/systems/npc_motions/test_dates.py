"""Every date of every place, worked out by hand in `dates/`, and by an oracle a second time."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import fields

from actors.systems.npc_motions.fixed_dates import recount
from actors.systems.npc_motions.profile import MotionClocks, Profile, by_key
from actors.systems.npc_motions.provisions import Limit
from actors.systems.npc_motions.suggestion_dates import assign_by
from tests.systems.npc_motions.asking import (
    CALENDAR,
    CASES,
    PROFILES,
    QUESTIONS,
    ask,
    dated,
    on,
    table,
)
from tests.systems.npc_motions.oracle import ONE_DAY, TERMS, expected

EVERY_CASE = pytest.mark.parametrize(
    ("name", "question", "start", "computed", "effective", "provisional"), CASES
)


def changed(profile: Profile) -> Profile:
    """Return a next version of `profile` in which every limit is one unit longer."""

    def longer(holder: Profile | MotionClocks) -> dict[str, Limit]:
        limits = {field.name: getattr(holder, field.name) for field in fields(holder)}
        return {
            key: msgspec.structs.replace(limit, count=limit.count + 1)
            for key, limit in limits.items()
            if isinstance(limit, Limit) and limit.says == "term"
        }

    motions = profile.motions and msgspec.structs.replace(
        profile.motions, **longer(profile.motions)
    )
    return msgspec.structs.replace(
        profile, version=profile.version + 1, motions=motions, **longer(profile)
    )


@pytest.mark.feature("NPC-12")
@EVERY_CASE
def test_a_date_falls_as_worked_out_by_hand_and_a_new_version_does_not_move_it(
    name: str, question: str, start: date, computed: date, effective: date, provisional: bool
) -> None:
    fixed = dated(PROFILES[name], question, start)
    book = by_key([PROFILES[name], changed(PROFILES[name])])

    assert (fixed.computed, fixed.effective) == (computed, effective)
    assert fixed.provisional == provisional
    assert (fixed.start, fixed.profile, fixed.version) == (start, name, 1)
    assert recount(fixed, book, CALENDAR) == fixed
    assert dated(book[name, 2], question, start).computed > computed


@EVERY_CASE
def test_another_calendar_and_another_arithmetic_come_to_the_same(
    name: str, question: str, start: date, computed: date, effective: date, provisional: bool
) -> None:
    assert expected(TERMS[name][question], start) == (computed, effective, provisional)


@EVERY_CASE
def test_the_last_second_of_the_last_day_in_china_is_in_time_and_the_next_is_not(
    name: str, question: str, start: date, computed: date, effective: date, provisional: bool
) -> None:
    for clock in ("00:00:00", "23:59:59"):
        fixed = dated(PROFILES[name], question, start, clock)

        assert fixed.effective == effective
        assert fixed.in_time(on(effective, "23:59:59"))
        assert not fixed.in_time(on(effective + ONE_DAY, "00:00:00"))


@pytest.mark.feature("NPC-12")
@pytest.mark.parametrize("name", TERMS)
def test_a_place_has_forty_cases_and_some_for_each_of_its_dates(name: str) -> None:
    cases = {(question, case["start"]) for question, case in table(name)}

    assert len(cases) >= 40
    assert {question for question, _ in cases} == set(TERMS[name])


@pytest.mark.parametrize("name", TERMS)
def test_where_a_regulation_sets_no_term_there_is_no_date(name: str) -> None:
    undated = [question for question in QUESTIONS if question not in TERMS[name]]

    assert undated
    assert not [question for question in undated if ask(PROFILES[name], question, date(2026, 3, 2))]


def test_an_instant_without_a_time_zone_starts_no_clock() -> None:
    naive = on(date(2026, 3, 2)).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        assign_by(PROFILES["shanghai_2015"], naive, CALENDAR)
