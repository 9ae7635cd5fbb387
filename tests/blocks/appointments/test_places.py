"""Halls as data: every mistake at once; slots follow hours and calendar."""

from datetime import date, time
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.blocks.appointments.fitting import misfits
from actors.blocks.appointments.places import Places, read_places, window_id
from actors.blocks.appointments.slots import bookable_days, slots
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.calendar import Calendar
from tests import loaded
from tests.blocks.cases.city import LIBRARY, PLACES

CALENDAR = LIBRARY[Calendar]
HALL = PLACES.halls[0]


def test_the_sample_city_has_halls_for_every_theme() -> None:
    places = loaded.library()[Places]

    assert len(places.halls) >= 2
    served = {theme for hall in places.halls for g in hall.windows for theme in g.themes}
    assert {item.theme for item in loaded.library()[Catalogue].current_items()} <= served


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    text = """
[absences]
absences = 0
within_days = 90
barred_days = 30
source = { zh = "", en = "x" }
[[halls]]
code = "A b"
title = { zh = "厅", en = "Hall" }
unit = "u"
place = "1"
address = { zh = "址", en = "x" }
directions = { zh = "路", en = "x" }
phone = ""
hours = [[12:00:00, 09:00:00]]
slot_minutes = 1
days_ahead = 90
colour = "red"
[halls.weekdays]
friday = []
[[halls.windows]]
code = "w"
title = { zh = "窗", en = "Window" }
themes = []
numbers = ["1", "1"]
capacity = 0
"""
    (tmp_path / "city" / "halls.toml").write_text(text, "utf-8")

    _, mistakes = read_places(tmp_path)

    assert {each.place for each in mistakes} == {
        "absences.absences",
        "absences.source.zh",
        "halls[0].code",
        "halls[0].colour",
        "halls[0].hours",
        "halls[0].slot_minutes",
        "halls[0].days_ahead",
        "halls[0].weekdays.friday",
        "halls[0].windows[0].themes",
        "halls[0].windows[0].numbers",
        "halls[0].windows[0].capacity",
    }


def test_a_file_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    assert read_places(tmp_path)[0] is None
    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "halls.toml").write_text("halls = 1", "utf-8")
    assert {each.place for each in read_places(tmp_path)[1]} == {"absences", "halls"}


def test_what_the_city_does_not_know_is_named() -> None:
    group = replace(HALL.windows[0], themes=("sports",))
    lost = replace(HALL, unit="nobody", place="999", windows=(group,))

    found = list(misfits(Places((lost,), PLACES.absence_rule), LIBRARY))

    assert [each.place.rpartition(".")[2] for each in found] == ["unit", "place", "themes"]


def test_two_halls_of_one_name_or_unit_are_noticed(tmp_path: Path) -> None:
    file = Path("actors/blocks/appointments/city/halls.toml").read_text("utf-8")
    (tmp_path / "city").mkdir()
    twice = file.replace("guicheng_hall", "city_hall").replace("guicheng_sub", "government_ser")
    (tmp_path / "city" / "halls.toml").write_text(
        twice.replace("government_serdistrict", "government_services"), "utf-8"
    )

    rules = {each.rule for each in read_places(tmp_path)[1]}

    assert rules == {"two are called city_hall", "government_services runs two"}


def names(day: date) -> list[str]:
    return [slot.name for slot in slots(HALL, day, CALENDAR)]


def test_slots_fill_the_hours_of_the_day() -> None:
    monday = names(date(2026, 3, 2))

    assert monday[:2] == ["09:00", "09:30"]
    assert monday[5:7] == ["11:30", "13:30"]
    assert (monday[-1], len(monday)) == ("16:30", 13)
    assert names(date(2026, 3, 6)) == ["09:00", "09:30"]  # a Friday
    odd = replace(HALL, hours=((time(9), time(10, 10)),))
    assert [s.name for s in slots(odd, date(2026, 3, 2), CALENDAR)] == ["09:00", "09:30"]


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 3, 7), False),  # a Saturday
        (date(2026, 10, 1), False),  # a holiday on a Thursday
        (date(2026, 10, 10), True),  # a Saturday that is worked instead
    ],
)
def test_a_hall_follows_the_calendar_of_the_state_council(day: date, open_: bool) -> None:
    assert bool(names(day)) is open_


def test_bookable_days_are_the_open_ones_of_the_days_ahead() -> None:
    days = bookable_days(HALL, date(2026, 9, 28), CALENDAR)

    assert [day.day for day in days] == [28, 29, 30, 7, 8, 9, 10, 12]


def test_a_theme_is_served_by_the_first_group_of_each_hall() -> None:
    found = PLACES.serving("construction")

    assert [window_id(hall, group) for hall, group in found] == ["main.all", "branch.all"]
    assert PLACES.serving("sports") == ()
