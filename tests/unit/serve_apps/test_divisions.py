"""Divisions in both languages."""

import pytest

from serve_apps.pages.divisions import division_steps, division_title


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("440604", "Guangdong Sheng Foshan Shi Chancheng Qu 广东省佛山市禅城区"),
        ("150000", "Neimenggu Zizhiqu 内蒙古自治区"),
        ("500101", "Chongqing Shi Wanzhou Qu 重庆市万州区"),
        ("999999", "999999"),
    ],
)
def test_a_division_is_spelt_out_as_the_standard_of_codes_does(code: str, title: str) -> None:
    assert division_title(code, "en") == title
    assert division_title(code, "zh") == title.rpartition(" ")[2]


def test_the_choices_on_the_way_to_one_are_spelt_out_too() -> None:
    provinces, cities, districts = division_steps("440604", 2026, "en")[:3]

    assert ("440000", "Guangdong Sheng 广东省") in provinces.choices
    assert ("440600", "Foshan Shi 佛山市") in cities.choices
    assert districts.chosen == "440604"
    assert dict(districts.choices)["440604"] == "Chancheng Qu 禅城区"
