"""The peer of `bench transition`: FastAPI, uvicorn and PyMongo async, as one would write it.

The same rules (the case decider of the platform), the same documents (one commit, journaled with
majority, that carries the events) and the same guarantees: read the case, check, write. One history
is kept by the unique `_id` of the commit. The commit carries the state as well, so that reading a
case is one indexed look-up and writing it one insert: the cheapest way to these guarantees.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pymongo.errors import DuplicateKeyError

from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.kinds import build_kinds
from actors.library import load_library
from storage.clock import WallClock
from storage.mongo import connect
from storage.settings import read_settings

COLLECTION = "peer_journal"
KEEP = (datetime, bytes)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    database = connect(read_settings())
    app.state.journal = database[COLLECTION]
    app.state.kind = build_kinds(load_library())["case"]
    app.state.token = os.environ["PEER_TOKEN"]
    yield
    await database.client.close()


app = FastAPI(lifespan=lifespan)
clock = WallClock()


def officer(request: Request, authorization: Annotated[str, Header()]) -> Identity:
    if authorization != f"Bearer {request.app.state.token}":
        raise HTTPException(401)
    return msgspec.json.decode(os.environ["PEER_OFFICER"], type=Identity)


@app.post("/api/v1/cases/{case}/{command}")
async def carry_out(
    case: str,
    command: str,
    request: Request,
    idempotency_key: Annotated[str, Header(max_length=64)],
    by: Annotated[Identity, Depends(officer)],
) -> dict[str, Any]:
    """Read the case, check the rule, write the commit with majority and journal, answer."""
    kind = request.app.state.kind
    wish = msgspec.convert({**await request.json(), "type": command}, kind.commands)
    key = f"case:{case}"
    latest = await request.app.state.journal.find_one(
        {"_id": {"$gt": f"{key}/", "$lt": f"{key}/~"}}, sort=[("_id", -1)]
    )
    if latest is None:
        raise HTTPException(404)
    if idempotency_key in latest["recent"]:
        return {"key": key, "seq": latest["seq"], "replayed": True}
    state = msgspec.msgpack.decode(latest["state"], type=CaseState)
    now = clock.now()
    turn = Turn(key, state, kind.evolve, now=now, by=by, command_id=idempotency_key)
    try:
        reply = kind.decide(turn, wish)
    except Refusal as refusal:
        raise HTTPException(409, [reason.code for reason in refusal.reasons]) from refusal
    seq = latest["seq"] + 1
    try:
        await request.app.state.journal.insert_one(
            {
                "_id": f"{key}/{seq:010d}",
                "key": key,
                "seq": seq,
                "cmd": idempotency_key,
                "by": by.id,
                "at": now,
                "ev": [msgspec.to_builtins(event, builtin_types=KEEP) for event in turn.events],
                "recent": [*latest["recent"][-63:], idempotency_key],
                "state": msgspec.msgpack.encode(turn.state),
            }
        )
    except DuplicateKeyError as error:
        raise HTTPException(409, "somebody else wrote first") from error
    return {"key": key, "seq": seq, "reply": msgspec.to_builtins(reply), "replayed": False}
