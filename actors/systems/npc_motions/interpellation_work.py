"""What waits for people at an interpellation: its deputies, the presidium, the body asked."""

from collections.abc import Iterator

from actors.kernel.deadlines import local_day
from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.open_tasks import DEPUTY, Wait, work_of

TASK_OF: dict[type[Command], str] = {
    r.DeliverInterpellation: "deliver",
    r.AnswerInterpellation: "answer",
    r.CloseInterpellation: "close",
}
"""Which task is done by which command."""


def work(state: r.InterpellationState) -> Work:
    """Return the open tasks of an interpellation."""
    waits = (*_of_deputies(state), *_of_bodies(state))
    return work_of("interpellation", "", state.question, waits, state.held)


def _of_deputies(state: r.InterpellationState) -> Iterator[Wait]:
    judged = state.answers[-1].judged if state.phase == "answered" else {}
    for account, each in state.roster.items():
        seat = (DEPUTY, each.membership.delegation or state.congress)
        if state.phase == "cosigning" and each.signed_at is None:
            yield Wait(f"sign.{account}", *seat, each.invited_at, said="sign", of=account)
        if state.phase == "answered" and account in state.counted and account not in judged:
            yield Wait(f"judge.{account}", *seat, state.since, said="judge", of=account)


def _of_bodies(state: r.InterpellationState) -> Iterator[Wait]:
    presidium = ("presidium", unit_of("presidium", state.congress))
    if state.phase == "submitted":
        yield Wait("deliver", *presidium, state.since)
    if state.phase in ("delivered", "second_answer_due"):
        first = state.answer_by if state.phase == "delivered" else None
        due = local_day(first) if first else None
        yield Wait("answer", "unit_head", state.target, state.since, due)
    if state.phase == "answered":
        yield Wait("close", *presidium, state.since)
