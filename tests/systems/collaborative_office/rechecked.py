"""Documents that wait for their number, as the journal of an engine has them."""

import bson
from bson.raw_bson import RawBSONDocument

from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Event
from actors.runtime.engine import Engine
from actors.runtime.placement import shard_of
from actors.systems.collaborative_office.outgoing import events as e
from storage.chain import commit_id
from tests.systems.collaborative_office import office as o

NOW = start_of_day(o.SENT_ON)


def happened() -> list[Event]:
    """Return what has happened to a document that is rechecked."""
    sha256, by = o.sha256_of(), o.DRAFTER.id
    return [
        e.DocumentDrafted(
            at=NOW,
            by=by,
            organ=o.DRAFTER.unit,
            genre=o.DRAFT.genre,
            main=o.DRAFT.main,
            title=o.TITLE,
            body=o.BODY,
            sha256=sha256,
        ),
        e.DocumentHandedIn(at=NOW, by=by),
        e.DocumentChecked(at=NOW, by=o.CHECKER.id),
        e.OpinionsAsked(at=NOW, by=by),
        e.DocumentSigned(at=NOW, by=o.SIGNER.id, sha256=sha256),
        e.DocumentRechecked(at=NOW, by=o.PROOFREADER.id, title=o.TITLE, body=o.BODY, sha256=sha256),
    ]


async def place(engine: Engine, keys: list[str]) -> None:
    """Have that be the first commit of each of `keys`."""
    codec = engine.codecs["official_document"]
    stored = [codec.store_event(event) for event in happened()]
    commits = [
        {
            "_id": commit_id(key, 1),
            "key": key,
            "seq": 1,
            "kind": "official_document",
            "shard": shard_of(key),
            "epoch": 0,
            "host": "given",
            "cmd": "given-1",
            "by": PLATFORM.id,
            "at": NOW,
            "ev": stored,
            "rem": [],
            "out": [],
            "rv": None,
        }
        for key in keys
    ]
    await engine.store.append_many([RawBSONDocument(bson.encode(each)) for each in commits])
