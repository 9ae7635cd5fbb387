"""What waits for people at a clue: somebody looks at it, until it is sorted, set aside or cited."""

from collections.abc import Iterator

from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions import clue_records as r
from actors.systems.npc_motions.bodies import congress_of, unit_of
from actors.systems.npc_motions.open_tasks import Wait, work_of

SHOWN = 40  # characters of what was told, as the task's title
TASK_OF: dict[type[Command], str] = {r.PutInCluster: "sort", r.SetAside: "sort"}
"""Which task is done by which command."""


def work(state: r.ClueState) -> Work:
    """Return the open tasks of a clue."""
    return work_of("clue", "", state.text[:SHOWN], _waits(state), state.held)


def _waits(state: r.ClueState) -> Iterator[Wait]:
    if state.phase == "received" and not state.cluster and not state.uses:
        unit = unit_of("work_body", congress_of(state.region))
        yield Wait("sort", "work_body", unit, state.received_at)
