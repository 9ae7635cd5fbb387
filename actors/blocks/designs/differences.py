"""What two versions of an item differ in, by field, so that people can read it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.designs.content import BESIDE, Content, of_item
from actors.blocks.designs.parts import TABS, Tab, tab_of

_Change = tuple[tuple[str, ...], Any, Any]
"""The way to a part, what it was and what it becomes."""


class Difference(msgspec.Struct, frozen=True):
    """One part that differs: the tab it is on, the way to it by names, what it was and what it is,
    as texts; "" for nothing."""

    tab: Tab
    way: tuple[str, ...]
    was: str
    becomes: str


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """Return what differs, tab by tab. Lists of things that have names are compared by these, so
    that one that moves is told once, and not all behind it."""
    before, after = _whole(old), _whole(new)
    found = [
        Difference(tab_of(name), way, _text(was), _text(becomes))
        for name in dict.fromkeys((*before, *after))
        for way, was, becomes in _differing((name,), before.get(name), after.get(name))
    ]
    return tuple(sorted(found, key=lambda each: TABS.index(each.tab)))


def _whole(content: Content) -> Content:
    """Return `content` with every default said."""
    if not content:
        return {}
    said = {name: part for name, part in content.items() if name not in BESIDE}
    bare = {"code": "", "version": 0, "statement": None}
    try:
        item = msgspec.convert({**said, **bare}, ServiceItem)
    except msgspec.ValidationError:
        return content
    return {**of_item(item, content), "statement": content.get("statement", "")}


def _differing(way: tuple[str, ...], was: Any, becomes: Any) -> Iterator[_Change]:
    if was == becomes or (_says_nothing(was) and _says_nothing(becomes)):
        return
    tables = _table(was), _table(becomes)
    if tables[0] is not None and tables[1] is not None and not _is_title(was):
        for name in dict.fromkeys((*tables[0], *tables[1])):
            yield from _differing((*way, name), tables[0].get(name), tables[1].get(name))
        return
    named = _named(was), _named(becomes)
    if named[0] is not None and named[1] is not None:
        yield from _of_named(way, named[0], named[1])
        return
    yield way, was, becomes


def _of_named(
    way: tuple[str, ...], was: Mapping[str, Any], becomes: Mapping[str, Any]
) -> Iterator[_Change]:
    for name in dict.fromkeys((*was, *becomes)):
        if name in was and name in becomes:
            yield from _differing((*way, name), was[name], becomes[name])
        else:
            yield (*way, name), was.get(name), becomes.get(name)
    both = [name for name in was if name in becomes]
    order = [name for name in becomes if name in was]
    if both != order:
        yield way, ", ".join(both), ", ".join(order)


def _says_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {}, ())


def _table(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _is_title(value: Any) -> bool:
    return isinstance(value, dict) and set(cast("dict[str, Any]", value)) == {"zh", "en"}


def _named(value: Any) -> dict[str, Any] | None:
    """Return the entries of a list by their names, None where it is no list of such: by "name", the
    title of a page, or the value of a choice."""
    if not isinstance(value, list | tuple):
        return None
    found: dict[str, Any] = {}
    for entry in cast("Sequence[Any]", value):
        name = _name(entry)
        if name is None or name in found:
            return None
        found[name] = entry
    return found


def _name(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    table = cast("dict[str, Any]", entry)
    if isinstance(table.get("name"), str):
        return table["name"]
    title = cast("Any", table.get("title"))
    return title["zh"] if _is_title(title) and "fields" in table else None


def _text(value: Any) -> str:
    if _says_nothing(value):
        return ""
    if isinstance(value, str):
        return value
    if _is_title(value):
        return f"{value['zh']} / {value['en']}"
    table = _table(value)
    if table is not None and "name" in table and _is_title(table.get("title")):
        return f"{_text(table['title'])} ({table['name']})"
    if isinstance(value, list | tuple):
        several = cast("Sequence[Any]", value)
        if all(isinstance(each, str) or _is_title(each) for each in several):
            return "; ".join(_text(each) for each in several)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
