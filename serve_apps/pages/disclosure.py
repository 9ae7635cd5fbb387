"""Reading more than is shown: recorded first, durably, and only then done (查阅记录)."""

from uuid import uuid4

import msgspec

from actors.blocks.reads.record import RecordAccess
from serve_apps.front.bodies import command_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


async def disclose(
    services: Services, visitor: Visitor, kind: str, id: str, purpose: str, key: str = ""
) -> None:
    """Record that the visitor is about to see of `kind:id` what is not shown to everybody, for
    `purpose`. With the same `key` it is recorded once.

    Raises:
        Refusal: the purpose is not his to claim.
        Overloaded, Unavailable: it is not known to be recorded; nothing may be shown.
    """
    by = visitor.identity
    record = msgspec.convert({"type": "RecordAccess", "purpose": purpose}, RecordAccess)
    subject = f"access:{kind}.{id}"
    sent = command_id(by.id, key or uuid4().hex, record)
    await services.sender.send(subject, record, id=sent, by=by)
