"""A unit that is not competent asks in time to return the item, and nobody else stands still."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.evolve import evolve
from actors.systems.npc_motions.handling.receiving import uphold_return
from actors.systems.npc_motions.load import load_profiles
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    ASSISTING,
    GOVERNMENT,
    HOUSING,
    LEAD,
    LIBRARY,
    SUGGESTION,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    at,
    clerk,
    contact,
    handler,
    signed_for,
)
from tests.systems.npc_motions.reading import state_of, told

ASK = h.AskReturn(reason="不属本单位职责")
REFUSE = h.UpholdReturn(reason="属你单位职责")
MOVE = h.Reassign(unit=TRANSPORT, reason="改由交通部门承办")
ASKED = signed_for(TWO).at("2026-03-10 10:00").when(ASK, by=clerk())


def test_it_is_asked_in_the_window_and_refused_after_it() -> None:
    """上海: received 2 March 2026, seven working days: 11 March in time, 12 March too late."""
    signed_for().at("2026-03-11 23:59:59").when(ASK, by=clerk()).then_shown(
        phase="return_requested"
    ).run()
    signed_for().at("2026-03-12 00:00").when(ASK, by=clerk()).then_refused(
        "handling.return_too_late", facts={"day": "2026-03-11"}
    ).run()


def test_it_has_a_reason() -> None:
    signed_for().when(h.AskReturn(reason=""), by=clerk()).then_refused("proposal.empty").run()


def test_another_unit_cannot_ask_for_it() -> None:
    signed_for().when(ASK, by=clerk(HOUSING)).then_refused("handling.unknown").run()


def test_while_it_is_asked_only_this_unit_stands_still() -> None:
    lead, other = state_of(ASKED, LEAD), state_of(ASKED, ASSISTING)

    assert [until for _, until in lead.pauses] == [None]
    assert other.pauses == ()
    ASKED.when(contact(), by=handler()).then_refused("handling.not_now").run()
    ASKED.then(events=[e.ReturnAsked, e.Notified], alarms={}).run()


@pytest.mark.parametrize("command", [REFUSE, MOVE])
@pytest.mark.parametrize("by", [clerk(), handler(), GOVERNMENT])
def test_only_who_assigned_it_decides(command: h.Reassign | h.UpholdReturn, by: Identity) -> None:
    refused = "handling.forbidden" if by.unit == WATER else "handling.unknown"
    ASKED.when(command, by=by).then_refused(refused).run()


def test_nothing_is_decided_that_was_not_asked() -> None:
    signed_for().when(REFUSE, by=WORK_BODY).then_refused("handling.not_now").run()


def test_a_refused_return_resumes_with_the_same_date() -> None:
    scenario = ASKED.at("2026-03-17 10:00").when(REFUSE, by=WORK_BODY)
    state = state_of(scenario, LEAD)

    assert (state.phase, state.reply_due.effective) == ("signed_for", date(2026, 6, 2))
    assert state.pauses == ((at("2026-03-10 10:00"), at("2026-03-17 10:00")),)


def test_where_the_place_adds_the_days_of_waiting_the_reply_is_due_later() -> None:
    foshan = load_profiles()["foshan_sample"]
    added = replace(foshan, return_pause=replace(foshan.return_pause, effect="added"))
    turn = Turn(
        LEAD,
        state_of(ASKED, LEAD),
        evolve,
        now=at("2026-03-17 10:00"),
        by=WORK_BODY,
        command_id="x",
    )
    uphold_return(Books(LIBRARY, {"foshan_sample": added}), turn, REFUSE)

    assert turn.state.reply_due is not None
    assert turn.state.reply_due.effective == date(2026, 6, 9)


def moved() -> Scenario:
    return ASKED.at("2026-03-17 10:00").when(MOVE, by=WORK_BODY)


def test_a_granted_return_begins_anew_with_the_other_unit_and_moves_nobody_else() -> None:
    successor = f"handling:s1-1-{TRANSPORT}"

    assert state_of(moved(), LEAD).phase == "reassigned"
    new = state_of(moved(), successor)
    assert (new.phase, new.reply_due.effective) == ("assigned", date(2026, 6, 17))
    assert new.assistants == (HOUSING,)
    before, after = state_of(ASKED, ASSISTING), state_of(moved(), ASSISTING)
    assert (after.view_due, after.leads) == (before.view_due, (f"s1-1-{TRANSPORT}",))
    units = [(x.given.unit, x.phase) for x in state_of(moved(), SUGGESTION).handlings]
    assert units == [(WATER, "reassigned"), (HOUSING, "signed_for"), (TRANSPORT, "assigned")]


def test_the_deputy_hears_of_another_unit() -> None:
    assert ("person:an", "handling.reassigned") in told(moved())


def test_it_is_not_given_to_a_unit_that_works_on_it() -> None:
    ASKED.when(h.Reassign(unit=HOUSING, reason="x"), by=WORK_BODY).then_refused(
        "handling.unit_at_work"
    ).run()


def test_it_is_not_given_to_a_unit_that_there_is_not() -> None:
    ASKED.when(h.Reassign(unit="nowhere", reason="x"), by=WORK_BODY).then_refused(
        "suggestion.unit_unknown"
    ).run()


def test_a_view_that_was_under_way_follows_to_the_other_unit() -> None:
    scenario = ASKED.on(ASSISTING).when(h.GiveView(text="同意"), by=handler(HOUSING)).on(LEAD)
    scenario = scenario.at("2026-03-17 10:00").when(MOVE, by=WORK_BODY)

    assert [v.text for v in state_of(scenario, f"handling:s1-1-{TRANSPORT}").views] == ["同意"]


def test_an_assisting_unit_is_replaced_for_its_lead() -> None:
    asked = signed_for(TWO).on(ASSISTING).when(ASK, by=clerk(HOUSING))
    scenario = asked.when(MOVE, by=WORK_BODY)

    assert state_of(scenario, LEAD).assistants == (TRANSPORT,)
