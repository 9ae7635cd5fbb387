"""What operators may see of an entity's history: personal data stays covered.

Whoever must see it opens the case in the web channel, where the read is logged.
"""

from collections.abc import Collection, Mapping
from typing import Any, cast

from actors.kernel.command_ids import parted
from actors.runtime.logs import covered_name

FACT_CHARACTERS = 160


def facts(event: Mapping[str, Any], shown: Collection[str]) -> str:
    """Return what may be shown of `event`, as "name=value" in one line: of the names that its kind
    has `shown`, those that hold a plain value or several."""
    told = (
        f"{name}={value}"
        for name in event
        if name in shown and (value := _plain(event[name])) is not None
    )
    line = " ".join(told)
    return line if len(line) <= FACT_CHARACTERS else line[: FACT_CHARACTERS - 1] + "…"


def _plain(value: object) -> str | None:
    """Return `value` as text; None for what has parts with names of their own, which nobody has
    said may be shown."""
    match value:
        case dict():
            return None
        case list():
            texts = [each for each in cast("list[object]", value) if isinstance(each, str)]
            return ",".join(map(covered_actor, texts)) if len(texts) == len(value) else None
        case str():
            return covered_actor(value)
        case _:
            return str(value)


def covered_actor(identity: str) -> str:
    """Return who acted, with a digest in the place of a resident's account."""
    kind, colon, name = identity.partition(":")
    return f"person:{covered_name(name)}" if (kind, colon) == ("person", ":") else identity


def command_name(command: str, key: str) -> str:
    """Return the id of a command of the entity `key` without who sent it: which alarm fired, the
    end of the key that its sender chose, or a digest where the sender is all there is."""
    command, _ = parted(command)
    alarm = command.removeprefix(f"reminder:{key}/")
    if alarm != command:
        return alarm.partition("@")[0]
    _, slash, chosen = command.rpartition("/")
    return chosen[-12:] if slash else covered_name(command)


def quarantine_reason(reason: str, key: str) -> str:
    """Return why the entity `key` cannot be loaded: our own words as they are, of any other error
    its type alone, since its text may quote what a person wrote."""
    head = reason.partition(": ")[0]
    return reason if head in ("Unreadable", key.partition(":")[0]) else head
