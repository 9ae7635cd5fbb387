"""Rows of views as they are kept, with what people wrote hidden, and as they were meant.

A view says which of its fields hold free texts of people. They lie in the row's `box`, hidden under
the key of the entity that said them: whoever destroys that key destroys them here, too. Nothing
can be searched or put in order by them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import bson
from bson import Binary

from storage.journal import plain_of
from storage.mongo import Database, Document
from storage.secrecy.commits import KEY
from storage.secrecy.data_keys import DataKey, DataKeys
from storage.secrecy.keeping import data_keys

BOX = "box"  # {key: id of the data key, of: names of fields, hides: what they hold}


def said_by(row: Document, commit: Mapping[str, Any]) -> Document:
    """Return `row` as of the entity of `commit`, under whose key its texts are hidden."""
    return {**row, KEY: commit[KEY]} if KEY in commit else row


def keys_of(rows: Iterable[Mapping[str, Any]]) -> set[bytes]:
    """Return the ids of the keys that hide rows which are kept, or are to be."""
    return {
        bytes(row[BOX]["key"] if BOX in row else row[KEY])
        for row in rows
        if BOX in row or KEY in row
    }


def hidden(row: Document, names: Collection[str], keys: Mapping[bytes, DataKey]) -> Document:
    """Return `row` as it is kept, its fields `names` hidden. One whose key was destroyed has none
    of them; of an entity that hides nothing it stays as it is."""
    id = row.get(KEY)
    if id is None:
        return row
    kept = {name: value for name, value in row.items() if name not in names and name != KEY}
    held = {name: row[name] for name in names if name in row}
    key = keys.get(bytes(id))
    hides = key.cipher.hide(bson.encode(held), _about(row)) if key is not None else b""
    box = {"key": Binary(bytes(id)), "of": sorted(held), "hides": Binary(hides)}
    return {**kept, BOX: box}


def opened(row: Document, keys: Mapping[bytes, DataKey]) -> Document:
    """Return `row` as it was meant; texts whose key was destroyed are empty.

    Raises:
        CannotOpen: it was altered.
    """
    if BOX not in row:
        return row
    box, seen = row[BOX], {name: value for name, value in row.items() if name != BOX}
    id = bytes(box["key"])
    key = keys.get(id)
    if key is None or not box["hides"]:
        return {**seen, **dict.fromkeys(box["of"], ""), KEY: id}
    return {**seen, **plain_of(key.cipher.open(bytes(box["hides"]), _about(row))), KEY: id}


async def opened_all(rows: Sequence[Document], keys: DataKeys) -> list[Document]:
    """Return `rows` as they were meant.

    Raises:
        CannotOpen: one was altered.
        PyMongoError: the database did not answer.
        UnusableKey: the key service did not.
    """
    wanted = keys_of(row for row in rows if BOX in row)
    found = await keys.find(wanted) if wanted else {}
    return [opened(row, found) for row in rows]


async def opened_in(database: Database, rows: list[Document]) -> list[Document]:
    """Return rows of a view of `database` as they were meant, for who reads them.

    Raises:
        CannotOpen: one was altered.
        PyMongoError: the database did not answer.
        UnusableKey: the key service did not.
    """
    if not any(BOX in row for row in rows):
        return rows
    meant = await opened_all(rows, data_keys(database))
    return [{name: value for name, value in row.items() if name != KEY} for row in meant]


def _about(row: Mapping[str, Any]) -> bytes:
    return f"row of {row['_id']}".encode()
