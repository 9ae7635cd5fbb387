"""What departments' systems tell and ask by themselves: signed requests, each taken once."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from actors.blocks.calls.shell.adapter import Unsigned
from actors.blocks.exchanges.records import EXCHANGE, ExchangeState, exchange_id
from actors.blocks.exchanges.shell.department import Department
from actors.blocks.exchanges.shell.fetching import take
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Services, Wired
from storage.clock import WallClock

router = APIRouter(include_in_schema=False)
MOST = 262_144  # bytes of a step
Name = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,39}$")]
Case = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@router.post("/intake/exchanges/{system}")
async def take_step(
    request: Request, _: ProvesItself, services: Wired, system: Name
) -> dict[str, Any]:
    """Take a step of `system`, and tell how far it is: "passed_on" to the case, or "held" until
    those before it have come. `next` is the number that the case waits for.

    Raises:
        Refusal: it is not signed by the system, cannot be read, or is of no case of its own.
        Overloaded, Unavailable: see `Sender.send`; the system tells it again.
    """
    adapter = _adapter(services, system)
    body = await request.body()
    if len(body) > MOST:
        raise Refusal(Reason("exchange.unreadable"))
    now = WallClock().now().timestamp()  # a demonstration does not move what others sign
    try:
        told = adapter.report(request.headers, body, now)
        await take(services.sender, system, told)
    except Unsigned:
        raise Refusal(Reason("exchange.unsigned"), kind="forbidden") from None
    except ValueError:
        raise Refusal(Reason("exchange.unreadable")) from None
    state = await _state(services, system, told.case)
    taken = state.taken_step(told.seq)
    assert taken is not None
    return {"case": told.case, "seq": told.seq, "state": taken.state, "next": state.next_taken}


@router.get("/intake/exchanges/{system}/{case}")
async def show_steps(
    request: Request, _: ProvesItself, services: Wired, system: Name, case: Case
) -> dict[str, Any]:
    """Tell `system` how far each of its steps of the case is, with the reasons why one could not be
    carried out, and the number that is waited for.

    Raises:
        Refusal: it is not signed by the system, or of no case of its own.
        Overloaded, Unavailable: see `Sender.show`.
    """
    adapter = _adapter(services, system)
    try:
        adapter.asks(request.headers, case, WallClock().now().timestamp())
    except Unsigned:
        raise Refusal(Reason("exchange.unsigned"), kind="forbidden") from None
    state = await _state(services, system, case)
    if not state.subject or state.restricted:
        raise Refusal(Reason("exchange.unknown"), kind="unknown")
    return {
        "case": case,
        "number": state.number,
        "next": state.next_taken,
        "steps": [
            {
                "seq": each.seq,
                "step": each.step,
                "hash": each.hash,
                "state": each.state,
                "reasons": list(each.reasons),
                "disputed": bool(each.disputed),
            }
            for each in state.taken
        ],
    }


def _adapter(services: Services, system: str) -> Department:
    connected = services[Connections].find(system)
    adapter = connected.adapter if connected is not None else None
    if not isinstance(adapter, Department):
        raise Refusal(Reason("exchange.no_system"), kind="unknown")
    return adapter


async def _state(services: Services, system: str, case: str) -> ExchangeState:
    key = f"{EXCHANGE}:{exchange_id(f'case:{case}', system)}"
    return (await services.sender.show(key)).state
