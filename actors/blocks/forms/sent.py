"""What a page has sent, read as a command: every fault at once, each by its field."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import FieldInfo, fields

from actors.blocks.forms import normalise
from actors.blocks.forms.asked import Asked, CommandForm
from actors.kernel.errors import Reason, Refusal
from actors.kernel.storable import pointer, unstorable
from actors.kernel.turn import Command

Entries = Mapping[str, tuple[str, ...]]
"""What was typed, by the name of the control: its way in the command, with dots ("lead.0.unit"). A
moment may be a day and a time of day, each typed by itself."""

S = TypeVar("S", bound=msgspec.Struct)
MOST_GROUPS = 200
FIND = ".find"
"""Ends the name of a control in which people write what they look for, to choose from it for the
control with the name before it."""

_LIMITS = re.compile(r"Expected `\w+`(?: of length)? (>=|>|<=|<) ([\d.]+)")
FEN = 100


class _Read(NamedTuple):
    """The value of a field, NODEFAULT if nothing was said, and what is wrong with it."""

    value: Any
    faults: list[Reason]


def entries_of(form: CommandForm, sent: Iterable[tuple[str, str]]) -> Entries:
    """Return what of `sent` belongs to `form`. Groups in which nothing was said are left out, and
    those behind them move up, so that faults are told by the places that are shown again."""
    typed: dict[str, list[str]] = {}
    for name, value in sent:
        typed.setdefault(name, []).append(value)
    kept: dict[str, tuple[str, ...]] = {}
    _gather(form.fields, "", "", typed, kept)
    return kept


def read(form: CommandForm, entries: Entries, zone: tzinfo) -> Command:
    """Return the command that `entries` are; days and times are local to `zone`.

    Raises:
        Refusal: it is none; every fault is named by its field.
    """
    command, faults = read_struct(form.command, form.fields, entries, zone)
    if command is None:
        raise Refusal(*faults)
    return command


def read_struct(
    struct: type[S], asked: Iterable[Asked], entries: Entries, zone: tzinfo
) -> tuple[S | None, list[Reason]]:
    """Return the `struct` that `entries` are, or None and what is wrong with them."""
    values, faults = _read_group(fields(struct), asked, entries, (), zone)
    return (None, faults) if faults else (struct(**values), faults)


def groups_in(entries: Entries, name: str) -> int:
    """Return how many groups of the field with the control name `name` something was said in."""
    pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,4}})\.")
    found = [int(match[1]) for key in entries if (match := pattern.match(key))]
    return max(found, default=-1) + 1


def _gather(
    asked: Iterable[Asked], old: str, new: str, typed: Mapping[str, list[str]],
    kept: dict[str, tuple[str, ...]],
) -> None:  # fmt: skip
    for field in asked:
        here, there = f"{old}{field.name}", f"{new}{field.name}"
        if field.sort == "group":
            _gather(field.parts, f"{here}.", f"{there}.", typed, kept)
        elif field.sort == "groups":
            pattern = re.compile(rf"{re.escape(here)}\.(\d{{1,4}})\.")
            numbers = {int(match[1]) for key in typed if (match := pattern.match(key))}
            at = 0
            for number in sorted(numbers)[:MOST_GROUPS]:
                part: dict[str, tuple[str, ...]] = {}
                _gather(field.parts, f"{here}.{number}.", f"{there}.{at}.", typed, part)
                if any(text.strip() for texts in part.values() for text in texts):
                    kept |= part
                    at += 1
        else:
            for end in ("", FIND):
                if here + end in typed:
                    kept[there + end] = tuple(typed[here + end])


def _read_group(
    known: Iterable[FieldInfo],
    asked: Iterable[Asked],
    entries: Entries,
    way: tuple[str | int, ...],
    zone: tzinfo,
) -> tuple[dict[str, Any], list[Reason]]:
    types = {field.name: field.type for field in known}
    values: dict[str, Any] = {}
    faults: list[Reason] = []
    for field in asked:
        here = (*way, field.name)
        value, found = _read_field(field, entries, here, zone)
        if not found and value is not msgspec.NODEFAULT:
            found = _unfit(value, types[field.name], here)
        elif not found and field.required:
            found = [Reason("form.required", pointer(here))]
        faults += found
        if not found and value is not msgspec.NODEFAULT:
            values[field.name] = value
    return values, faults


def _read_field(field: Asked, entries: Entries, way: tuple[str | int, ...], zone: tzinfo) -> _Read:
    name = ".".join(map(str, way))
    if field.sort == "group":
        return _read_part(field, field.type, entries, way, zone)
    if field.sort == "groups":
        return _read_groups(field, entries, way, zone)
    texts = entries.get(name, ())
    if field.sort == "choices":
        said = tuple(dict.fromkeys(text for text in texts if text))
        return _Read(said or msgspec.NODEFAULT, [])
    if field.sort == "lines":
        lines = (normalise.plain_text(one) for text in texts for one in text.splitlines())
        said = tuple(filter(None, lines))
        if field.type.__args__[0] is int:
            found = [number for each in said if (number := normalise.number(each)) is not None]
            if len(found) < len(said) or any(each != each.to_integral_value() for each in found):
                return _Read(msgspec.NODEFAULT, [Reason("form.whole_number", pointer(way))])
            return _Read(tuple(map(int, found)) or msgspec.NODEFAULT, [])
        return _Read(said or msgspec.NODEFAULT, [])
    if field.sort == "moment" and 0 < sum(not text.strip() for text in texts) < len(texts):
        return _Read(msgspec.NODEFAULT, [Reason("form.half_a_moment", pointer(way))])
    text = " ".join(texts) if field.sort == "moment" else texts[-1] if texts else ""
    if not text.strip():
        return _Read(msgspec.NODEFAULT, [])
    value = _value(field, text, zone)
    if value is None:
        return _Read(msgspec.NODEFAULT, [Reason(_wanted(field), pointer(way))])
    if unstorable(value, deepest=1, json=False) is not None and not isinstance(value, date):
        return _Read(msgspec.NODEFAULT, [Reason("form.unreadable", pointer(way))])
    return _Read(value, [])


def _read_groups(field: Asked, entries: Entries, way: tuple[str | int, ...], zone: tzinfo) -> _Read:
    made: list[Any] = []
    keys: dict[str, int] = {}
    faults: list[Reason] = []
    for at in range(groups_in(entries, ".".join(map(str, way)))):
        if not field.keyed:
            value, found = _read_part(field, field.type.__args__[0], entries, (*way, at), zone)
        else:
            key, value, found = _read_pair(field, entries, (*way, at), zone)
            if key in keys:
                found.append(Reason("form.twice", pointer((*way, at, field.keyed))))
            keys.setdefault(key, at)
        made.append(value)
        faults += found
    if not made or faults:
        return _Read(msgspec.NODEFAULT, faults)
    return _Read(dict(zip(keys, made, strict=True)) if field.keyed else tuple(made), faults)


def _read_pair(
    field: Asked, entries: Entries, way: tuple[str | int, ...], zone: tzinfo
) -> tuple[str, Any, list[Reason]]:
    """Return the key and the value of one group of a mapping."""
    key, *parts = field.parts
    held: type[Any] = field.type.__args__[1]
    if held is str:
        values, faults = _read_texts(field.parts, entries, way, zone)
        return values.get(key.name, ""), values.get(parts[0].name), faults
    keys, faults = _read_texts((key,), entries, way, zone)
    values, more = _read_group(fields(held), parts, entries, way, zone)
    faults += more
    return keys.get(key.name, ""), None if faults else held(**values), faults


def _read_texts(
    asked: Iterable[Asked], entries: Entries, way: tuple[str | int, ...], zone: tzinfo
) -> tuple[dict[str, str], list[Reason]]:
    values: dict[str, str] = {}
    faults: list[Reason] = []
    for field in asked:
        value, found = _read_field(field, entries, (*way, field.name), zone)
        if value is msgspec.NODEFAULT and not found:
            found = [Reason("form.required", pointer((*way, field.name)))]
        elif not found:
            values[field.name] = str(value)
        faults += found
    return values, faults


def _read_part(
    field: Asked, struct: type[msgspec.Struct], entries: Entries, way: tuple[str | int, ...],
    zone: tzinfo,
) -> _Read:  # fmt: skip
    name = ".".join(map(str, way))
    said = any(key.startswith(f"{name}.") and any(map(str.strip, entries[key])) for key in entries)
    if not said and not field.required:
        return _Read(msgspec.NODEFAULT, [])
    values, faults = _read_group(fields(struct), field.parts, entries, way, zone)
    return _Read(msgspec.NODEFAULT if faults else struct(**values), faults)


def _value(field: Asked, text: str, zone: tzinfo) -> Any:
    """Return what `text` says, None if it says nothing that the field can hold."""
    match field.sort:
        case "identifier":
            return normalise.identifier(text, field.check)
        case "number" | "yuan":
            return _number(field, normalise.number(text))
        case "yes_no":
            return normalise.yes_or_no(text)
        case "day":
            return normalise.day(text)
        case "moment":
            found = normalise.moment(text, zone)
            return found.astimezone(UTC) if found else None
        case _:
            return normalise.plain_text(text)


def _wanted(field: Asked) -> str:
    """Return what to say of an entry that the field cannot hold."""
    match field.sort:
        case "day" | "moment":
            return "form.format"
        case "number":
            return "form.number" if field.type is float else "form.whole_number"
        case "yuan":
            return "form.yuan"
        case "yes_no":
            return "form.yes_or_no"
        case _:
            return "form.type"


def _number(field: Asked, found: Decimal | None) -> int | float | None:
    if found is None:
        return None
    if field.sort == "yuan":
        found = found * FEN
    if field.type is float:
        return float(found)
    return int(found) if found == found.to_integral_value() else None


def _unfit(value: Any, type_: Any, way: tuple[str | int, ...]) -> list[Reason]:
    """Return what is wrong with a value that was read, by what its type says further."""
    plain = value
    if not isinstance(value, date | datetime):
        plain = msgspec.to_builtins(value, builtin_types=(date, datetime))
    try:
        msgspec.convert(plain, type_, builtin_types=(date, datetime))
    except msgspec.ValidationError as error:
        return [_told(str(error), value, way)]
    return []


def _told(message: str, value: Any, way: tuple[str | int, ...]) -> Reason:
    limit = _LIMITS.search(message)
    if limit is None:
        code = "form.choice" if "enum" in message else "form.pattern" if "regex" in message else ""
        return Reason(code or "form.invalid", pointer(way))
    below = limit[1].startswith(">")
    if isinstance(value, str):
        code = "form.too_short" if below else "form.too_long"
    elif isinstance(value, tuple):
        code = "form.too_few" if below else "form.too_many"
    else:
        code = "form.too_small" if below else "form.too_large"
    return Reason(code, pointer(way), {"limit": limit[2]})
