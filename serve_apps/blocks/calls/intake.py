"""What outside parties report by themselves: one request, signed as the party's adapter knows."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from actors.blocks.calls.shell.adapter import Unsigned
from actors.blocks.calls.shell.reporting import take_reports
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Wired
from storage.clock import WallClock

router = APIRouter(include_in_schema=False)
MOST = 262_144  # bytes of a report
Name = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,39}$")]


@router.post("/intake/parties/{party}")
async def take_in(
    request: Request, _: ProvesItself, services: Wired, party: Name
) -> dict[str, int]:
    """Take what `party` reports, and return how many reports there were.

    Raises:
        Refusal: it is not signed by the party, cannot be read, or is of no call of its own.
        Overloaded, Unavailable: see `Sender.send`; the party sends it again.
    """
    connected = services[Connections].find(party)
    if connected is None or connected.adapter is None:
        raise Refusal(Reason("party.unknown"), kind="unknown")
    body = await request.body()
    if len(body) > MOST:
        raise Refusal(Reason("party.unreadable"))
    now = WallClock().now().timestamp()  # a demonstration does not move what others sign
    try:
        taken = await take_reports(
            services.sender, party, connected.adapter, request.headers, body, now
        )
    except Unsigned:
        raise Refusal(Reason("party.unsigned"), kind="forbidden") from None
    except ValueError:
        raise Refusal(Reason("party.unreadable")) from None
    return {"taken": taken}
