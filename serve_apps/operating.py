"""What an operator has the hosts do: recorded before it is done, and how it ended."""

import asyncio

from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.operations import KEY, Action, BeginOperation, EndOperation, Outcome
from actors.runtime.control import ClusterControl
from serve_apps import patience
from serve_apps.applications import command_id
from serve_apps.wiring import Services

OPEN_OUTCOME = "operation.open_outcome"
_under_way: set[asyncio.Task[None]] = set()


async def operate(
    services: Services, by: Identity, id: str, action: Action, host: str, shard: int = -1
) -> None:
    """Drain `host`, or move `shard` to it. `id` is the operation's own: with the same one again, it
    is recorded once. What the rules refuse, or nobody answers, stands in the record.

    It goes on to its end, and that into the record, though the browser that asked for it has gone
    or has run out of patience.

    Raises:
        Refusal: `by` is no operator.
        Overloaded, Unavailable: it could not be recorded; nothing was done, or the end is missing.
    """
    work = asyncio.create_task(
        _carry_out(services, by, id, action, host, shard), context=patience.endless()
    )
    _under_way.add(work)  # the loop alone would not keep it
    work.add_done_callback(_under_way.discard)
    await asyncio.shield(work)


async def _carry_out(
    services: Services, by: Identity, id: str, action: Action, host: str, shard: int
) -> None:
    sender = services.sender
    begin = BeginOperation(id=id, action=action, host=host, shard=shard)
    await sender.send(KEY, begin, id=command_id(by.id, f"{id}-begin"), by=by)
    outcome, reason = await _outcome(services.control, action, host, shard)
    end = EndOperation(id=id, outcome=outcome, reason=reason)
    await sender.send(KEY, end, id=command_id(by.id, f"{id}-end"), by=by, timeout=30)


async def _outcome(
    control: ClusterControl, action: Action, host: str, shard: int
) -> tuple[Outcome, str]:
    try:
        if action == "drain":
            await control.drain(host)
        else:
            await control.move(shard, host)
    except Refusal as refusal:
        return "refused", refusal.reasons[0].code
    except Fault:
        return "failed", OPEN_OUTCOME
    return "done", ""
