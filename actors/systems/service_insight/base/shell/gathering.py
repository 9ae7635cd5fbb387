"""An entry with everything that counts for it: its own records, and those of its aliases."""

from dataclasses import dataclass

from actors.kernel.ports import Sender
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY, RegisterEntry
from actors.systems.service_insight.base.values import Attached


@dataclass(frozen=True)
class Gathered:
    """The entry that an id stands for: its own id, its state, and every record that counts for
    it, each with the id that it was linked to."""

    id: str
    state: RegisterEntry
    records: tuple[tuple[str, Attached], ...]


async def gather(sender: Sender, id: str) -> Gathered | None:
    """Return the entry that `id` stands for, None if there is no such id. The caller logs reads.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
    """
    state = await _shown(sender, id)
    while state.into:
        id, state = state.into, await _shown(sender, state.into)
    if not state.phase:
        return None
    records = [(id, each) for each in state.records]
    waiting = list(state.aliases)
    while waiting:
        alias = waiting.pop(0)
        other = await _shown(sender, alias)
        records += [(alias, each) for each in other.records]
        waiting += other.aliases
    return Gathered(id, state, tuple(records))


async def _shown(sender: Sender, id: str) -> RegisterEntry:
    state: RegisterEntry = (await sender.show(f"{REGISTER_ENTRY}:{id}")).state
    return state
