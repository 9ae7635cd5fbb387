"""Templates of papers (文书模板): what a paper is made of, and whether it wants a seal.

A template is a folder, `papers/<name>` of a block or a system: `paper.toml` declares the fields,
`template.typ` sets them. A version that was used stays, as `papers/<name>/<version>`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, cast

import msgspec

from actors.kernel.words import Title

LONGEST = 20_000  # characters of a text
MOST = 500  # texts or pairs of a field
FieldKind = Literal[
    "text",  # one line
    "long_text",  # paragraphs, parted by line breaks
    "texts",  # a list of texts
    "pairs",  # a list of [what it is called, what it says]
    "day",  # yyyy-mm-dd
    "truth",  # true or false
]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANK = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # what no font shows


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a template. `filled_by` "officer": whoever issues the paper is asked for it."""

    name: str
    kind: FieldKind = "text"
    title: Title
    optional: bool = False
    filled_by: Literal["sender", "officer"] = "sender"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template in one version.

    Attributes:
        name: of its folder; unique over the platform.
        version: counts from 1; papers keep the one that they were ordered with.
        title: what the paper is called.
        sealed: it wants the seal (印章) of the organ, and is not handed out without.
        fields: what has to be known to make one.
        sample: facts that satisfy it, of people that do not exist.
        source: its text in Typst.
    """

    name: str
    version: int
    title: Title
    sealed: bool
    fields: tuple[Field, ...]
    sample: Mapping[str, Any]
    source: str

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """The fields that an officer fills in."""
        return tuple(each for each in self.fields if each.filled_by == "officer")

    def faults(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with `facts`: the field, and what is."""
        known = {each.name: each for each in self.fields}
        for name in facts:
            if name not in known:
                yield name, "the template has no such field"
        for name, declared in known.items():
            if name in facts:
                rule = _fault(facts[name], declared)
                if rule:
                    yield name, rule
            elif not declared.optional:
                yield name, "missing"


@dataclass(frozen=True, kw_only=True)
class Papers:
    """Every template of what is installed, by name and version."""

    templates: Mapping[tuple[str, int], Template] = field(
        default_factory=dict[tuple[str, int], Template]
    )

    def template(self, name: str, version: int = 0) -> Template | None:
        """Return the template `name` in `version`, 0 for the latest; None: there is none."""
        return self.templates.get((name, version)) if version else self._latest.get(name)

    def current(self) -> tuple[Template, ...]:
        """Return every template in its latest version, by name."""
        return tuple(self._latest[name] for name in sorted(self._latest))

    @cached_property
    def _latest(self) -> dict[str, Template]:
        in_order = sorted(self.templates.values(), key=lambda each: each.version)
        return {each.name: each for each in in_order}


def _fault(value: Any, declared: Field) -> str:
    """Return what is wrong with the value of a field, "" for nothing."""
    match declared.kind:
        case "text":
            return _text_fault(value, declared) or ("is one line" if "\n" in value else "")
        case "long_text":
            return _text_fault(value, declared)
        case "day":
            return "" if _is_day(value) else "is a day, yyyy-mm-dd"
        case "truth":
            return "" if isinstance(value, bool) else "is true or false"
        case "texts":
            return _list_fault(value, lambda part: _text_fault(part, declared))
        case "pairs":
            return _list_fault(value, lambda part: _pair_fault(part, declared))


def _text_fault(value: Any, declared: Field) -> str:
    if not isinstance(value, str):
        return "is a text"
    if not value.strip() and not declared.optional:
        return "is empty"
    if len(value) > LONGEST:
        return f"is longer than {LONGEST} characters"
    return "holds a character that cannot be shown" if _BLANK.search(value) else ""


def _list_fault(value: Any, fault: Callable[[Any], str]) -> str:
    if not isinstance(value, list | tuple):
        return "is a list"
    several = cast("list[Any]", value)
    if len(several) > MOST:
        return f"has more than {MOST} entries"
    return next((found for part in several if (found := fault(part))), "")


def _pair_fault(part: Any, declared: Field) -> str:
    if not isinstance(part, list | tuple) or len(cast("list[Any]", part)) != 2:
        return "is a list of pairs"
    several = cast("list[Any]", part)
    return _text_fault(several[0], declared) or (
        "" if several[1] == "" else _text_fault(several[1], declared)
    )


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
