"""Reads the words of what is installed; tells of those that are missing, doubled, or of nothing."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, cast, get_args

from actors import kernel, scan
from actors.declared import Owned
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.mistakes import Mistake, unknown
from actors.kernel.offer import Offer
from actors.kernel.system import Installed
from actors.kernel.words import Title

LANGUAGES = ("zh", "en")
_KERNEL = "kernel/words.toml"
_GENERAL = ("forbidden", "not_now", "unknown")  # what an offer may be refused with; see `Rules`
_OF_KINDS = ("events", "commands", "states")
Kinds = Owned[EntityKind[Any]]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Every word that was read, by its path ("roles.approver"), the file that says it, and what is
    below each path."""

    titles: dict[str, Title] = field(default_factory=dict[str, Title])
    files: dict[str, str] = field(default_factory=dict[str, str])
    below: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def keep(self, path: str, file: str, title: Title) -> None:
        """Keep an entry that `file` says under `path`."""
        self.titles[path], self.files[path] = title, file
        at = path.rfind(".")
        while at > 0:
            self.below.setdefault(path[:at], {})[path[at + 1 :]] = file
            at = path.rfind(".", 0, at)

    def group(self, name: str, file: str = "") -> frozenset[str]:
        """Return the names below the path `name`: all, or those that `file` says."""
        below = self.below.get(name, {})
        return frozenset(path for path, said in below.items() if file in ("", said))


def read_glossary(installed: Installed, mistakes: list[Mistake]) -> Glossary:
    """Return the words of the kernel and of what is `installed`. An entry that is doubled, or not
    in both languages, is added to `mistakes`."""
    glossary = Glossary()
    files = [(_KERNEL, Path(next(iter(kernel.__path__))) / "words.toml")]
    files += [
        (scan.file_of(owner, "words.toml"), scan.folder_of(owner) / "words.toml")
        for owner in installed.owners
    ]
    for file, path in files:
        if not path.exists():
            continue
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except ValueError as error:
            mistakes.append(Mistake(file, "", str(error)))
            continue
        for place, said in _entries(document):
            _add(glossary, file, place, said, mistakes)
    return glossary


def check_words(installed: Installed, kinds: Kinds, glossary: Glossary) -> Iterator[Mistake]:
    """Yield the words that are missing of what is declared, and those that are of nothing."""
    for owner in installed.owners:
        file = scan.file_of(owner, "words.toml")
        own = {name: kind for name, (of, kind) in kinds.items() if of is owner}
        declared = {
            "roles": [role.name for role in owner.roles],
            "purposes": list(owner.purposes),
            "clocks": list(owner.clocks),
        }
        for kind in own.values():
            declared |= {f"{kind.name}.{part}": names for part, names in _words_of(kind)}
        for group, names in declared.items():
            said = glossary.group(group)
            missing = (name for name in names if name not in said)
            yield from (Mistake(file, f"{group}.{name}", "it has no words") for name in missing)
        yield from _of_nothing(file, glossary, declared, own)
        for kind in own.values():
            for code in _refusals(kind):
                if f"refusals.{code}" not in glossary.titles:
                    yield Mistake(file, f"refusals.{code}", "it has no words")
    for role in sorted(glossary.group("roles", _KERNEL) - {*CLOCK.roles, *PLATFORM.roles}):
        yield Mistake(_KERNEL, f"roles.{role}", "nobody has this role")


def _of_nothing(
    file: str, glossary: Glossary, declared: Mapping[str, Iterable[str]], kinds: Mapping[str, Any]
) -> Iterator[Mistake]:
    """Yield words of `file` whose names nobody has declared: misspelt, or outlived."""
    for group in ("roles", "purposes", "clocks"):
        yield from _superfluous(file, glossary, group, declared[group])
    groups = {path.rpartition(".")[0] for path, said in glossary.files.items() if said == file}
    for group in sorted(groups):
        name, _, part = group.partition(".")
        if part not in _OF_KINDS or name == "refusals":
            continue
        if name not in kinds:
            yield Mistake(file, group, unknown(name, kinds, "kind"))
        elif part == "events":
            yield from _superfluous(file, glossary, group, declared[group])
        elif part == "commands":
            known = [command.__name__ for command in _members(kinds[name].commands)]
            yield from _superfluous(file, glossary, group, known)


def _superfluous(
    file: str, glossary: Glossary, group: str, known: Iterable[str]
) -> Iterator[Mistake]:
    what = group.rpartition(".")[2].removesuffix("s")
    for name in sorted(glossary.group(group, file) - set(known)):
        yield Mistake(file, f"{group}.{name}", unknown(name, known, what))


def _words_of(kind: EntityKind[Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield what of a kind is told to people: its events, and what they may ask in which state."""
    yield "events", [event.__name__ for event in _members(kind.events)]
    offers = _offers(kind)
    if offers:
        yield "commands", [offer.command.__name__ for offer in offers]
        yield "states", sorted({state for offer in offers for state in offer.states})


def _refusals(kind: EntityKind[Any]) -> Iterator[str]:
    """Yield the codes that the offers of a kind are refused with."""
    offers = _offers(kind)
    if offers:
        yield from (f"{kind.name}.{code}" for code in _GENERAL)
    yield from dict.fromkeys(code for offer in offers for code, _ in offer.asks)


def _offers(kind: EntityKind[Any]) -> list[Offer[Any]]:
    offers = kind.rules.offers if kind.rules else ()
    return [offer for offer in offers if offer.of == "people"]


def _members(union: Any) -> tuple[Any, ...]:
    return get_args(union) or (union,)


def _add(
    glossary: Glossary, file: str, place: str, said: Mapping[str, Any], mistakes: list[Mistake]
) -> None:
    texts = [said.get(language) for language in LANGUAGES]
    if set(said) != set(LANGUAGES) or not all(isinstance(t, str) and t.strip() for t in texts):
        mistakes.append(Mistake(file, place, "it is said in Chinese (zh) and English (en)"))
    elif _facts(said["zh"]) != _facts(said["en"]):
        mistakes.append(Mistake(file, place, "the languages fill in different facts"))
    if place in glossary.files:
        mistakes.append(Mistake(file, place, f"{glossary.files[place]} says it, too"))
        return
    title = Title(zh=str(said.get("zh", "")), en=str(said.get("en", "")))
    glossary.keep(place, file, title)


def _facts(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError as error:
        return {str(error)}


def _entries(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every entry with its path; a table without tables in it is one."""
    for name, inner in table.items():
        here = f"{path}.{name}" if path else name
        if not isinstance(inner, dict):
            yield here, {"": inner}
            continue
        below = cast(dict[str, Any], inner)
        if below and not any(isinstance(each, dict) for each in below.values()):
            yield here, below
        else:
            yield from _entries(below, here)
