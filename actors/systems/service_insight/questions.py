"""What is asked of the registers, by the W3C Reconciliation API 0.2: queries in a batch, and the
properties of entities by their ids."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

MOST = 50  # queries, or ids, in one batch
LIMIT = 10  # candidates of a query that says no limit
LONGEST = 500  # characters of a name
ON = "on"  # the property of a query, and the setting of an extension, that says a date


class Named(msgspec.Struct, frozen=True):
    """An entity as the value of a property."""

    id: str
    name: str = ""


class Asked(msgspec.Struct, frozen=True):
    """A property that a candidate is to have: one of the values."""

    pid: str
    v: str | float | bool | Named | tuple[str | float | bool | Named, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values as text, of an entity its id."""
        each = self.v if isinstance(self.v, tuple) else (self.v,)
        return tuple(map(_text, each))


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One query. It has a `query`, which may be empty, or properties.

    Raises:
        ValueError: it has neither, or `on` is no date.
    """

    query: Annotated[str, msgspec.Meta(max_length=LONGEST)] | None = None
    type: str | tuple[str, ...] = ()
    limit: float = LIMIT
    properties: tuple[Asked, ...] = ()
    type_strict: Literal["any", "should", "all"] = "any"

    def __post_init__(self) -> None:
        if self.query is None and not self.properties:
            raise ValueError("neither `query` nor `properties`")
        _ = self.on

    @property
    def types(self) -> tuple[str, ...]:
        """The types that were asked for; none: any."""
        return (self.type,) if isinstance(self.type, str) else self.type

    @property
    def on(self) -> date | None:
        """The local date of which the question is; None where it says none."""
        said = [each.values for each in self.properties if each.pid == ON]
        return date_of(said[0][0]) if said and said[0] else None

    @property
    def wanted(self) -> tuple[Asked, ...]:
        """The properties that candidates are compared by."""
        return tuple(each for each in self.properties if each.pid != ON)


class Extended(msgspec.Struct, frozen=True):
    """A property that is asked of entities, with settings."""

    id: str
    settings: Mapping[str, object] = {}

    def __post_init__(self) -> None:
        _ = self.on

    @property
    def on(self) -> date | None:
        """The local date of which it is asked; None where none is said."""
        said = self.settings.get(ON)
        return date_of(str(said)) if said else None


class Extension(msgspec.Struct, frozen=True):
    """What is asked of which entities."""

    ids: tuple[str, ...]
    properties: tuple[Extended, ...]


def questions(text: str) -> dict[str, Question]:
    """Return the queries of a batch by their names.

    Raises:
        msgspec.ValidationError: one is none; the message names it, and the place in it.
        msgspec.DecodeError: `text` is no JSON.
    """
    batch = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    return {name: _question(name, raw) for name, raw in batch.items()}


def _question(name: str, raw: msgspec.Raw) -> Question:
    try:
        return msgspec.json.decode(raw, type=Question)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$")
        raise msgspec.ValidationError(f"{said} - at `$.{name}{place or '`'}") from error


def date_of(text: str) -> date:
    """Return the date that `text` is, "2001-06-01", with a time behind it or not.

    Raises:
        ValueError: it is none.
    """
    day, _, _ = text.strip().partition("T")
    return date.fromisoformat(day)


def _text(value: str | float | bool | Named) -> str:
    if isinstance(value, Named):
        return value.id
    return f"{value:g}" if isinstance(value, float) else str(value)
