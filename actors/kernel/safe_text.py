"""Text of people where a program might take it for something else: cells and lines of a log."""

import re

# Full-width ones too, which a spreadsheet in Chinese or Japanese takes for the others.
_FORMULA = re.compile(r"^\s*[=+\-@|＝＋－＠｜]|^[\t\r\n]")
# What ends a line for some reader of logs, moves a terminal, or turns the direction of a text.
_LEAVES_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unharmed(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: with an apostrophe in front if
    one might."""
    return f"'{text}" if _FORMULA.match(text) else text


def on_one_line(json: str) -> str:
    """Return a JSON text that stays on its line for every reader, and is the same JSON."""
    return _LEAVES_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
