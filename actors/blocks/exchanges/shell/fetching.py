"""What departments' systems have told and what did not arrive: their own lists of a day say it."""

from datetime import date

from actors.blocks.exchanges.records import EXCHANGE, exchange_id
from actors.blocks.exchanges.shell.department import Department, Report
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender


async def take(sender: Sender, system: str, told: Report, *, listed: bool = False) -> None:
    """Carry a step that the department's `system` tells to its exchange; the same again is taken
    once.

    Raises:
        ValueError: it names no step.
        Refusal: there is no such case of this system, or it is not its to tell.
        Fault: it may not have been taken; the system tells it again.
    """
    command = told.command(listed=listed)
    key = f"{EXCHANGE}:{exchange_id(f'case:{told.case}', system)}"
    how = "list" if listed else "step"
    id = f"{how}/{system}/{told.case}/{told.seq}/{command.step}/{told.at.timestamp():.3f}"
    await sender.send(key, command, id=id, by=PLATFORM)


async def fetch(sender: Sender, system: str, adapter: Department, day: date) -> int:
    """Take what the department's `system` says that it told on `day`, a date of the city's, and
    return how many steps that are. What has arrived is not taken again; what is said otherwise is
    disputed at its exchange.

    Raises:
        ValueError: the list cannot be had or read.
        Fault: the platform does not answer; done again, it finishes.
    """
    count = 0
    async for told in adapter.sent_on(day):
        count += 1
        try:
            await take(sender, system, told, listed=True)
        except (Refusal, ValueError):
            continue  # of a case that is not exchanged with it, or of none: its own list says so
    return count
