"""Every name that people meet is said in both languages, and no Chinese term in two ways."""

import ast
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from actors import scan
from actors.blocks.cases import commands as case_commands
from actors.blocks.cases.decide import HANDLERS
from actors.blocks.cases.items import ServiceItem, SpecialProcedure
from actors.blocks.cases.state import Dues, Material, Phase, Task
from actors.blocks.clocks.cards import Level
from actors.kernel.deadlines import LimitUnit
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.system import System
from tests import loaded

ROOT = Path(__file__).parents[2]
KINDS = loaded.kinds()
OWNERS = scan.load().owners
FILES = sorted((ROOT / "actors").rglob("words.toml"))
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
NO_CODES = (".py", ".toml")
# These speak of mistakes in files, or of fields of rows.
NO_REFUSALS = re.compile(
    r"parse\w*\.py|shape\.py|system\.py|view\.py|rows\.py|statistics\.py|analysed\.py"
)


def words_of(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def merged() -> dict[str, Any]:
    """Return the words of all owners by their paths."""
    return {path: title for file in FILES for path, title in entries(words_of(file))}


def entries(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, inner in table.items():
        here = f"{path}.{name}" if path else name
        if set(inner) == {"zh", "en"}:
            yield here, inner
        else:
            yield from entries(inner, here)


WORDS = merged()
ACTIONS = {  # names of policies, which look like codes
    f"{kind}.{action}"
    for owner in OWNERS
    for kind, guarded in owner.guarded.items()
    for action in guarded.actions
}
SUBJECTS = {path.split(".")[1] for path in WORDS if path.startswith("refusals.")}


def group(name: str) -> set[str]:
    prefix = f"{name}."
    return {path.removeprefix(prefix) for path in WORDS if path.startswith(prefix)}


def refusal_codes() -> set[str]:
    """Return every string of the rules that looks like the code of a refusal."""
    found: set[str] = set()
    for folder in ("kernel", "blocks", "systems"):
        for file in (ROOT / "actors" / folder).rglob("*.py"):
            if NO_REFUSALS.fullmatch(file.name) or "/shell/" in str(file):
                continue
            tree = list(ast.walk(ast.parse(file.read_text("utf-8"))))
            templates = [
                n.value for n in tree if isinstance(n, ast.keyword) and n.arg == "template"
            ]
            for node in tree:
                text = node.value if isinstance(node, ast.Constant) else None
                if node in templates:  # the name of a paper or a notice
                    continue
                if isinstance(text, str) and CODE.fullmatch(text) and not text.endswith(NO_CODES):
                    found.add(text)
    ruled = {name for name, kind in KINDS.items() if kind.rules}
    found |= {f"{name}.{code}" for name in ruled for code in ("unknown", "forbidden", "not_now")}
    return {code for code in found - ACTIONS if code.partition(".")[0] in {*SUBJECTS, *ruled}}


def literals(struct: Any, field: str) -> set[str]:
    return set(get_args(struct.__annotations__[field]))


def names(module_union: Any) -> set[str]:
    return {kind.__name__ for kind in get_args(module_union) or (module_union,)}


USED: dict[str, set[str]] = {
    "case.states": set(get_args(Phase)),
    "case.commands": {command.__name__ for command in HANDLERS},
    "roles": {*(r.name for owner in OWNERS for r in owner.roles), *CLOCK.roles, *PLATFORM.roles},
    "purposes": {purpose for owner in OWNERS for purpose in owner.purposes},
    "levels": {level or "none" for level in get_args(Level)},
    "clocks": {clock for owner in OWNERS for clock in owner.clocks},
    "units_of_time": set(get_args(LimitUnit)),
    "procedures": set(get_args(SpecialProcedure)),
    "kinds": literals(ServiceItem, "kind"),
    "handling": literals(ServiceItem, "handling"),
    "sources": literals(Material, "source"),
    "opinions": literals(Task, "opinion") - {""},
    "deliveries": literals(case_commands.Deliver, "method"),
    "dues": set(Dues.__struct_fields__) - {"provisional", "calendar"},
    "ratings": {"1", "2", "3", "4", "5"},
    **{f"{name}.events": names(kind.events) for name, kind in KINDS.items()},
}


@pytest.mark.parametrize("name", USED)
def test_every_name_of_the_code_has_its_words(name: str) -> None:
    assert not USED[name] - group(name)


@pytest.mark.parametrize("name", [name for name in USED if name not in ("opinions",)])
def test_no_word_outlives_its_name(name: str) -> None:
    related = {"related", "person"}  # what pages of records call rows of the kind, and who acted
    assert not {each for each in group(name) if "." not in each} - USED[name] - related


def test_every_refusal_has_its_sentence() -> None:
    assert not refusal_codes() - group("refusals")


def test_no_two_owners_say_the_same_word() -> None:
    said = Counter(path for file in FILES for path, _ in entries(words_of(file)))

    assert not [path for path, times in said.items() if times > 1]


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.name)
def test_words_stand_with_their_owner(owner: System) -> None:
    file = scan.folder_of(owner) / "words.toml"
    said = {path for path, _ in entries(words_of(file))} if file.exists() else set()

    assert {f"roles.{role.name}" for role in owner.roles} <= said


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_one_chinese_term_of_an_owner_is_one_english_one(file: Path) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for path, title in entries(words_of(file)):
        if not path.startswith("refusals."):
            said[title["zh"]].add(title["en"])

    assert not {zh: en for zh, en in said.items() if len(en) > 1}


@pytest.mark.parametrize("name", sorted({path.rpartition(".")[0] for path in WORDS}))
def test_no_two_names_of_a_group_are_called_the_same(name: str) -> None:
    if name.startswith("refusals"):
        return
    for language in ("zh", "en"):
        texts = [WORDS[f"{name}.{each}"][language] for each in group(name) if "." not in each]
        assert len(texts) == len(set(texts))


def test_both_languages_use_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for path, title in WORDS.items():
        assert facts(title["zh"]) == facts(title["en"]), path


def test_both_languages_are_there() -> None:
    assert not [path for path, title in WORDS.items() if not all(map(str.strip, title.values()))]


def test_the_codes_are_found_at_all() -> None:
    assert {
        "resident_id.shape",
        "watch.policy_unknown",
        "case.not_now",
        "case.closed",
    } <= refusal_codes()


def notices() -> set[str]:
    """Return the templates that rules tell somebody: the literals "<kind>.<Name>", and whatever is
    told in the place of one."""
    told = re.compile(r"[a-z_]+\.[A-Z]\w+")
    found: set[str] = set()
    for folder in ("blocks", "systems"):
        for file in (ROOT / "actors" / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            if not re.search(f'"{told.pattern}"', text):
                continue  # to read a file as code takes longer than to look through it
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call):
                    for each in node.args:
                        names = literals(each)
                        if any(told.fullmatch(name) for name in names):
                            found.update(names)
    return found


def literals(node: ast.expr) -> list[str]:
    """Return the texts that an argument may be, where it is a literal or one of two."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_notice_has_its_words() -> None:
    said = {path.replace(".notices.", ".") for path in WORDS if ".notices." in path}

    found = notices()

    assert "tasks.HandedOver" in found
    assert found <= said
