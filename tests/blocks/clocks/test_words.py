"""Whatever this part of the rules says has its words in both languages."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from actors.blocks.clocks import cards, decide
from actors.blocks.clocks.events import WatchEvent
from actors.kernel import deadlines, identifiers

WORDS = tomllib.loads((Path(cards.__file__).parent / "words.toml").read_text("utf-8"))
EVENTS = [event.__name__ for event in get_args(WatchEvent)]


def codes_in(module: Any) -> set[str]:
    """Return every code of a reason that the source of `module` names."""
    source = Path(module.__file__).read_text("utf-8")
    return set(re.findall(r'(?:Reason|_error)\("([a-z_]+\.[a-z_]+)"', source))


def both_languages(words: Mapping[str, Any]) -> bool:
    return bool(words["zh"].strip()) and bool(words["en"].strip())


@pytest.mark.parametrize("code", sorted(codes_in(identifiers) | codes_in(decide)))
def test_every_refusal_and_warning_has_a_sentence(code: str) -> None:
    group, name = code.split(".")

    assert both_languages(WORDS["refusals"][group][name])


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("levels", [name or "none" for name in cards.LEVELS]),
        ("clocks", get_args(cards.ClockName)),
        ("units_of_time", get_args(deadlines.LimitUnit)),
    ],
)
def test_every_level_clock_and_unit_has_a_name(group: str, names: list[str]) -> None:
    assert set(WORDS[group]) == set(names)
    assert all(both_languages(words) for words in WORDS[group].values())


def test_every_event_of_a_watcher_has_its_words() -> None:
    assert all(both_languages(WORDS["events"][name]) for name in EVENTS)


def test_the_codes_are_found_at_all() -> None:
    assert {"resident_id.shape", "watch.policy_unknown"} <= codes_in(identifiers) | codes_in(decide)
