"""Every guard of the transitions of a suggestion, broken once (NPC-26). The keys say transition and
guard."""

from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.errors import Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import load
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.provisions import HandlingLimit
from actors.systems.npc_motions.suggestion import assigning
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.state import UnitGiven
from actors.testing import Scenario
from tests.systems.npc_motions import chamber
from tests.systems.npc_motions.broken import Broken
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CAI,
    LEAD,
    ONE,
    SUGGESTION,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    clerk,
    handler,
    head,
    keeper,
)
from tests.systems.npc_motions.floor import (
    at,
)
from tests.systems.npc_motions.reading import state_of

NOW = at("2026-03-02 09:00")


RETURNED = c.Decline(outcome="returned", ground="personal", text="属个人问题")
ASK_RETURN = h.AskReturn(reason="不属本单位职责")
DRAFTED = chamber.contacted().when(chamber.reply(), by=handler())
APPROVED = DRAFTED.when(h.ApproveReply(), by=head())


def unnumbered() -> Scenario:
    """A suggestion on a platform whose register has not answered."""
    kinds = [kind for name, kind in chamber.KINDS.items() if name != "register"]
    begun = chamber.in_office(Scenario.of(*kinds).at("2026-03-02 09:00"), AN)
    return begun.when(chamber.draft(), by=AN).when(c.Submit(one_matter=True), by=AN)


def escalated() -> Scenario:
    """A suggestion whose second reply did not satisfy either."""
    second = f"handling:s1-2-{WATER}"
    again = chamber.replied().when(chamber.rating("dissatisfied"), by=AN)
    redone = again.when(c.OrderRedo(reason="代表不满意"), by=WORK_BODY).on(second)
    spoken = redone.when(h.SignFor(), by=clerk()).when(chamber.contact(), by=handler())
    failed = chamber.rating("dissatisfied", handling=f"s1-2-{WATER}")
    return chamber.answered(spoken).on(SUGGESTION).when(failed, by=AN)


SUGGESTIONS: Mapping[str, Broken] = {
    "submitted, by deputies": Broken(
        chamber.drafted(), c.Submit(one_matter=True), chamber.RESIDENT, "suggestion.unknown"
    ),
    "submitted, one matter": Broken(
        chamber.drafted(), c.Submit(one_matter=False), AN, "suggestion.one_matter"
    ),
    "submitted, a delegation in session": Broken(
        chamber.opened(),
        chamber.draft(mover="delegation", delegation="chancheng_delegation"),
        chamber.HEAD_OF_DELEGATION,
        "suggestion.delegation_in_session_only",
    ),
    "submitted, a delegation by its head": Broken(
        chamber.opened(),
        chamber.draft(mover="delegation", delegation="chancheng_delegation", session="16-6"),
        AN,
        "suggestion.delegation_head_only",
    ),
    "reviewed, by the work body between sessions": Broken(
        chamber.submitted(), c.Accept(), chamber.SECRETARY, "suggestion.forbidden"
    ),
    "reviewed, with its number": Broken(
        unnumbered(), c.Accept(), WORK_BODY, "suggestion.not_numbered"
    ),
    "returned, a ground of the profile": Broken(
        chamber.submitted(),
        c.Decline(outcome="returned", ground="weather", text="x"),
        WORK_BODY,
        "suggestion.ground_unknown",
    ),
    "returned, an outcome of the profile": Broken(
        chamber.submitted(congress="henan"),
        c.Decline(outcome="letter", ground="judicial_case", text="x"),
        chamber.of("henan", WORK_BODY),
        "suggestion.outcome_unknown",
    ),
    "returned, with text": Broken(
        chamber.submitted(),
        c.Decline(outcome="returned", ground="personal", text=" "),
        WORK_BODY,
        "proposal.empty",
    ),
    "merged, into another": Broken(
        chamber.submitted(),
        c.Merge(into="s1", reason="相同"),
        WORK_BODY,
        "suggestion.merged_into_itself",
    ),
    "assigned, by work body or government office": Broken(
        chamber.accepted(), c.Assign(units=ONE), chamber.SECRETARY, "suggestion.forbidden"
    ),
    "assigned, accepted before": Broken(
        chamber.submitted(), c.Assign(units=ONE), WORK_BODY, "suggestion.not_now"
    ),
    "assigned, one lead at least": Broken(
        chamber.accepted(),
        c.Assign(units=(UnitGiven(unit=WATER, role="assisting"),)),
        WORK_BODY,
        "suggestion.no_lead",
    ),
    "assigned, two leads have a part each": Broken(
        chamber.accepted(),
        c.Assign(units=(UnitGiven(unit=WATER), UnitGiven(unit=TRANSPORT))),
        WORK_BODY,
        "suggestion.part_missing",
    ),
    "signed for, by the unit's clerk": Broken(
        chamber.assigned().on(LEAD), h.SignFor(), handler(), "handling.forbidden"
    ),
    "return, in the window": Broken(
        chamber.signed_for().at("2026-03-12 09:00"),
        ASK_RETURN,
        clerk(),
        "handling.return_too_late",
    ),
    "return, with a reason": Broken(
        chamber.signed_for(), h.AskReturn(reason=""), clerk(), "proposal.empty"
    ),
    "reassigned, never by the unit": Broken(
        chamber.signed_for().when(ASK_RETURN, by=clerk()),
        h.Reassign(unit=TRANSPORT, reason="改办"),
        clerk(),
        "handling.forbidden",
    ),
    "extended, with a reason": Broken(
        chamber.signed_for(),
        h.AskExtension(until=date(2026, 7, 1), reason=""),
        handler(),
        "proposal.empty",
    ),
    "extended, six months from assignment": Broken(
        chamber.signed_for(),
        h.AskExtension(until=date(2026, 9, 3), reason="会商"),
        handler(),
        "handling.extension_too_long",
    ),
    "extended, by the approver": Broken(
        chamber.signed_for().when(
            h.AskExtension(until=date(2026, 7, 1), reason="会商"), by=handler()
        ),
        h.DecideExtension(granted=True, reason="同意"),
        head(),
        "handling.forbidden",
    ),
    "drafted, a contact": Broken(
        chamber.signed_for(), chamber.reply(), handler(), "handling.contact_missing"
    ),
    "drafted, views of assisting units": Broken(
        chamber.contacted(TWO), chamber.reply(), handler(), "handling.view_missing"
    ),
    "drafted, an answer to each request": Broken(
        chamber.contacted(),
        chamber.reply(answers={"1": "已完成。"}),
        handler(),
        "handling.answer_missing",
    ),
    "drafted, commitments in class B": Broken(
        chamber.contacted(), chamber.reply(result="B"), handler(), "handling.promise_missing"
    ),
    "drafted, reasons in class D": Broken(
        chamber.contacted(), chamber.reply(result="D"), handler(), "handling.reasons_missing"
    ),
    "approved, by the head": Broken(DRAFTED, h.ApproveReply(), handler(), "handling.forbidden"),
    "sealed, after approval": Broken(
        DRAFTED,
        h.SealReply(sha256=chamber.hash_of(chamber.reply())),
        keeper(),
        "handling.not_now",
    ),
    "sealed, by the keeper": Broken(
        APPROVED,
        h.SealReply(sha256=chamber.hash_of(chamber.reply())),
        head(),
        "handling.forbidden",
    ),
    "sealed, the text that was approved": Broken(
        APPROVED, h.SealReply(sha256="0" * 64), keeper(), "handling.another_text"
    ),
    "replied, under seal": Broken(APPROVED, h.SendReply(), clerk(), "handling.not_now"),
    "rated, by the lead deputy": Broken(
        chamber.replied(), chamber.rating(), BO, "suggestion.forbidden"
    ),
    "rated, dissatisfied with a text": Broken(
        chamber.replied(), chamber.rating("dissatisfied", text=""), AN, "proposal.empty"
    ),
    "redo, ordered when the deputy is dissatisfied": Broken(
        chamber.replied(), c.OrderRedo(reason="x"), WORK_BODY, "suggestion.not_now"
    ),
    "escalated, with a record": Broken(
        escalated(), c.SettleEscalation(record=" "), WORK_BODY, "proposal.empty"
    ),
    "tracked, not archived before commitments are kept": Broken(
        chamber.replied(result="B", promises=chamber.PROMISES).when(chamber.rating(), by=AN),
        c.Archive(),
        WORK_BODY,
        "suggestion.not_now",
    ),
    "withdrawn, by all signers": Broken(
        chamber.submitted(), c.Withdraw(reason="已解决"), CAI, "suggestion.forbidden"
    ),
    "withdrawn, before assignment": Broken(
        chamber.assigned(congress="beijing"),
        c.Withdraw(reason="已解决"),
        AN,
        "suggestion.assigned_already",
    ),
    "withdrawn, in writing": Broken(
        chamber.submitted(), c.Withdraw(reason=" "), AN, "proposal.empty"
    ),
}


@pytest.mark.feature("NPC-26")
@pytest.mark.parametrize("broken", SUGGESTIONS.values(), ids=SUGGESTIONS.keys())
def test_no_guard_of_a_suggestion_lets_through_what_it_guards_against(broken: Broken) -> None:
    broken.scenario.when(broken.command, by=broken.by).then_refused(broken.refused).run()


@pytest.mark.feature("NPC-26")
def test_views_are_due_before_the_reply_that_takes_them_in() -> None:
    """No place here sets it otherwise, so one is made that does."""
    sample = load.load_profiles()["foshan_sample"]
    late = HandlingLimit(count=4, unit="month", start="assignment", check_2025=True)
    books = Books(chamber.LIBRARY, {sample.name: replace(sample, assisting_view=late)})
    kind = chamber.KINDS["suggestion"]
    state = state_of(chamber.accepted(), SUGGESTION)
    turn = Turn(SUGGESTION, state, kind.evolve, now=NOW, by=WORK_BODY, command_id="a")

    with pytest.raises(Refusal) as refused:
        assigning.assign(books, turn, c.Assign(units=TWO))
    assert [each.code for each in refused.value.reasons] == ["suggestion.assisting_too_late"]


@pytest.mark.feature("NPC-26")
def test_a_rating_that_is_late_is_refused_even_if_the_alarm_has_not_fired() -> None:
    kind = chamber.KINDS["suggestion"]
    state = state_of(chamber.replied(congress="henan"), SUGGESTION)
    late = at("2026-03-17 00:00")
    turn = Turn(SUGGESTION, state, kind.evolve, now=late, by=AN, command_id="a")

    with pytest.raises(Refusal) as refused:
        kind.decide(turn, chamber.rating())
    assert [each.code for each in refused.value.reasons] == ["suggestion.rating_too_late"]
