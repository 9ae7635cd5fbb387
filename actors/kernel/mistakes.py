"""Mistakes in data files: reported all at once, each with its file, its place and the rule."""

import difflib
from collections.abc import Iterable
from typing import TypeVar, cast

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Mistake(msgspec.Struct, frozen=True, order=True):
    """One mistake. `file` is a path as people know it ("one_door/items/x.toml"), `place` the key
    in it ("limits.promised"; "" for the whole file), `rule` what is wrong, in a sentence."""

    file: str
    place: str
    rule: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.place}: {self.rule}" if self.place else f"{self.file}: {self.rule}"
        )


class Mistakes(ValueError):
    """Data that cannot be used, with everything that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """Return the sentence that there is no `what` called `name`, and which of `known` is meant."""
    near = difflib.get_close_matches(name, sorted(known), 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"there is no {what} {name!r}{meant}"


def convert(
    document: object, kind: type[T], file: str, place: str, mistakes: list[Mistake]
) -> T | None:
    """Return `document` as a `kind`, or None. What is wrong is added to `mistakes`; keys that
    `kind` does not know are wrong."""
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    if isinstance(document, dict):
        unknown = sorted(set(cast(dict[str, object], document)) - known)
        mistakes += (Mistake(file, place, f"there is no key {key!r}") for key in unknown)
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        mistakes.append(Mistake(file, place, str(error)))
        return None
