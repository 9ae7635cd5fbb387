"""Between the structs of a kind and what is stored or sent of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast, get_args

import bson
import msgspec
from bson.errors import InvalidDocument
from bson.raw_bson import RawBSONDocument
from msgspec.structs import fields

from actors.kernel.errors import Quarantined, Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.storable import pointer, unstorable
from actors.kernel.turn import Event
from storage.mongo import Document
from storage.secrecy.commits import hidden, told
from storage.secrecy.data_keys import DataKey

KEPT = (datetime, bytes)  # BSON and MessagePack hold these as they are
_DEEPEST = 50  # levels of a command; a commit adds some, and the database refuses 180
EventType = tuple[str, int]
"""The name of an event and its version."""
EventTypes = frozenset[EventType]

_pack = msgspec.msgpack.Encoder().encode


class TooNew(Quarantined):
    """An event was written by newer code than this; the message names its type and version."""


class Unreadable(Exception):
    """What is stored of an entity cannot be decoded; the message says what, without contents."""


def types_of(documents: Iterable[Document]) -> list[EventType]:
    """Return the types of the events that `documents` hold."""
    return [(document["type"], document.get("v", 1)) for document in documents]


def builtins(value: Any) -> Any:
    """Return `value` as dicts, lists, strings, numbers, datetimes and bytes."""
    return msgspec.to_builtins(value, builtin_types=KEPT)


def encode(document: Document, command: Any, key: DataKey | None = None) -> RawBSONDocument:
    """Return the commit `document`, made of `command`, as BSON that comes back as it is; under
    `key` it says nothing to who has not got that.

    Raises:
        Refusal: `command` holds what cannot be kept; the reason names where.
        ValueError, OverflowError, InvalidDocument: something else cannot.
    """
    said = document if key is None else told(document)
    try:
        raw = bson.encode(said)
    except (InvalidDocument, OverflowError, UnicodeEncodeError):
        refuse_unstorable(command)
        raise
    if _is_doubtful(raw) and unstorable(said, deepest=2 * _DEEPEST, json=False) is not None:
        refuse_unstorable(command)
        raise ValueError("a name begins with $, or it is nested too deep")
    if key is not None:
        raw = bson.encode(hidden(document, key, raw))
    return RawBSONDocument(raw)


def refuse_unstorable(command: Any) -> None:
    """Refuse `command` if the journal cannot hold it and give it back as it was.

    Raises:
        Refusal: it cannot; the reason names where.
    """
    way = unstorable(builtins(command), deepest=_DEEPEST, json=False)
    if way is not None:
        raise Refusal(Reason("command.unstorable", pointer(way)))


def _is_doubtful(raw: bytes) -> bool:
    """Tell whether `raw` must be looked through: it may hold such a name, or more tables and lists
    (3 and 4 are their marks) than may lie in each other. Looking costs more than encoding did."""
    return b"$" in raw or raw.count(b"\3") + raw.count(b"\4") > _DEEPEST


class Codec:
    """Encodes and decodes the commands, events and states of one kind."""

    def __init__(self, kind: EntityKind[Any]) -> None:
        self.kind = kind
        self.commands = frozenset(_members(kind.commands))
        self._decode_command = msgspec.msgpack.Decoder(kind.commands).decode
        self._decode_state = msgspec.msgpack.Decoder(kind.state).decode
        self._versions: dict[str, int] = {}
        self._versioned: set[type[Any]] = set()
        self._met: dict[EventTypes, EventTypes] = {}
        for event in _members(kind.events):
            version = _version(event)
            self._versions[_tag(event)] = version or 1
            if version is not None:
                self._versioned.add(event)

    def pack_command(self, command: Any) -> bytes:
        """Return `command` as MessagePack.

        Raises:
            Refusal: it holds what cannot be kept; the reason names where.
        """
        try:
            return _pack(command)
        except (OverflowError, UnicodeEncodeError):
            refuse_unstorable(command)
            raise

    def unpack_command(self, packed: bytes) -> Any:
        """Return the command in `packed`.

        Raises:
            msgspec.ValidationError: it is no command of this kind.
        """
        return self._decode_command(packed)

    def command(self, document: Document) -> Any:
        """Return the command that a reminder or message holds as builtins.

        Raises:
            msgspec.ValidationError: it is no command of this kind.
        """
        return msgspec.convert(document, self.kind.commands, builtin_types=KEPT)

    def pack_state(self, state: Any) -> bytes:
        """Return `state` as MessagePack."""
        return _pack(state)

    def unpack_state(self, packed: bytes) -> Any:
        """Return the state in `packed`.

        Raises:
            msgspec.ValidationError: it does not fit the kind's state.
        """
        return self._decode_state(packed)

    def store_event(self, event: Event) -> Document:
        """Return `event` as the journal keeps it; its version is written even if it is default."""
        document = cast("Document", builtins(event))
        if type(event) in self._versioned:
            document["v"] = cast("Any", event).v
        return document

    def events(self, documents: Sequence[Document]) -> list[Event]:
        """Return the events in `documents`, older versions lifted to today's.

        Raises:
            TooNew: an event is of a type or version that this code does not know.
            Unreadable: one cannot be lifted or decoded.
        """
        return [self._event(document) for document in documents]

    def together(self, met: EventTypes, types: Sequence[EventType]) -> EventTypes:
        """Return `met` with `types`: one object for all entities that met the same."""
        if met.issuperset(types):
            return met
        more = met.union(types)
        return self._met.setdefault(more, more)

    def require(self, types: Iterable[EventType]) -> None:
        """Check that this code knows all event `types`.

        Raises:
            TooNew: it does not.
        """
        for name, version in types:
            self._known(name, version)

    def _known(self, name: str, version: int) -> int:
        """Return the version that this code has of the event `name`."""
        current = self._versions.get(name)
        if current is None or version > current:
            raise TooNew(
                f"{self.kind.name}: event {name} version {version} is newer than this code, "
                f"which knows {'no such event' if current is None else f'version {current}'}"
            )
        return current

    def _event(self, document: Document) -> Event:
        name = document["type"]
        version = document.get("v", 1)
        current = self._known(name, version)
        try:
            while version < current:
                document = {**self.kind.upcasts[name, version](document), "v": version + 1}
                version += 1
            return msgspec.convert(document, self.kind.events, builtin_types=KEPT)
        except KeyError as error:
            raise Unreadable(
                f"{self.kind.name}: nothing lifts event {name} version {version}"
            ) from error
        except msgspec.ValidationError as error:
            raise Unreadable(f"{self.kind.name}: event {name} does not decode") from error


def _members(union: Any) -> tuple[type[Any], ...]:
    return get_args(union) or (union,)


@cache
def _version(event: type[Any]) -> int | None:
    return next((each.default for each in fields(event) if each.name == "v"), None)


def _tag(event: type[Any]) -> str:
    return str(event.__struct_config__.tag)
