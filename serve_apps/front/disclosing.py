"""Showing personal data: recorded first, durably, and only then done (查阅记录).

Each disclosure has a record of its own, whose id is made here: no key of a client can stand for
several of them.
"""

from typing import Any
from uuid import uuid4

from actors.blocks.messages.address import to_somebody
from actors.blocks.reads.quota import READER, CountReading
from actors.blocks.reads.record import OF_ONESELF, RecordAccess
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


async def disclose(
    services: Services,
    visitor: Visitor,
    kind: str,
    id: str,
    state: Any,
    purpose: str,
    *,
    full: bool = True,
    closed: bool = False,
    reason: str = "",
) -> None:
    """Record that the visitor is about to see of `kind:id`, which is in `state`, what is not shown
    to everybody, for `purpose`; `full`: names and numbers without a mask.

    Raises:
        Refusal: the purpose is not his to claim, what is `closed` needs a reason, or he has read
            too much in full lately.
        Overloaded, Unavailable: it is not known to be recorded; nothing may be shown.
    """
    if full and purpose != OF_ONESELF and visitor.kind == "staff":
        await _count(services, visitor)  # first: what was too much did not happen
    record = RecordAccess(
        purpose=purpose,
        about=services.kinds[kind].concerns(state),
        full=full,
        closed=closed,
        reason=reason,
    )
    ledger, by = ledger_of(kind, id), visitor.identity
    await services.sender.send(ledger, record, id=uuid4().hex, by=by)


async def _count(services: Services, visitor: Visitor) -> None:
    most, key = services.settings.most_readings, f"{READER}:{to_somebody(visitor.identity.id)}"
    wish = CountReading(most=most)
    receipt = await services.sender.send(key, wish, id=uuid4().hex, by=visitor.identity)
    if not receipt.reply:
        raise Refusal(Reason("access.too_many", "", {"most": str(most)}), kind="forbidden")


def ledger_of(kind: str, id: str) -> str:
    """Return the key of the record of who looked at an entity; that of a case has its id alone."""
    return f"access:{id}" if kind == "case" else f"access:{kind}.{id}"
