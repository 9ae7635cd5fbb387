"""A suggestion is assigned to units that share it without gaps; each has dates of its own."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling import events as he
from actors.systems.npc_motions.load import load_profiles
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.assigning import assign
from actors.systems.npc_motions.suggestion.evolve import evolve
from actors.systems.npc_motions.suggestion.state import UnitGiven
from tests.systems.npc_motions.chamber import (
    AN,
    ASSISTING,
    GOVERNMENT,
    HOUSING,
    LEAD,
    LIBRARY,
    PARTS,
    SUGGESTION,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    accepted,
    assigned,
    at,
    clerk,
    handler,
    signed_for,
    submitted,
)
from tests.systems.npc_motions.reading import state_of


@pytest.mark.parametrize("by", [WORK_BODY, GOVERNMENT])
def test_work_body_and_government_office_assign(by: Identity) -> None:
    accepted().when(c.Assign(units=TWO), by=by).then_shown(phase="assigned", round=1).on(
        LEAD
    ).then_shown(phase="assigned", assistants=(HOUSING,), requests=(1, 2)).on(ASSISTING).then_shown(
        phase="assigned", role="assisting", leads=(f"s1-1-{WATER}",)
    ).run()


@pytest.mark.parametrize("by", [AN, clerk()])
def test_nobody_else_assigns(by: Identity) -> None:
    accepted().when(c.Assign(units=TWO), by=by).then_refused("suggestion.forbidden").run()


def test_it_is_accepted_before_it_is_assigned() -> None:
    submitted().when(c.Assign(units=TWO), by=WORK_BODY).then_refused("suggestion.not_now").run()


@pytest.mark.parametrize(
    ("units", "refused"),
    [
        ((), "suggestion.no_lead"),
        ((UnitGiven(unit=HOUSING, role="assisting"),), "suggestion.no_lead"),
        ((UnitGiven(unit=WATER), UnitGiven(unit=WATER)), "suggestion.unit_twice"),
        ((UnitGiven(unit=WATER), UnitGiven(unit=TRANSPORT)), "suggestion.part_missing"),
        ((*PARTS[:1], UnitGiven(unit=TRANSPORT, part="x")), "suggestion.request_unassigned"),
        ((UnitGiven(unit=WATER, role="separate", part="x"),), "suggestion.nothing_to_separate"),
        ((UnitGiven(unit="nowhere"),), "suggestion.unit_unknown"),
    ],
)
def test_an_assignment_that_leaves_a_gap_is_refused(
    units: tuple[UnitGiven, ...], refused: str
) -> None:
    accepted().when(c.Assign(units=units), by=WORK_BODY).then_refused(refused).run()


def test_two_leads_have_a_stated_part_each() -> None:
    accepted().when(c.Assign(units=PARTS), by=WORK_BODY).on(LEAD).then_shown(
        part="排水", requests=(1,)
    ).run()


def test_views_of_assisting_units_are_due_before_the_reply() -> None:
    foshan = load_profiles()["foshan_sample"]
    assert foshan.assisting_view is not None
    late = replace(foshan.assisting_view, count=3)
    books = Books(LIBRARY, {"foshan_sample": replace(foshan, assisting_view=late)})
    turn = Turn(
        SUGGESTION,
        state_of(accepted(), SUGGESTION),
        evolve,
        now=at("2026-03-02 09:00"),
        by=WORK_BODY,
        command_id="x",
    )

    with pytest.raises(Refusal, match="assisting_too_late"):
        assign(books, turn, c.Assign(units=TWO))
    assert turn.events == []


def test_dates_from_assignment_are_fixed_at_once_and_those_from_receipt_when_signed_for() -> None:
    before = state_of(assigned(), LEAD)
    after = state_of(signed_for(), LEAD)

    assert (before.return_due, before.reply_due.effective) == (None, date(2026, 6, 2))
    assert (after.return_due.effective, after.reply_due) == (date(2026, 3, 11), before.reply_due)
    assert (after.reply_due.profile, after.reply_due.version) == ("foshan_sample", 1)
    assert after.reply_due.article == "第十九条"


def test_only_the_clerk_of_the_unit_signs_for_it() -> None:
    assigned().on(LEAD).when(h.SignFor(), by=clerk(HOUSING)).then_refused("handling.unknown").when(
        h.SignFor(), by=handler()
    ).then_refused("handling.forbidden").when(h.SignFor(), by=clerk()).then(
        events=[he.SignedFor]
    ).when(h.SignFor(), by=clerk()).then_refused("handling.not_now").run()


def test_the_suggestion_knows_where_its_units_stand() -> None:
    state = state_of(signed_for(TWO), SUGGESTION)

    assert [(each.given.unit, each.phase, each.due) for each in state.handlings] == [
        (WATER, "signed_for", date(2026, 6, 2)),
        (HOUSING, "signed_for", None),
    ]
