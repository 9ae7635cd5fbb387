"""Queries of `fq` and `q` (检索式), as catalogues and harvesters write them, taken apart.

What is known of Lucene's words: `field:value`, `"several words"`, `field:(a OR b)`,
`[from TO to]` with ends and `{from TO to}` without, `*`, `+ - NOT !`, `AND OR && ||`, brackets.
Terms that stand beside each other are all meant (AND).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

LONGEST = 2_000
_DEEPEST = 20
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<range>[\[{]\s*(?:"[^"]*"|[^\s"\]}]+)\s+TO\s+(?:"[^"]*"|[^\s"\]}]+)\s*[\]}])
      | (?P<quoted>"(?:\\.|[^"\\])*")
      | (?P<sign>&&|\|\||[()!:+-])
      | (?P<word>(?:\\.|[^\s()"\[\]{}:!])+)
    )""",
    re.VERBOSE,
)
_RANGE = re.compile(r'([\[{])\s*("[^"]*"|\S+)\s+TO\s+("[^"]*"|[^\s\]}]+)\s*([\]}])')
_WORDS = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not", "!": "not"}


class BadQuery(ValueError):
    """The query cannot be read."""


@dataclass(frozen=True)
class Term:
    """`value` in `field`, "" being any text; `exact` where it was quoted, so that `*` is itself."""

    field: str
    value: str
    exact: bool = False


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, "" being open; with the ends that are `included`."""

    field: str
    low: str
    high: str
    included: tuple[bool, bool] = (True, True)


@dataclass(frozen=True)
class Every:
    """All of `parts`; without any, everything."""

    parts: tuple["Query", ...] = ()


@dataclass(frozen=True)
class Some:
    """At least one of `parts`."""

    parts: tuple["Query", ...]


@dataclass(frozen=True)
class Without:
    """What does not fit `part`."""

    part: "Query"


Query = Term | Range | Every | Some | Without


def parse(text: str) -> Query:
    """Return what `text` asks for; nothing but blanks and `*:*` ask for everything.

    Raises:
        BadQuery: it cannot be read.
    """
    if len(text) > LONGEST:
        raise BadQuery("too long")
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def query(self) -> Query:
        found = self._some("") if self._tokens else Every()
        if self._at < len(self._tokens):
            _unreadable(self._tokens[self._at][1])
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self) -> tuple[str, str]:
        found = self._peek()
        self._at += 1
        return found

    def _some(self, field: str) -> Query:
        parts = [self._every(field)]
        while self._peek() == ("joined", "or"):
            self._take()
            parts.append(self._every(field))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self, field: str) -> Query:
        parts = [self._signed(field)]
        while True:
            sort, said = self._peek()
            if (sort, said) == ("joined", "and"):
                self._take()
            elif sort == "end" or said == ")" or (sort, said) == ("joined", "or"):
                return parts[0] if len(parts) == 1 else Every(tuple(parts))
            parts.append(self._signed(field))

    def _signed(self, field: str) -> Query:
        sort, said = self._peek()
        if (sort, said) == ("joined", "not") or (sort == "sign" and said in "+-"):
            self._take()
            part = self._within(lambda: self._signed(field))
            return part if said == "+" else Without(part)
        return self._one(field)

    def _one(self, field: str) -> Query:
        sort, said = self._take()
        if sort == "sign" and said == "(":
            found = self._within(lambda: self._some(field))
            if self._take() != ("sign", ")"):
                _unreadable("(")
            return found
        if sort == "range":
            return _range(field, said)
        if sort == "quoted":
            return Term(field, re.sub(r"\\(.)", r"\1", said[1:-1]), exact=True)
        if sort != "word":
            _unreadable(said)
        if self._peek() == ("sign", ":"):
            if field:
                _unreadable(f"{field}:{said}:")
            self._take()
            return self._one(said)
        if said == "*" and field in ("", "*"):
            return Every()
        return Term(field, re.sub(r"\\(.)", r"\1", said), exact="\\" in said)

    def _within(self, read: Callable[[], Query]) -> Query:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadQuery("too deep")
        found = read()
        self._depth -= 1
        return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            _unreadable(text[at:])
        sort, said = match.lastgroup, match[match.lastgroup]
        at = match.end()
        found.append(("joined", _WORDS[said]) if said in _WORDS else (sort, said))
    return found


def _range(field: str, said: str) -> Range:
    found = _RANGE.fullmatch(said)
    if found is None or not field:
        _unreadable(said)
    low, high = ("" if each == "*" else each.strip('"') for each in found.group(2, 3))
    return Range(field, low, high, (found[1] == "[", found[4] == "]"))


def _unreadable(said: str) -> NoReturn:
    raise BadQuery(f"cannot parse {said[:50]!r}")
