"""What an operator has the hosts do: recorded before it is done, and how it ended."""

from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.operations import KEY, Action, BeginOperation, EndOperation, Outcome
from actors.runtime.control import ClusterControl
from serve_apps.applications import command_id
from serve_apps.wiring import Services

OPEN_OUTCOME = "operation.open_outcome"


async def operate(
    services: Services, by: Identity, id: str, action: Action, host: str, shard: int = -1
) -> None:
    """Drain `host`, or move `shard` to it. `id` is the operation's own: with the same one again, it
    is recorded once. What the rules refuse, or nobody answers, stands in the record.

    Raises:
        Refusal: `by` is no operator.
        Overloaded, Unavailable: it could not be recorded; nothing was done, or the end is missing.
    """
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
