"""What waits for people at a clue: somebody looks at it, until it is sorted, set aside or cited."""

from collections.abc import Iterator

from actors.kernel.turn import Command
from actors.kernel.words import Title
from actors.kernel.work import Work
from actors.systems.npc_motions import clue_records as r
from actors.systems.npc_motions.bodies import congress_of, unit_of
from actors.systems.npc_motions.open_tasks import Wait, choice_title, work_of

TASK_OF: dict[type[Command], str] = {r.PutInCluster: "sort", r.SetAside: "sort"}
"""Which task is done by which command."""


def work(state: r.ClueState) -> Work:
    """Return the open tasks of a clue."""
    return work_of("clue", "", _about(state), _waits(state), state.held)


def _about(state: r.ClueState) -> Title:
    """Return the topic, or else the channel, by its name."""
    topic = choice_title("", "topic", state.topic)
    return topic or choice_title("clue", "channel", state.channel) or Title(zh="", en="")


def _waits(state: r.ClueState) -> Iterator[Wait]:
    if state.phase == "received" and not state.cluster and not state.uses:
        unit = unit_of("work_body", congress_of(state.region))
        yield Wait("sort", "work_body", unit, state.received_at)
