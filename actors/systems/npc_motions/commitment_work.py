"""What waits for people at a commitment: its unit keeps it, and explains a broken one."""

from collections.abc import Iterator

from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions import commitment_records as r
from actors.systems.npc_motions.open_tasks import Wait, work_of

TASK_OF: dict[type[Command], str] = {r.KeepCommitment: "keep", r.ExplainBreach: "explain"}
"""Which task is done by which command."""


def work(state: r.CommitmentState) -> Work:
    """Return the open tasks of a commitment."""
    return work_of("commitment", state.number, state.text, _waits(state), state.held)


def _waits(state: r.CommitmentState) -> Iterator[Wait]:
    if state.phase == "broken":
        yield Wait("explain", "unit_head", state.unit, state.since, state.due)
    if state.phase in ("open", "broken", "explained"):
        yield Wait("keep", "handler", state.unit, state.began_at, state.due)
