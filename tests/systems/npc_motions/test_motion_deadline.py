"""The deadline for motions, and those that wait for the next session (NPC-06)."""

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    MOTION,
    NEXT,
    ON_SESSION,
    SECRETARY,
    at,
    deputy,
    prepare,
    ready,
)


@pytest.mark.feature("NPC-06")
def test_the_refusal_of_a_late_motion_names_the_deadline_and_offers_the_next_session() -> None:
    late = ready().at("2026-03-04 12:01")

    late.when(c.SubmitMotion(), by=deputy(1)).then_refused(
        "motion.late", facts={"deadline": "2026-03-04 12:00", "next": NEXT}
    ).run()


@pytest.mark.feature("NPC-06")
def test_the_last_second_is_in_time() -> None:
    (
        ready()
        .at("2026-03-04 12:00")
        .when(c.QueueForNextSession(), by=deputy(1))
        .then_refused("motion.in_time")
        .when(c.SubmitMotion(), by=deputy(1))
        .then_shown(phase="registered")
        .run()
    )


def queued() -> Scenario:
    return ready().at("2026-03-04 12:01").when(c.QueueForNextSession(), by=deputy(1))


def next_opens(scenario: Scenario) -> Scenario:
    opens = prepare(number=4, motion_deadline=at("2026-09-02 12:00"))
    return (
        scenario.on(f"congress_session:{NEXT}")
        .when(opens, by=SECRETARY)
        .at("2026-09-01 09:00")
        .when(s.OpenSession(), by=SECRETARY)
        .on(MOTION)
    )


@pytest.mark.feature("NPC-06")
def test_a_late_motion_waits_and_is_handed_in_when_the_next_session_opens() -> None:
    waiting = queued().then_shown(phase="queued", session=NEXT, late_from="foshan-16-3")

    next_opens(waiting).then_shown(
        phase="registered", session=NEXT, number="J20260001", between_sessions=False
    ).run()


@pytest.mark.feature("NPC-06")
def test_a_motion_that_lost_signers_while_it_waited_collects_again() -> None:
    fewer = queued().when(c.WithdrawSignature(), by=deputy(5))

    next_opens(fewer).then_shown(phase="cosigning", session=NEXT, number="").run()


@pytest.mark.feature("NPC-06")
def test_a_new_deadline_of_the_presidium_counts_at_once() -> None:
    (
        ready()
        .at("2026-03-04 13:00")
        .on(ON_SESSION)
        .when(s.SetMotionDeadline(at=at("2026-03-05 12:00")), by=SECRETARY)
        .on(MOTION)
        .when(c.SubmitMotion(), by=deputy(1))
        .then_shown(phase="registered")
        .run()
    )
