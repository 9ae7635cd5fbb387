"""The other way round: a command, or what is known of one, as somebody would have typed it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from actors.blocks.forms.asked import Asked
from actors.blocks.forms.sent import FEN, Entries


def entries_from(asked: Iterable[Asked], values: Mapping[str, Any], zone: tzinfo) -> Entries:
    """Return what somebody would have typed to say `values`, by the names of fields; instants are
    written as local to `zone`. What `values` lack, or are None, is left open."""
    kept: dict[str, tuple[str, ...]] = {}
    for field in asked:
        _write(field, values.get(field.name), field.name, zone, kept)
    return kept


def _write(
    field: Asked, value: Any, name: str, zone: tzinfo, kept: dict[str, tuple[str, ...]]
) -> None:
    if value is None:
        return
    if field.sort == "group":
        _write_parts(field.parts, _by_name(value), name, zone, kept)
    elif field.keyed:
        key, *rest = field.parts
        for at, (said, held) in enumerate(value.items()):
            parts = {rest[0].name: held} if isinstance(held, str) else _by_name(held)
            _write_parts(field.parts, {**parts, key.name: said}, f"{name}.{at}", zone, kept)
    elif field.sort == "groups":
        for at, each in enumerate(value):
            _write_parts(field.parts, _by_name(each), f"{name}.{at}", zone, kept)
    elif field.several:
        said = tuple(map(str, value))
        kept[name] = said if field.sort == "choices" else ("\n".join(said),)
    else:
        kept[name] = (_written(field, value, zone),)


def _write_parts(
    parts: Iterable[Asked], values: Mapping[str, Any], name: str, zone: tzinfo,
    kept: dict[str, tuple[str, ...]],
) -> None:  # fmt: skip
    for part in parts:
        _write(part, values.get(part.name), f"{name}.{part.name}", zone, kept)


def _by_name(struct: Any) -> Mapping[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _written(field: Asked, value: Any, zone: tzinfo) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        case int() if field.sort == "yuan":
            return f"{value // FEN}.{value % FEN:02}"
        case _:
            return str(value)
