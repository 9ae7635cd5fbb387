"""How an entity has an outside party called."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from actors.blocks.calls.records import CALL, TakeOutcome, Wish
from actors.kernel.turn import Turn


def call(
    turn: Turn[Any], adapter: str, body: Mapping[str, Any], then: TakeOutcome | None = None
) -> str:
    """Have the party of `adapter` ("sms") called with `body` once this turn is durable; return the
    id of the call, which the party is given as the key that it tells repetitions by.

    `body` is what the adapter asks for. It may hold personal data: a commit is encrypted, and rows
    show nothing of it. `then` is sent to this entity with what came of it; see `TakeOutcome`.
    """
    id = call_id(turn.key, turn.seq, len(turn.messages))
    told = None if then is None else msgspec.to_builtins(then, builtin_types=(datetime, bytes))
    wish = Wish(adapter=adapter, body=dict(body), sender=turn.key, then=told)
    turn.send(f"{CALL}:{id}", wish)
    return id


def call_id(sender: str, seq: int, number: int) -> str:
    """Return the id of the call that message `number` of the commit `seq` of `sender` wishes. The
    same commit decided again wishes the same call."""
    return hashlib.sha256(f"{sender}/{seq}/{number}".encode()).hexdigest()[:32]
