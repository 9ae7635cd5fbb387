"""What waits for people at a handling: for the unit's own, and for whoever assigned it."""

from collections.abc import Iterator
from datetime import date

from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.handling import commands as c
from actors.systems.npc_motions.handling.state import HandlingState
from actors.systems.npc_motions.open_tasks import Wait, work_of

AT_WORK = ("signed_for", "drafted", "approved", "sealing", "sealed")
TASK_OF: dict[type[Command], str] = {
    c.SignFor: "sign_for",
    c.UpholdReturn: "decide_return",
    c.Reassign: "decide_return",
    c.DecideExtension: "decide_extension",
    c.SettleDisagreement: "settle",
    c.GiveView: "view",
    c.DraftReply: "draft",
    c.ApproveReply: "approve",
    c.SealReply: "seal",
    c.SendReply: "send",
}
"""Which task is done by which command."""


def work(state: HandlingState) -> Work:
    """Return the open tasks of a handling. All of a unit's tasks are due by the day of its part."""
    waits = (*_of_the_unit(state), *_of_the_assigner(state))
    return work_of("handling", state.number, state.title, waits, state.held)


def _of_the_unit(state: HandlingState) -> Iterator[Wait]:
    unit, due = state.unit, _due(state)
    since = state.since
    match state.phase:
        case "assigned":
            yield Wait("sign_for", "unit_clerk", unit, since, due)
        case "signed_for" if not state.answers:
            yield Wait("view", "handler", unit, since, due)
        case "signed_for":
            if not state.contacts:
                contact = state.contact_due.effective if state.contact_due else due
                yield Wait("contact", "handler", unit, since, contact)
            yield Wait("draft", "handler", unit, since, due)
        case "drafted":
            yield Wait("approve", "unit_head", unit, since, due)
        case "approved":
            yield Wait("seal", "seal_keeper", unit, since, due)
        case "sealed":
            role = "unit_head" if state.key else "unit_clerk"
            yield Wait("send", role, unit, since, due)
        case _:
            pass


def _of_the_assigner(state: HandlingState) -> Iterator[Wait]:
    seat = (state.assigner, unit_of(state.assigner, state.congress))
    if state.phase == "return_requested":
        yield Wait("decide_return", *seat, state.since)
    if state.phase not in AT_WORK:
        return
    if state.extension == "asked":
        yield Wait("decide_extension", *seat, state.since, _due(state))
    if state.disagreement:
        yield Wait("settle", *seat, state.since, _due(state))


def _due(state: HandlingState) -> date | None:
    return state.due.effective if state.due else None
