"""Reads documents into structs and names everything that does not fit, not only the first."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

from actors.kernel.mistakes import Mistake

S = TypeVar("S", bound=msgspec.Struct)
NAME = re.compile(r"[a-z][a-z0-9_]*")


def read(document: Mapping[str, Any], type_: type[S], file: str) -> tuple[S | None, list[Mistake]]:
    """Return `document` as a `type_`, or None, and what is wrong with its shape.

    Keys that the type does not know are named and left out, so that the rest can still be read.
    """
    mistakes = [Mistake(file, place, rule) for place, rule in _faults(dict(document), type_, "")]
    try:
        return msgspec.convert(document, type_), mistakes
    except msgspec.ValidationError:
        return None, mistakes


def title_faults(document: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every title in `document` that has no text in one of the languages."""
    if isinstance(document, list | tuple):
        for number, part in enumerate(document):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            yield from title_faults(part, f"{place}[{number}]")
    elif isinstance(document, Mapping):
        for key, part in document.items():  # pyright: ignore[reportUnknownVariableType]
            here = f"{place}.{key}" if place else str(key)  # pyright: ignore[reportUnknownArgumentType]
            if key in ("zh", "en") and isinstance(part, str) and not part.strip():
                yield here, "a title has text in both languages"
            yield from title_faults(part, here)


def repeated(names: list[str]) -> list[str]:
    """Return the names that stand more than once, each once."""
    return [name for name, times in Counter(names).items() if times > 1]


def _faults(value: Any, type_: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield (place, rule) for everything in `value` that is not as `type_` says."""
    origin, args = get_origin(type_), get_args(type_)
    if _is_struct(type_) and isinstance(value, dict):
        yield from _struct_faults(cast("dict[str, Any]", value), type_, place)
    elif origin is tuple and args[-1] is Ellipsis and isinstance(value, list):
        for number, part in enumerate(cast("list[Any]", value)):
            yield from _faults(part, args[0], f"{place}[{number}]")
    elif origin is tuple and isinstance(value, list) and len(cast("list[Any]", value)) == len(args):
        for number, (part, kind) in enumerate(zip(cast("list[Any]", value), args, strict=True)):
            yield from _faults(part, kind, f"{place}[{number}]")
    elif origin in (Union, UnionType) and len(args) == 2 and NoneType in args:
        if value is not None:
            yield from _faults(value, args[0] if args[1] is NoneType else args[1], place)
    else:
        try:
            msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            yield place, str(error).lower()


def _struct_faults(
    table: dict[str, Any], type_: type[msgspec.Struct], place: str
) -> Iterator[tuple[str, str]]:
    known = _fields(type_)
    for key in table.keys() - known.keys():
        yield _under(place, key), "unknown key"
    for name, field in known.items():
        if name in table:
            yield from _faults(table[name], field.type, _under(place, name))
        elif field.required:
            yield _under(place, name), "missing"


@cache
def _fields(type_: type[msgspec.Struct]) -> Mapping[str, FieldInfo]:
    return {field.encode_name: field for field in fields(type_)}


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _under(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
