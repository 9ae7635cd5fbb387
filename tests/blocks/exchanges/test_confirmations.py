"""A register outside that is down lets people apply, and lets nobody decide until it has answered
(HALL-31)."""

import pytest
from msgspec.structs import replace

from actors.blocks.calls.call import call_id
from actors.blocks.calls.outcome import Outcome, OutcomeState
from actors.blocks.calls.records import Wish
from actors.blocks.cases import commands as c
from actors.blocks.cases.confirming import NoteConfirmation
from actors.blocks.cases.state import Confirmed, Fault
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from actors.testing.scenario import START
from tests.blocks.cases.city import ANSWERS, APPROVER_LEAD, CLERK, RESIDENT_A, REVIEWER_LEAD
from tests.blocks.exchanges.permits import CASE, KINDS
from tests.blocks.exchanges.scenarios import FILED

pytestmark = pytest.mark.feature("HALL-31")
DECIDE = c.Decide(outcome="granted")


def answer(said: str = "", state: OutcomeState = "done", round: int = 0) -> NoteConfirmation:
    outcome = Outcome(state=state, answer={"holds": said} if said else {})
    return NoteConfirmation(register="lands", round=round, outcome=outcome)


def at_decision() -> Scenario:
    return (
        Scenario.of(*KINDS)
        .on(CASE)
        .when(FILED, by=RESIDENT_A)
        .when(c.Accept(), by=CLERK)
        .when(c.GiveOpinion(task="review", opinion="agree"), by=REVIEWER_LEAD)
    )


def test_people_apply_while_the_register_is_down_and_nobody_decides() -> None:
    waiting = at_decision().then_shown(confirmations=(Confirmed(register="lands"),))

    waiting.when(DECIDE, by=APPROVER_LEAD).then_refused("decision.unconfirmed").run()
    for doubt in ("unknown", "dead", "accepted"):
        told = waiting.when(answer(state=doubt), by=PLATFORM)  # type: ignore[arg-type]
        told.when(DECIDE, by=APPROVER_LEAD).then_refused("decision.unconfirmed").run()


def test_once_it_has_answered_an_officer_decides_and_sees_what_it_said() -> None:
    for said, shown in (("yes", "holds"), ("no", "contradicts")):
        given = at_decision().when(answer(said), by=PLATFORM)
        found = Confirmed(register="lands", said=shown, at=START)  # type: ignore[arg-type]
        given.then_shown(confirmations=(found,)).when(DECIDE, by=APPROVER_LEAD).run()


def test_a_register_that_will_not_say_keeps_nobody_waiting() -> None:
    at_decision().when(answer(state="failed"), by=PLATFORM).when(DECIDE, by=APPROVER_LEAD).run()


def test_it_is_told_what_the_item_says_and_nothing_else() -> None:
    asks = {"area": ANSWERS["area"], "applicant:id_number": FILED.applicant.id_number}
    wish = Wish(
        adapter="lands",
        body={"asks": asks},
        sender=CASE,
        then={"type": "NoteConfirmation", **then(0)},
    )
    key = f"call:{call_id(CASE, 1, 1)}"

    Scenario.of(*KINDS).on(CASE).when(FILED, by=RESIDENT_A).on(key).then_shown(
        adapter=wish.adapter, body=wish.body, sender=wish.sender, then=wish.then
    ).run()


def then(round: int) -> dict[str, object]:
    return {
        "register": "lands", "round": round, "call": "",
        "outcome": {"state": "unknown"},
    }  # fmt: skip


def test_a_correction_is_confirmed_anew() -> None:
    corrected = (
        Scenario.of(*KINDS)
        .on(CASE)
        .when(FILED, by=RESIDENT_A)
        .when(answer("yes"), by=PLATFORM)
        .when(c.RequestCorrection(faults=(Fault("/form/area", "不符"),)), by=CLERK)
        .when(c.Correct(form={**ANSWERS, "area": 1300}), by=RESIDENT_A)
        .then_shown(confirmations=(Confirmed(register="lands"),))
    )

    corrected.when(answer("yes", round=0), by=PLATFORM).then(events=()).run()
    corrected.when(replace(answer("no", round=1)), by=PLATFORM).then_shown(
        confirmations=(Confirmed(register="lands", said="contradicts", at=START),)
    ).run()
