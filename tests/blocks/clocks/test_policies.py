"""Thresholds, working hours and ways of counting are files; a mistake in one is told by name."""

from pathlib import Path

import pytest

from actors.blocks.clocks import load
from actors.blocks.clocks.cards import CLOCKS
from actors.blocks.clocks.load import read_policies, read_working_time
from actors.place.calendars.load import load_calendar


def test_every_clock_of_the_national_policy_has_thresholds() -> None:
    clocks = load.load_card_policies()["national"].clocks

    assert set(clocks) == set(CLOCKS)


def test_a_unit_may_have_hours_of_its_own(tmp_path: Path) -> None:
    standard = "name = 'standard'\nversion = 1\nhours = [[09:00:00, 17:00:00]]\n"
    half = (
        "name = 'housing_fund'\nversion = 1\nhours = [[09:00:00, 17:00:00]]\n"
        "weekdays = { 5 = [[09:00:00, 12:00:00]] }\n"
    )
    (tmp_path / "standard.toml").write_text(standard)
    (tmp_path / "housing_fund.toml").write_text(half)

    tables = read_working_time(tmp_path, load_calendar())

    assert tables.of("civil_affairs").day == 8 * 3600
    assert tables.of("housing_fund").day == 24 * 3600  # of 8 and 3 hours the least multiple


def test_working_time_without_a_standard_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"standard\.toml"):
        read_working_time(tmp_path, load_calendar())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = 'other'\nversion = 1\nclocks = {}\n", "its name is other"),
        ("name = 'place'\nversion = 'x'\nclocks = {}\n", r"\$\.version"),
        ("name = 'place'\nversion = 1\nclocks = {lunch = []}\n", "lunch"),
        ("name = ", "place.toml"),
    ],
)
def test_a_wrong_policy_is_told_by_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "place.toml").write_text(text)

    with pytest.raises(ValueError, match=told):
        read_policies(tmp_path)


def test_hours_that_run_backwards_are_told_by_file(tmp_path: Path) -> None:
    text = "name = 'standard'\nversion = 1\nhours = [[17:00:00, 09:00:00]]\n"
    (tmp_path / "standard.toml").write_text(text)

    with pytest.raises(ValueError, match=r"standard\.toml: .*not in order"):
        read_working_time(tmp_path, load_calendar())
