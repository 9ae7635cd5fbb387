"""A file of policies, cut into its statements, so that one fault does not hide the others."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """One policy as it is written. `line` is that of its first word, from 1."""

    line: int
    text: str


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of `text`; the last one may lack its semicolon."""
    begin: int | None = None
    at = 0
    while at < len(text):
        if text.startswith("//", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        character = text[at]
        if begin is None and not character.isspace():
            begin = at
        if character == '"':
            at = _end_of_string(text, at)
        elif character == ";" and begin is not None:
            yield _statement(text, begin, at + 1)
            begin = None
        at += 1
    if begin is not None:
        yield _statement(text, begin, len(text))


def _statement(text: str, begin: int, end: int) -> Statement:
    return Statement(text.count("\n", 0, begin) + 1, text[begin:end])


def _end_of_string(text: str, at: int) -> int:
    """Return the place of the quotation mark that closes the one at `at`, or the text's end."""
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at
