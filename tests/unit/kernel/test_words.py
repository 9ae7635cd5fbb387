"""Every word of the domain is said in both languages, and no Chinese term is said in two ways."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from actors.blocks.cases import commands as case_commands
from actors.blocks.cases.items import ServiceItem, SpecialProcedure
from actors.blocks.cases.permissions import PERMISSIONS
from actors.blocks.cases.state import Dues, Material, Phase, Task
from actors.blocks.clocks.cards import ClockName, Level
from actors.kernel import words
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.system import Installed
from actors.kinds import build_kinds
from tests.blocks.cases.city import LIBRARY

KERNEL = Path(words.__file__).parent
WORDS: dict[str, Any] = tomllib.loads((KERNEL / "words.toml").read_text("utf-8"))
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
NO_CODES = (".py", ".toml")
NO_REFUSALS = re.compile(r"parse_\w+\.py|shape\.py")  # these speak of mistakes in data files


def entries(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, inner in table.items():
        here = f"{path}.{name}" if path else name
        if set(inner) == {"zh", "en"}:
            yield here, inner
        else:
            yield from entries(inner, here)


def refusal_codes() -> set[str]:
    """Return every string of the kernel that looks like the code of a refusal."""
    found: set[str] = set()
    for file in KERNEL.rglob("*.py"):
        if NO_REFUSALS.fullmatch(file.name):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and CODE.fullmatch(text) and not text.endswith(NO_CODES):
                found.add(text)
    return found


def literals(struct: Any, field: str) -> set[str]:
    return set(get_args(struct.__annotations__[field]))


def names(module_union: Any) -> set[str]:
    return {kind.__name__ for kind in get_args(module_union) or (module_union,)}


USED: dict[str, set[str]] = {
    "phases": set(get_args(Phase)),
    "roles": {*LIBRARY[Installed].roles(), *CLOCK.roles, *PLATFORM.roles},
    "commands": {command.__name__ for command in PERMISSIONS},
    "events": set().union(*(names(kind.events) for kind in build_kinds(LIBRARY).values())),
    "levels": {level or "none" for level in get_args(Level)},
    "clocks": set(get_args(ClockName)),
    "procedures": set(get_args(SpecialProcedure)),
    "kinds": literals(ServiceItem, "kind"),
    "handling": literals(ServiceItem, "handling"),
    "sources": literals(Material, "source"),
    "opinions": literals(Task, "opinion") - {""},
    "deliveries": literals(case_commands.Deliver, "method"),
    "dues": set(Dues.__struct_fields__) - {"provisional", "calendar"},
    "ratings": {"1", "2", "3", "4", "5"},
}


@pytest.mark.parametrize("group", USED)
def test_every_name_of_the_code_has_its_words(group: str) -> None:
    assert not USED[group] - WORDS[group].keys()


@pytest.mark.parametrize("group", ["phases", "commands", "levels", "clocks", "procedures"])
def test_no_word_outlives_its_name(group: str) -> None:
    assert not WORDS[group].keys() - USED[group]


def test_every_refusal_has_its_sentence() -> None:
    said = {path.removeprefix("refusals.") for path, _ in entries(WORDS["refusals"])}

    assert not refusal_codes() - said


def test_one_chinese_term_is_one_english_one() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for path, title in entries(WORDS):
        if not path.startswith("refusals."):
            said[title["zh"]].add(title["en"])

    assert not {zh: en for zh, en in said.items() if len(en) > 1}


@pytest.mark.parametrize("group", sorted(WORDS.keys() - {"refusals"}))
def test_no_two_names_of_a_group_are_called_the_same(group: str) -> None:
    for language in ("zh", "en"):
        texts = [title[language] for _, title in entries(WORDS[group])]
        assert len(texts) == len(set(texts))


def test_both_languages_use_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for path, title in entries(WORDS):
        assert facts(title["zh"]) == facts(title["en"]), path
