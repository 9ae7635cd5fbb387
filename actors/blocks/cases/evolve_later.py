"""What happens to a case that was decided does to it, and how it ends otherwise."""

from typing import Any

from msgspec.structs import replace

from actors.blocks.cases import later_events as later
from actors.blocks.cases.evolve_tasks import Evolving, ended
from actors.blocks.cases.parts import Change, Renewal
from actors.blocks.cases.state import CaseState, Dues

VALID_UNTIL = "valid_until"  # what templates call the last day of what they grant


def _returned(state: CaseState, event: later.Returned) -> CaseState:
    return ended(state, event.at, phase="returned", reason=event.reason)


def _forwarded(state: CaseState, event: later.Forwarded) -> CaseState:
    return ended(state, event.at, phase="forwarded", reason=event.reason, forwarded_to=event.organ)


def _reopened(state: CaseState, event: later.Reopened) -> CaseState:
    """What the round before left waiting is not of this one, though its tasks bear its names."""
    visits = tuple(
        each if each.ended_at or each.cancelled else replace(each, ended_at=event.at)
        for each in state.visits
    )
    return replace(
        state,
        phase="accepted",
        since=event.at,
        decided_at=None,
        closed_at=None,
        outcome="",
        reason="",
        stage="",
        tasks=(),
        past_tasks=(*state.past_tasks, *state.tasks),
        dues=Dues(),
        extended_days=0,
        review_corrections=0,
        asked_by=(),
        visits=visits,
        proposal=None,
        wishes=(),
        reopened=state.reopened + 1,
    )


def _result_corrected(state: CaseState, event: later.ResultCorrected) -> CaseState:
    part, _, name = event.field.removeprefix("/").partition("/")
    changes: dict[str, Any] = {"reason": event.after}
    match part:
        case "form":
            mark = Change(
                field=event.field,
                at=event.at,
                by="officer",
                why="clerical_error",
                before=event.before,
            )
            changes = {
                "form": {**state.form, name: event.after},
                "changes": (*state.changes, mark),
            }
        case "result":
            changes = {"result_fields": {**state.result_fields, name: event.after}}
        case _:
            pass
    return replace(state, editions=state.editions + 1, **changes)


def _revoked(state: CaseState, event: later.Revoked) -> CaseState:
    return ended(state, event.at, phase="revoked", reason=event.reason)


def _renewal_asked(state: CaseState, event: later.RenewalAsked) -> CaseState:
    return replace(
        state,
        renewal=Renewal(asked_at=event.at, until=event.until),
        renewals=state.renewals + 1,
    )


def _renewed(state: CaseState, event: later.Renewed) -> CaseState:
    return replace(
        state,
        renewal=None,
        editions=state.editions + 1,
        result_fields={**state.result_fields, VALID_UNTIL: f"{event.until}"},
    )


def _renewal_refused(state: CaseState, event: later.RenewalRefused) -> CaseState:
    return replace(state, renewal=None)


def _archived(state: CaseState, event: later.Archived) -> CaseState:
    return replace(state, archived_at=event.at)


def _unsealed(state: CaseState, event: later.Unsealed) -> CaseState:
    return replace(state, archived_at=None)


OF_LATER: Evolving = {
    later.Returned: _returned,
    later.Forwarded: _forwarded,
    later.Reopened: _reopened,
    later.ResultCorrected: _result_corrected,
    later.Revoked: _revoked,
    later.RenewalAsked: _renewal_asked,
    later.Renewed: _renewed,
    later.RenewalRefused: _renewal_refused,
    later.Archived: _archived,
    later.Unsealed: _unsealed,
}
