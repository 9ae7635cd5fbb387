"""What a unit began that is no more goes on at whoever took over, in every state; where nobody did,
an item of it cannot be applied for, and a case says what it waits for."""

from dataclasses import replace

import pytest

from actors.blocks.cases.closed_units import closed_units, waiting_for_nobody, why_untaken
from actors.blocks.cases.commands import ClaimTask, GiveOpinion, SaveDraft, Withdraw
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.rows import apply, new
from actors.blocks.cases.state import application_of
from actors.blocks.organisation.succession import TakenOver, TakeOver
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM
from tests.blocks.cases.city import (
    CLERK,
    CLERK_ELSEWHERE,
    FIRE,
    HEALTH,
    LIBRARY,
    PERMIT,
    RESIDENT_A,
    accepted,
    application,
    nothing_yet,
    staff,
    submitted,
)
from tests.blocks.cases.kit import Played, codes

HERE = LIBRARY[Organisation]


def without(*closed: str, **successors: str) -> Organisation:
    """Return the organisation after units of it were closed."""
    units = {code: unit for code, unit in HERE.units.items() if code not in closed}
    former = {code: HERE.units[code] for code in closed}
    return replace(HERE, units=units, former=former, successors=successors)


@pytest.mark.parametrize("unit", [PERMIT.unit, "fire_rescue"])
def test_an_application_that_a_closed_unit_would_handle_is_refused(unit: str) -> None:
    later = LIBRARY.having(without(unit))

    assert codes(nothing_yet(library=later).refused(RESIDENT_A, application())) == [
        ("item.unit_closed", "/item")
    ]
    assert [each.code for each in closed_units(PERMIT, later[Organisation])] == [unit]


def test_a_case_goes_on_when_its_unit_is_closed() -> None:
    case = submitted()
    case.library = LIBRARY.having(without(PERMIT.unit))

    assert case.allowed(RESIDENT_A) == submitted().allowed(RESIDENT_A)


def test_an_item_of_units_that_are_there_is_applied_for_whatever_else_was_closed() -> None:
    assert not closed_units(PERMIT, without("discipline_inspection"))


def test_who_took_over_is_who_is_there_now() -> None:
    here = without("fire_rescue", "construction", fire_rescue="construction", construction="health")

    assert here.successor("fire_rescue") == HERE.units["health"]
    assert here.known("fire_rescue") == HERE.units["fire_rescue"]
    assert here.successor("health") is None
    assert without("fire_rescue").successor("fire_rescue") is None
    assert without("fire_rescue", fire_rescue="fire_rescue").successor("fire_rescue") is None


FIRE_TO_HEALTH = TakeOver(unit="fire_rescue", successor="health")
LEAD_TO_HEALTH = TakeOver(unit=PERMIT.unit, successor="health")
HEIR = staff("heir", "health", "window_clerk", "reviewer", "approver")


def merged(case: Played, closed: str, heir: str = "health", *, told: bool = True) -> Played:
    """Return `case` on the day on which `heir` has taken over from `closed`; `told` of it or not
    yet."""
    case.library = LIBRARY.having(without(closed, **{closed: heir}))
    case.kind = case_kind(case.library)
    if told:
        case.when(PLATFORM, TakeOver(unit=closed, successor=heir))
    return case


@pytest.mark.parametrize("unit", [PERMIT.unit, "fire_rescue"])
def test_an_item_is_applied_for_at_whoever_took_over(unit: str) -> None:
    later = LIBRARY.having(without(unit, **{unit: "health"}))
    case = nothing_yet(library=later)
    case.when(RESIDENT_A, application())

    assert not why_untaken(PERMIT, later)
    assert case.state.unit == ("health" if unit == PERMIT.unit else PERMIT.unit)


def test_a_draft_goes_on_at_the_successor() -> None:
    draft = nothing_yet()
    draft.when(RESIDENT_A, SaveDraft(**application_of(application())))
    merged(draft, PERMIT.unit)
    draft.when(RESIDENT_A, application())

    assert (draft.state.phase, draft.state.unit) == ("submitted", "health")


@pytest.mark.parametrize("told", [True, False])
def test_a_case_that_waits_for_its_window_is_accepted_by_the_successor(told: bool) -> None:
    case = merged(submitted(), PERMIT.unit, told=told)

    assert "Accept" in case.allowed(HEIR) and "Accept" not in case.allowed(CLERK)
    assert "Withdraw" in case.allowed(RESIDENT_A)


def test_a_branch_is_reviewed_by_who_took_over_and_claims_are_free_again() -> None:
    case = accepted()
    [task] = [each for each in case.state.tasks if each.unit == "fire_rescue"]
    case.when(FIRE, ClaimTask(task=task.name))
    merged(case, "fire_rescue")

    [now] = [each for each in case.state.tasks if each.name == task.name]
    assert (now.unit, now.claimed_by, now.due) == ("health", "", task.due)
    case.when(HEALTH, ClaimTask(task=task.name))
    case.when(HEALTH, GiveOpinion(task=task.name, opinion="agree", comment="符合"))
    done = next(each for each in case.state.tasks if each.name == task.name)
    assert (done.done_by, done.opinion) == (HEALTH.id, "agree")


def test_it_is_taken_over_once_watched_and_told_to_the_applicant() -> None:
    case = merged(submitted(), PERMIT.unit)
    told = [message.command for message in case.messages if message.key.startswith("mailbox:")]
    watched = [m.command for m in case.messages if m.key == f"watcher:{case.state.id}"]
    case.when(PLATFORM, LEAD_TO_HEALTH)

    assert case.happened() == []
    assert told[-1]["template"] == "case.TakenOver"
    assert watched[-1]["unit"] == "health"
    assert case.replayed() == case.state


def test_what_ended_keeps_its_unit_and_who_took_over_may_act_on_it() -> None:
    case = submitted()
    case.when(RESIDENT_A, Withdraw(reason="不办了"))
    merged(case, PERMIT.unit, told=False)

    assert case.state.unit == PERMIT.unit
    assert set(case.allowed(HEIR)) == set(
        _as_before(case).allowed(staff("h", PERMIT.unit, *HEIR.roles))
    )


def test_a_case_without_a_successor_says_so_and_may_be_withdrawn() -> None:
    case, alone = submitted(), without(PERMIT.unit)
    case.library = LIBRARY.having(alone)

    assert [each.code for each in waiting_for_nobody(case.state, alone)] == [PERMIT.unit]
    assert not waiting_for_nobody(case.state, without(PERMIT.unit, **{PERMIT.unit: "health"}))
    assert "Withdraw" in case.allowed(RESIDENT_A)
    assert "Accept" not in case.allowed(CLERK_ELSEWHERE)


def test_a_row_moves_to_the_lists_of_the_successor() -> None:
    row = new("c1") | {"unit": PERMIT.unit, "units": [PERMIT.unit]}
    row["tasks"] = [{"name": "a", "unit": "fire_rescue", "claimed_by": FIRE.id}]
    for command in (FIRE_TO_HEALTH, LEAD_TO_HEALTH):
        event = {"type": TakenOver.__name__, "unit": command.unit, "successor": command.successor}
        apply(row, event)

    assert row["unit"] == "health" and row["units"] == [PERMIT.unit, "health"]
    assert row["tasks"] == [{"name": "a", "unit": "health", "claimed_by": ""}]


def _as_before(case: Played) -> Played:
    case.library = LIBRARY
    return case
