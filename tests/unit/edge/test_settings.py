"""Settings of a kiosk: read once, wrong ones named."""

import pytest

from edge.screens.words import words
from edge.settings import WrongSettings, read_settings


def test_without_variables_the_kiosk_looks_for_a_platform_on_this_machine() -> None:
    assert read_settings({"PATH": "/bin"}).platform == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YIMEN_EDGE_IDEL_SECONDS", "5"),
        ("YIMEN_EDGE_IDLE_SECONDS", "soon"),
        ("YIMEN_EDGE_SCREEN_PORT", "70000"),
        ("YIMEN_EDGE_PAPER", "81"),
        ("YIMEN_EDGE_PLATFORM", "http://gov.example.cn"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSettings, match="YIMEN_EDGE_"):
        read_settings({name: value})


def test_every_word_of_the_screen_is_there_in_both_languages() -> None:
    for kind in ("", "receipt_"):
        chinese, english = words(f"{kind}zh"), words(f"{kind}en")
        assert chinese.keys() == english.keys()
        assert all(chinese.values()) and all(english.values())
