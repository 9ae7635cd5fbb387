"""Files as commands, events and states name them: by the digest of their content (文件摘要).

A field of the type `Digest` names a file. Whatever has such a field is found by that, so that no
command that attaches a file can be forgotten where it is asked whose the file is.
"""

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Union, cast, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields, replace

FILE = "file"
Digest = Annotated[str, msgspec.Meta(extra={FILE: "sha256"})]
"""The SHA-256 of a file's content in hex, or "" for none."""

Facts = Mapping[str, Any]
"""What is known of a file, by the names of fields: "media_type", "size" and "bytes"."""

_Plan = Mapping[str, bool]  # fields that are digests, or several (True), or lead to some (False)
_KEPT = 2048


def digests(value: msgspec.Struct) -> tuple[tuple[str, str], ...]:
    """Return every file that `value` names: the JSON pointer to it, and its digest."""
    return tuple(_found(value, ""))


def with_facts(value: msgspec.Struct, known: Mapping[str, Facts]) -> Any:
    """Return `value` with what is `known` of each file, by its digest, in the fields that stand
    beside the digest, whatever the sender wrote there."""
    plan = _plan(type(value))
    if not plan:
        return value
    changes: dict[str, Any] = {}
    for name, way in plan.items():
        held = getattr(value, name)
        if way and isinstance(held, str):
            facts = known.get(held, {})
            changes |= {each: facts[each] for each in value.__struct_fields__ if each in facts}
        elif not way:
            changes[name] = _each(held, lambda part: with_facts(part, known))
    return replace(value, **changes)


def names_files(type_: type[msgspec.Struct]) -> bool:
    """Tell whether values of `type_` may name files."""
    return bool(_plan(type_))


def _found(value: msgspec.Struct, at: str) -> Iterator[tuple[str, str]]:
    for name, way in _plan(type(value)).items():
        held = getattr(value, name)
        for step, part in _parts(held):
            if isinstance(part, msgspec.Struct):
                yield from _found(part, f"{at}/{name}{step}")
            elif way and part and isinstance(part, str):
                yield f"{at}/{name}{step}", part


def _parts(held: Any) -> Iterator[tuple[str, Any]]:
    match held:
        case list() | tuple():
            several = enumerate(cast("Sequence[Any]", held))
            yield from ((f"/{number}", each) for number, each in several)
        case dict():
            mapped = cast("dict[str, Any]", held).items()
            yield from ((f"/{name}", each) for name, each in mapped)
        case _:
            yield "", held


def _each(held: Any, change: Callable[[msgspec.Struct], Any]) -> Any:
    match held:
        case msgspec.Struct():
            return change(held)
        case list() | tuple():
            several = cast("Sequence[Any]", held)
            changed = [change(one) if isinstance(one, msgspec.Struct) else one for one in several]
            return tuple(changed) if isinstance(held, tuple) else changed
        case dict():
            mapped = cast("dict[str, Any]", held).items()
            return {n: change(one) if isinstance(one, msgspec.Struct) else one for n, one in mapped}
        case _:
            return held


@lru_cache(_KEPT)
def _plan(type_: type[msgspec.Struct]) -> _Plan:
    return {
        field.name: way
        for field in _fields(type_)
        if (way := _way(field.type, (type_,))) is not None
    }


def _fields(type_: type[msgspec.Struct]) -> Sequence[FieldInfo]:
    return fields(type_)


def _way(type_: Any, within: tuple[type, ...]) -> bool | None:
    """Return True for digests, False for what leads to some, None for anything else."""
    origin, args = get_origin(type_), get_args(type_)
    if origin is Annotated:
        meta = (each for each in args[1:] if isinstance(each, msgspec.Meta))
        if any(FILE in (each.extra or {}) for each in meta):
            return True
        return _way(args[0], within)
    if origin in (Union, types.UnionType, tuple, list, dict):
        ways = {_way(each, within) for each in args} - {None}
        return any(ways) if ways else None
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct) and type_ not in within:
        inner = (_way(field.type, (*within, type_)) for field in _fields(type_))
        return False if any(way is not None for way in inner) else None
    return None
