"""Texts of proposals: their digest, and what may never stand in them."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from actors.kernel.errors import Reason, Refusal

_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")  # mobile, resident ID


def digest(title: str, matter: str, requests: Sequence[str], files: Sequence[str] = ()) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits; what a signature is put under. `files`
    are the digests of those that belong to it."""
    parts = [title, matter, *requests, *files]
    lengths = ",".join(str(len(part)) for part in parts)
    if files:
        lengths = f"{lengths};{len(files)}"
    return hashlib.sha256("\x00".join([lengths, *parts]).encode()).hexdigest()


def require_open(**texts: str | Sequence[str]) -> None:
    """Check that no text bears the mark of a state secret (国家秘密), which is never kept here.

    Raises:
        Refusal: some do; each is named by its field, "/requests/1" of several. No reason repeats
            what it says.
    """
    marked = [place for place, text in _each(texts) if any(mark in text for mark in _marks())]
    if marked:
        raise Refusal(*(Reason("proposal.state_secret", place) for place in marked))


def require_without_numbers(**texts: str) -> None:
    """Check that texts for everybody hold no telephone number and no number of a resident.

    Raises:
        Refusal: some do; each is named.
    """
    found = [name for name, text in texts.items() if bears_a_number(text)]
    if found:
        raise Refusal(*(Reason("proposal.personal_number", f"/{name}") for name in found))


def bears_a_number(text: str) -> bool:
    """Tell whether `text` holds a telephone number or the number of a resident."""
    return _NUMBERS.search(text) is not None


def require_filled(**texts: str) -> None:
    """Check that each text says something.

    Raises:
        Refusal: some do not; each is named.
    """
    empty = [name for name, text in texts.items() if not text.strip()]
    if empty:
        raise Refusal(*(Reason("proposal.empty", f"/{name}") for name in empty))


def _each(texts: Mapping[str, str | Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, text in texts.items():
        if isinstance(text, str):
            yield f"/{name}", text
        else:
            yield from ((f"/{name}/{number}", each) for number, each in enumerate(text))


@cache
def _marks() -> tuple[str, ...]:
    file = Path(__file__).with_name("secrecy.toml")
    return tuple(tomllib.loads(file.read_text("utf-8"))["marks"])
