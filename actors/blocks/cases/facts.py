"""What policies know of a case (办件), and of whoever asks something of it."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.vocabulary import seat
from actors.blocks.cases.basis import lead_of
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.units import Organisation
from actors.kernel.guarded import Facts, Guarded

GUARDED = Guarded(
    actions=(
        "save_draft",
        "submit",
        "request_correction",
        "correct",
        "accept",
        "decline",
        "supply_materials",
        "claim_task",
        "release_task",
        "hand_over_task",
        "deputise_task",
        "give_opinion",
        "ask_correction",
        "send_correction",
        "propose_clock_change",
        "decide_clock_change",
        "arrange_visit",
        "choose_visit",
        "record_finding",
        "cancel_visit",
        "note",
        "pause_clock",
        "resume_clock",
        "extend",
        "decide",
        "issue",
        "deliver",
        "serve",
        "rate",
        "withdraw",
        "void",
        "return",
        "forward",
        "reopen",
        "correct_result",
        "revoke",
        "ask_renewal",
        "renew",
        "archive",
        "unseal",
        "end_renewal_period",
        "end_notice_period",
        "end_correction_period",
        "end_promise_period",
        "recompute_dues",
        "recognise_applicant",
        "read",
        "follow",
        "count",  # in the figures of the hall
        "know",  # that there is such a case
    ),
    facts={
        "phase": "text",
        "item": "text",  # the code of what is applied for
        "unit": "text",  # of the item
        "units": "texts",  # that take part: the item's and those of tasks
        "task_units": "texts",
        "seats": "texts",  # that tasks wait for
        "applicant": "text",  # the account, "" for an applicant without one
        "agent": "text",  # the identity that filed for the applicant, ""
        "instant": "truth",  # 即办件
        "assurance": "text",  # that the item asks of applicants
        "restricted": "truth",  # stored and protected, nothing else (PIPL Art. 47)
        "pausing_unit": "text",  # that began the special procedure that runs, ""
        "proposer": "text",  # the identity that wants the clock changed, ""
        "decider": "text",  # the identity that decided, ""
        "archived": "truth",  # sealed (封存)
    },
    fields=(
        "number",
        "phase",
        "stage",
        "item",
        "system",
        "unit",
        "units",
        "place",
        "channel",
        "tasks",
        "dues",
        "paused",
        "level",
        "cards",
        "outcome",
        "document",
        "corrections",
        "extended_days",
        "closed",
        "timeline",
        "applicant",
    ),
)


def facts(
    state: CaseState, item: ServiceItem | None, organisation: Organisation | None = None
) -> Facts:
    """Return what policies know of the case, with every name of `GUARDED.facts`.

    `item` is the case's in its version or, of one that has not begun, what is applied for; None:
    it is not known. By `organisation` the unit is the one that goes on with it today, where that
    is not the one that it is at.
    """
    applicant = state.applicant
    unit = lead_of(item, state) if item else state.unit
    unit = organisation.acting(unit) if organisation else unit
    units = frozenset([task.unit for task in (*state.past_tasks, *state.tasks)])
    return {
        "phase": state.phase,
        "item": state.item or (item.code if item else ""),
        "unit": unit,
        "units": units | {unit},
        "task_units": units,
        "seats": frozenset([seat(task.role, task.unit) for task in state.tasks]),
        "applicant": applicant.account if applicant else "",
        "agent": applicant.by_agent if applicant else "",
        "instant": item.handling == "instant" if item else None,
        "restricted": bool(state.restricted),
        "assurance": item.assurance if item else "",
        "proposer": state.proposal.by if state.proposal else "",
        "decider": decider_of(state),
        "archived": state.archived_at is not None,
        "pausing_unit": state.pauses[-1].unit if state.phase == "paused" and state.pauses else "",
    }


def decider_of(state: CaseState) -> str:
    """Return the identity that decided the case, "" before the decision."""
    if state.decided_at is None:
        return ""
    return next((task.done_by for task in state.tasks if task.name == state.stage), "")


def facts_of_row(row: Mapping[str, Any]) -> Facts:
    """Return what policies know of the case that `row` of the view `cases` describes. The row does
    not tell who filed for the applicant, nor which roles its tasks wait for."""
    return {
        "phase": row["phase"],
        "item": row["item"]["code"],
        "unit": row["unit"],
        "units": frozenset(row.get("units", ())),
        "applicant": row["applicant"].get("account") or "",
        "restricted": bool(row.get("restricted")),
    }
