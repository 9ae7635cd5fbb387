"""Histories on their real shards, and what views hold of them, for tests of what follows the
journal."""

from typing import Any

import bson

from actors.blocks.cases.catalogue import Catalogue
from actors.runtime.placement import shard_of
from storage.mongo import Database, Document
from tests.blocks.cases.commits import at, commit, history
from tests.blocks.cases.loaded import LIBRARY
from tests.blocks.cases.test_view import raised


def watched(name: str, serial: int) -> list[Document]:
    """Return the commits of a case and its watcher in the order of time; the two of them live in
    shards of their own."""
    number = f"{LIBRARY[Catalogue].item('SPJY-01').implementation_code}20260302{serial:04d}"
    cards = [
        commit(f"watcher:{name}", 1, raised("warning", "", 5), at=at(5, 12)),
        commit(f"watcher:{name}", 2, raised("yellow", "warning", 8), at=at(8)),
    ]
    commits = sorted([*history(name, number=number), *cards], key=lambda each: each["at"])
    return [{**each, "shard": shard_of(each["key"])} for each in commits]


async def contents(database: Database) -> dict[str, Any]:
    """Return rows and cards to the byte, and the counters that are not 0."""
    found: dict[str, Any] = {}
    for name in ("cases", "cards", "access_log", "accounts", "terminals"):
        rows = await database[name].find().sort("_id").to_list()
        found[name] = [bson.encode(row) for row in rows]
    counted = await database["statistics"].find().sort("_id").to_list()
    found["statistics"] = [_counters(row) for row in counted]
    return found


def _counters(row: Document) -> list[tuple[str, Any]]:
    pairs = [
        (f"{name}.{part}", value)
        for name, group in row.items()
        for part, value in (group.items() if isinstance(group, dict) else [("", group)])
    ]
    return sorted((name, value) for name, value in pairs if value != 0)
