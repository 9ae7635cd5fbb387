"""What an operator has the hosts do: recorded before it is done, and how it ended."""

import asyncio
from collections.abc import Awaitable, Callable

from actors.blocks.operations.record import KEY, Action, BeginOperation, EndOperation
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Sender
from serve_apps.front import patience
from serve_apps.front.bodies import command_id, owned
from serve_apps.front.wiring import Services

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


async def record(
    sender: Sender, by: Identity, begin: BeginOperation, work: Callable[[], Awaitable[None]]
) -> Refusal | Fault | None:
    """Record `begin`, do `work`, and record how it ended; return what stood against it.

    Raises:
        Refusal: `by` is no operator.
        Overloaded, Unavailable: it could not be recorded; nothing was done, or the end is missing.
    """
    await sender.send(KEY, begin, id=command_id(by.id, f"{begin.id}-begin", begin), by=by)
    end, against = EndOperation(id=begin.id, outcome="done"), None
    try:
        await work()
    except Refusal as refusal:
        end = EndOperation(id=begin.id, outcome="refused", reason=refusal.reasons[0].code)
        against = refusal
    except Fault as fault:
        end, against = EndOperation(id=begin.id, outcome="failed", reason=OPEN_OUTCOME), fault
    await sender.send(KEY, end, id=owned(by.id, f"{begin.id}-end"), by=by, timeout=30)
    return against


async def _carry_out(
    services: Services, by: Identity, id: str, action: Action, host: str, shard: int
) -> None:
    control = services.control

    async def work() -> None:
        await (control.drain(host) if action == "drain" else control.move(shard, host))

    begin = BeginOperation(id=id, action=action, host=host, shard=shard)
    await record(services.sender, by, begin, work)
