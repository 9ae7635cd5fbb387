"""Faults, differences and comments of a design as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actors.blocks.designs.differences import Difference
from actors.blocks.designs.parts import tab_of
from actors.blocks.designs.records import DESIGN
from actors.kernel.errors import Reason
from serve_apps.front.language import Language, translations
from serve_apps.front.words import known_word, sentence


@dataclass(frozen=True)
class ToldFault:
    """A fault: on which tab it is, what it is of, what is wrong, and where it is mended."""

    tab: str
    what: str
    said: str
    href: str


def told_faults(
    reasons: Iterable[Reason], at: str, content: Mapping[str, Any], language: Language
) -> list[ToldFault]:
    """Return `reasons` as people read them; `at` is the address of the design."""
    return [_told(reason, at, content, language) for reason in reasons]


def _told(reason: Reason, at: str, content: Mapping[str, Any], language: Language) -> ToldFault:
    steps = [step for step in reason.field.split("/") if step]
    tab = tab_of(steps[0]) if steps else "item"
    href = at if tab == "tests" else f"{at}/{tab}"
    name = _field_at(steps, content)
    if name:
        href = f"{at}/form/{name}"
    said = sentence(reason.code, language, reason.facts)
    return ToldFault(tab_word(tab, language), _called(steps, content, language), said, href)


def tab_word(tab: str, language: Language) -> str:
    """Return what a tab is called."""
    return known_word(f"{DESIGN}.choices.tab.{tab}", language) or tab


def _field_at(steps: list[str], content: Mapping[str, Any]) -> str:
    """Return the name of the field of the form that a pointer leads into, "" for none."""
    if len(steps) < 4 or steps[0] != "sections" or steps[2] != "fields":
        return ""
    found = _follow(content, steps[:4])
    return str(found.get("name", "")) if isinstance(found, dict) else ""  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _called(steps: list[str], content: Mapping[str, Any], language: Language) -> str:
    """Return what a pointer leads to: titles of what has one on the way, and the last name."""
    said: list[str] = []
    for end in range(1, len(steps) + 1):
        found = _follow(content, steps[:end])
        title = found.get("title") if isinstance(found, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if end > 1 and isinstance(title, dict) and title.get(language):  # pyright: ignore[reportUnknownMemberType]
            said.append(f"{title[language]}")
    names = [step for step in steps if not step.isdigit()]
    if names:
        said.append(part_word(names[-1], language))
    return " · ".join(dict.fromkeys(said))


def part_word(name: str, language: Language) -> str:
    """Return what a part of a content is called."""
    for path in (f"{DESIGN}.fields.{name}", f"{DESIGN}.parts.{name}"):
        if word := known_word(path, language):
            return word
    return name


def _follow(content: Any, steps: Iterable[str]) -> Any:
    here = content
    for step in steps:
        if isinstance(here, dict):
            here = here.get(step)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        elif isinstance(here, list | tuple) and step.isdigit() and int(step) < len(here):  # pyright: ignore[reportUnknownArgumentType]
            here = here[int(step)]  # pyright: ignore[reportUnknownVariableType]
        else:
            return None
    return here  # pyright: ignore[reportUnknownVariableType]


@dataclass(frozen=True)
class ToldDifference:
    """One part that differs, as people read it."""

    tab: str
    what: str
    was: str
    becomes: str


def told_differences(found: Iterable[Difference], language: Language) -> list[ToldDifference]:
    """Return `found` as people read it."""
    _ = translations(language).gettext
    yes_no = {"true": _("是"), "false": _("否")}
    return [
        ToldDifference(
            tab_word(each.tab, language),
            " · ".join(part_word(step, language) for step in each.way),
            yes_no.get(each.was, each.was),
            yes_no.get(each.becomes, each.becomes),
        )
        for each in found
    ]
