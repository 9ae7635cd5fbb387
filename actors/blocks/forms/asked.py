"""A command as a form (表单): what a page asks for, told by the command's own fields."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

from actors.kernel.turn import Command

Sort = Literal[
    "text", "long_text", "identifier", "number", "yuan", "yes_no", "day", "moment", "choice",
    "choices", "lines", "group", "groups",
]  # fmt: skip
"""How a field is asked: "yuan" is an amount of fen, "choices" several of a list, "lines" a text or
a whole number a line, "group" a struct, "groups" any number of them, or of what a mapping holds."""

_DEEPEST = 3
_NUMBERS = (int, float)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field.

    Attributes:
        name: of the struct's field; labels are the words `<kind>.fields.<name>`.
        type: of its value, without what makes it optional.
        required: something must be said.
        choices: its values, where they are a closed list; `<kind>.choices.<name>.<value>`.
        parts: the fields of a group.
        keyed: of groups that are a mapping: the part that is the key. A mapping to texts has one
            more part, that to structs has theirs.
        check: the identifier check of `kernel/identifiers.py` that its value is typed for.
        presumed: of "yes_no": "true" or "false" where that is meant if nothing is said.
    """

    name: str
    sort: Sort
    type: Any
    required: bool
    choices: tuple[str, ...] = ()
    parts: tuple["Asked", ...] = ()
    keyed: str = ""
    check: str = ""
    presumed: str = ""

    @property
    def several(self) -> bool:
        """Whether its value is a list of texts."""
        return self.sort in ("lines", "choices")


@dataclass(frozen=True, kw_only=True)
class CommandForm:
    """The form of one command of the kind `kind`."""

    command: type[Command]
    kind: str
    fields: tuple[Asked, ...]

    def words(self) -> frozenset[str]:
        """Return the paths of all words that the form is labelled with."""
        return frozenset(_words(self.kind, self.fields))

    def paths(self) -> frozenset[str]:
        """Return the way to every field that is not a group, by names: "lead.unit"."""
        return frozenset(_paths(self.fields, ""))


def form_of(
    command: type[Command],
    kind: str,
    *,
    long: Iterable[str] = (),
    unasked: Iterable[str] = (),
    first: Sequence[str] = (),
) -> CommandForm:
    """Return the form that asks for `command` of the kind `kind`.

    `long` are texts that are written in a large box, `unasked` fields that a page leaves out: they
    have a default; `first` are asked before the others, in this order. A field `..._fen` is asked
    in yuan; an identifier is declared by `Annotated[str, Meta(extra={"check": "mobile"})]`, a
    mapping by the words for its key and, where it holds texts, for these: `Annotated[dict[str,
    str], Meta(extra={"key": "account", "value": "seat"})]`.

    Raises:
        TypeError: a field is of a type that no form can ask for, or is left out and has no default.
    """
    large, left_out = frozenset(long), frozenset(unasked)
    for name in sorted((large | left_out | {*first}) - {field.name for field in fields(command)}):
        raise TypeError(f"{command.__name__} has no field {name!r}")
    for field in fields(command):
        if field.name in left_out and field.required:
            raise TypeError(f"{command.__name__}.{field.name} is not asked for and has no default")
    place = {name: number - len(first) for number, name in enumerate(first)}
    asked = (
        _asked(field, f"{command.__name__}.{field.name}", large, 1)
        for field in sorted(fields(command), key=lambda field: place.get(field.name, 0))
        if field.name not in left_out
    )
    return CommandForm(command=command, kind=kind, fields=tuple(asked))


def fields_of_struct(struct: type[msgspec.Struct]) -> tuple[Asked, ...]:
    """Return how each field of `struct` is asked.

    Raises:
        TypeError: a field is of a type that nobody can be asked for.
    """
    name = struct.__name__
    return tuple(_asked(field, f"{name}.{field.name}", frozenset(), 1) for field in fields(struct))


def _asked(field: FieldInfo, place: str, large: frozenset[str], depth: int) -> Asked:
    type_, optional, extra = _bare(field.type)
    common: dict[str, Any] = {
        "name": field.name,
        "type": type_,
        "required": field.required and not optional,
        "check": str(extra.get("check", "")),
    }
    origin, args = get_origin(type_), get_args(type_)
    if origin is Literal and all(isinstance(value, str) for value in args):
        said = tuple(value for value in args if value != "")
        common["required"] = common["required"] and "" not in args
        return Asked(**common, sort="choice", choices=said)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return _several(args[0], common, place, large, depth)
    if origin is dict and args[0] is str and extra.get("key"):
        return _mapping(args[1], common, extra, place, large, depth)
    if _is_struct(type_):
        return Asked(**common, sort="group", parts=_parts(type_, place, large, depth))
    sort = _plain_sort(type_, field.name, field.name in large, bool(common["check"]))
    if sort is None:
        raise TypeError(f"{place}: no form asks for {field.type!r}")
    if sort == "yes_no" and not optional and not field.required:
        common["presumed"] = "true" if field.default else "false"
    return Asked(**common, sort=sort)


def _several(
    element: Any, common: dict[str, Any], place: str, large: frozenset[str], depth: int
) -> Asked:
    inner, _, _ = _bare(element)
    args = get_args(inner)
    if get_origin(inner) is Literal and all(isinstance(value, str) for value in args):
        return Asked(**common, sort="choices", choices=args)
    if inner is str or inner is int:
        return Asked(**common, sort="lines")
    if _is_struct(inner):
        return Asked(**common, sort="groups", parts=_parts(inner, place, large, depth))
    raise TypeError(f"{place}: no form asks for several {element!r}")


def _mapping(
    held: Any,
    common: dict[str, Any],
    extra: dict[str, Any],
    place: str,
    large: frozenset[str],
    depth: int,
) -> Asked:
    key = Asked(name=str(extra["key"]), sort="text", type=str, required=True)
    if _is_struct(held):
        parts = _parts(held, place, large, depth)
    elif held is str and extra.get("value"):
        parts = (Asked(name=str(extra["value"]), sort="text", type=str, required=True),)
    else:
        raise TypeError(f"{place}: no form asks for a mapping to {held!r}")
    return Asked(**common, sort="groups", keyed=key.name, parts=(key, *parts))


def _parts(
    struct: type[msgspec.Struct], place: str, large: frozenset[str], depth: int
) -> tuple[Asked, ...]:
    if depth >= _DEEPEST:
        raise TypeError(f"{place}: groups lie too deep in each other")
    return tuple(
        _asked(field, f"{place}.{field.name}", large, depth + 1) for field in fields(struct)
    )


def _plain_sort(type_: Any, name: str, large: bool, checked: bool) -> Sort | None:
    if type_ is str:
        return "identifier" if checked else "long_text" if large else "text"
    if type_ is bool:
        return "yes_no"
    if type_ in _NUMBERS:
        return "yuan" if type_ is int and name.endswith("_fen") else "number"
    return "moment" if type_ is datetime else "day" if type_ is date else None


def _bare(type_: Any) -> tuple[Any, bool, dict[str, Any]]:
    """Return a type without None and notes, whether None was part of it, and its further notes."""
    optional = False
    extra: dict[str, Any] = {}
    while True:
        origin, args = get_origin(type_), get_args(type_)
        if origin is Annotated:
            for note in args[1:]:
                if isinstance(note, msgspec.Meta) and note.extra:
                    extra |= note.extra
            type_ = args[0]
        elif origin in (Union, UnionType) and len(args) == 2 and NoneType in args:
            optional = True
            type_ = args[0] if args[1] is NoneType else args[1]
        else:
            return type_, optional, extra


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _paths(asked: Iterable[Asked], before: str) -> Iterator[str]:
    for field in asked:
        if field.parts:
            yield from _paths(field.parts, f"{before}{field.name}.")
        else:
            yield before + field.name


def _words(kind: str, asked: Iterable[Asked]) -> Iterator[str]:
    for field in asked:
        yield f"{kind}.fields.{field.name}"
        yield from (f"{kind}.choices.{field.name}.{value}" for value in field.choices)
        yield from _words(kind, field.parts)
