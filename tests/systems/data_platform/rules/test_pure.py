"""Conditions, limits and rehearsals of rules."""

from datetime import UTC, datetime

import pytest

from actors.systems.data_platform.rules.condition import BadCondition, Faulty, check, holds
from actors.systems.data_platform.rules.rehearsal import Occurrence, rehearse

CONDITION = "lag_days > 3 && theme == '信用'"
NAMES = ("lag_days", "theme")


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-12T{clock}:00").replace(tzinfo=UTC)


def seen(clock: str, subject: str, lag: int, theme: str = "信用") -> Occurrence:
    return Occurrence(at=at(clock), subject=subject, facts={"lag_days": lag, "theme": theme})


HISTORY = (
    seen("08:00", "A", 4),
    seen("08:10", "A", 5),
    seen("08:20", "C", 9, "交通"),
    seen("08:30", "B", 3),
    seen("08:40", "B", 4),
    seen("08:50", "D", 6),
    seen("09:05", "D", 7),
    Occurrence(at=at("09:20"), subject="A", facts=None),
    seen("09:30", "A", 6),
)


def test_alarms_are_one_for_a_subject_and_actions_wait_for_room() -> None:
    found = rehearse(HISTORY, lambda facts: holds(CONDITION, facts), most=2)

    assert [(f"{e.at:%H:%M}", e.subject, e.count) for e in found.alarms] == [
        ("08:00", "A", 2),
        ("08:40", "B", 1),
        ("08:50", "D", 2),
        ("09:30", "A", 1),
    ]
    assert [(f"{e.at:%H:%M}", e.subject) for e in found.actions] == [
        ("08:00", "A"),
        ("08:40", "B"),
        ("09:00", "D"),
        ("09:40", "A"),
    ]
    assert (found.seen, found.matched, found.raised, found.acted) == (8, 6, 4, 4)


def test_what_cannot_be_reckoned_is_a_fault_and_no_alarm() -> None:
    found = rehearse((seen("08:00", "A", 0),), lambda facts: holds("9 / lag_days > 1", facts), 2)

    assert (found.faults, found.raised) == ({"divides_by_zero": 1}, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lag_days / 0 > 1", "divides_by_zero"),
        ("lag_days > theme", "other_type"),
        ("lag_days + 1", "not_a_truth"),
        ("theme.matches('(a{999}){999}')", "broken"),
        ("lag_days * 9223372036854775807 > 1", "broken"),
    ],
)
def test_a_fault_says_what_it_is(text: str, code: str) -> None:
    with pytest.raises(Faulty) as fault:
        holds(text, {"lag_days": 4, "theme": "信用"})
    assert fault.value.code == code


def test_what_is_missing_is_a_fault() -> None:
    with pytest.raises(Faulty):
        holds(CONDITION, {"lag_days": 4})


def test_a_size_is_that_of_utf_8() -> None:
    assert holds("size(theme) == 6", {"theme": "数据"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lag_days >", "unreadable"),
        ("(" * 400, "unreadable"),
        ("lag_days > 3 && other == 1", "no_name"),
        ("[1, 2].all(lag_days, lag_days > 0)", "loops"),
        ("[1, 2] . map ( lag_days, lag_days)", "loops"),
        ("lag_days > 3 // so it is", "loops"),
        ("theme.lower() == 'x'", "no_function"),
        ("timestamp(theme) > timestamp(theme)", "no_function"),
        ("lag_days > " + "1" * 500, "too_long"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCondition) as bad:
        check(text, NAMES)
    assert bad.value.code == code


@pytest.mark.parametrize(
    "text", [CONDITION, "theme in ['信用', '交通'] || !(lag_days <= -1)", "theme.matches('^信.$')"]
)
def test_what_is_a_condition_is_taken(text: str) -> None:
    check(text, NAMES)
