"""What parties report by themselves, carried to the calls that it is of."""

from collections.abc import Mapping

from actors.blocks.calls.records import CALL, TakeReport
from actors.blocks.calls.shell.adapter import Adapter
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender


async def take_reports(
    sender: Sender, name: str, adapter: Adapter, headers: Mapping[str, str], body: bytes, now: float
) -> int:
    """Carry what the party `name` reports to its calls, and return how many reports there were;
    `headers` by lower-case names, `now` in seconds since 1970. The same report again is carried
    again: the call takes it once.

    Raises:
        Unsigned: it is not the party's.
        ValueError: it cannot be read.
        Refusal: there is no such call of this party.
        Fault: it may not have been taken; the party sends it again.
    """
    told = adapter.reports(headers, body, now)
    for each in told:
        at = each.outcome.at.timestamp() if each.outcome.at else 0.0
        id = f"report/{name}/{each.id}/{each.outcome.state}/{at:.3f}"
        command = TakeReport(adapter=name, outcome=each.outcome)
        await sender.send(f"{CALL}:{each.id}", command, id=id, by=PLATFORM)
    return len(told)
