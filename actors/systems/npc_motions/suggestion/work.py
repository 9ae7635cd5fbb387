"""What waits for people at a suggestion: for its deputies, the bodies of the congress, the
government's office."""

from collections.abc import Iterator

from actors.kernel.turn import Command
from actors.kernel.work import Work
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.open_tasks import DEPUTY, Wait, work_of
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.state import SuggestionState

TASK_OF: dict[type[Command], str] = {
    c.Accept: "review",
    c.Decline: "review",
    c.Merge: "review",
    c.Assign: "assign",
    c.CloseUnrated: "close_unrated",
    c.OrderRedo: "order_redo",
    c.SettleEscalation: "settle",
    c.Archive: "archive",
    c.DecideKey: "decide_key",
}
"""Which task is done by which command."""


def work(state: SuggestionState) -> Work:
    """Return the open tasks of a suggestion."""
    waits = (*_of_deputies(state), *_reviewed(state), *_rated(state))
    return work_of("suggestion", state.number, state.title, waits, state.held)


def _of_deputies(state: SuggestionState) -> Iterator[Wait]:
    if state.phase == "draft":
        for account, each in state.roster.items():
            if each.signed_at is None and account != state.lead:
                seat = (DEPUTY, each.membership.delegation or state.congress)
                name = f"sign.{account}"
                yield Wait(name, *seat, each.invited_at, said="sign", of=account)
    if state.phase == "replied":
        due = state.rate_due.effective if state.rate_due else None
        delegation = state.roster[state.lead].membership.delegation or state.congress
        yield Wait("rate", DEPUTY, delegation, state.since, due, of=state.lead)


def _reviewed(state: SuggestionState) -> Iterator[Wait]:
    congress = state.congress
    body = unit_of("work_body", congress)
    due = state.assign_due.effective if state.assign_due else None
    if state.phase == "submitted" and state.number:
        role = "session_secretariat" if state.session else "work_body"
        yield Wait("review", role, body, state.since, due)
    if state.phase == "accepted":
        yield Wait("assign", "work_body", body, state.since, due)
        office = ("government_office", unit_of("government_office", congress))
        yield Wait("distribute", *office, state.since, due)
    if state.key == "proposed" and state.phase in ("accepted", "assigned"):
        yield Wait("decide_key", "chairperson", body, state.since)


def _rated(state: SuggestionState) -> Iterator[Wait]:
    by_work_body = ("work_body", unit_of("work_body", state.congress))
    if state.phase == "replied" and state.reminded and state.rate_due is None:
        yield Wait("close_unrated", *by_work_body, state.since)
    after = {"dissatisfied": "order_redo", "escalated": "settle", "closed": "archive"}
    if state.phase in after:
        yield Wait(after[state.phase], *by_work_body, state.since)
