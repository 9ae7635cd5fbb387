"""From the number to the decision, and what follows from each (transitions of NPC-26)."""

import pytest

from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from tests.systems.npc_motions.floor import (
    COMMITTEE,
    OTHER_COMMITTEE,
    PRESIDIUM,
    SECRETARY,
    WORK_BODY,
    account,
    at,
    between_sessions,
    decide,
    deputy,
    examined,
    submitted,
)
from tests.systems.npc_motions.terms import due

NOW = at("2026-03-02 09:00")


@pytest.mark.parametrize("text", ["", "  "])
def test_a_motion_is_returned_with_a_text_and_after_its_deputies_were_heard(text: str) -> None:
    returned = c.ReturnMotion(ground="duplicate", text=text, heard_at=NOW)
    unheard = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=at("2026-03-01"))
    future = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=at("2026-03-03"))

    submitted().when(returned, by=SECRETARY).then_refused("motion.text_missing").run()
    submitted().when(unheard, by=SECRETARY).then_refused("motion.not_heard").run()
    submitted().when(future, by=SECRETARY).then_refused("motion.not_heard").run()


def test_a_returned_motion_keeps_its_history_and_tells_its_signers() -> None:
    returned = c.ReturnMotion(ground="duplicate", text="已有同类议案。", heard_at=NOW)
    everybody = tuple(f"person:{account(n)}" for n in range(1, 11))

    (
        submitted()
        .when(returned, by=WORK_BODY)
        .then(
            events=[
                e.MotionReturned(at=NOW, ground="duplicate", text="已有同类议案。", heard_at=NOW),
                e.Notified(
                    at=NOW,
                    to=everybody,
                    template="returned",
                    facts={"number": "J20260001"},
                ),
            ]
        )
        .then_shown(phase="returned", number="J20260001")
        .run()
    )


def test_a_committee_gives_its_opinion_on_what_was_forwarded_to_it_and_no_other() -> None:
    opinion = c.GiveOpinion(recommends="on_agenda", text="建议列入议程。")

    submitted().when(opinion, by=COMMITTEE).then_refused("motion.forbidden").run()
    forwarded = submitted().when(c.ForwardToCommittee(committee="urban_committee"), by=WORK_BODY)
    forwarded.when(opinion, by=OTHER_COMMITTEE).then_refused("motion.forbidden").run()
    forwarded.when(c.GiveOpinion(recommends="on_agenda", text=""), by=COMMITTEE).then_refused(
        "motion.text_missing"
    ).run()
    forwarded.when(opinion, by=COMMITTEE).then_shown(phase="opinion", recommended="on_agenda").run()


def test_a_motion_is_forwarded_to_some_committee() -> None:
    submitted().when(c.ForwardToCommittee(committee=""), by=WORK_BODY).then_refused(
        "motion.committee_missing"
    ).run()


def test_between_sessions_it_is_forwarded_in_15_days_and_the_opinion_given_in_30() -> None:
    forwarded = (
        due(between_sessions().then_shown(between_sessions=True), motion_forward="2026-08-18")
        .at("2026-08-18 10:00")
        .when(c.ForwardToCommittee(committee="urban_committee"), by=WORK_BODY)
    )
    opinion = c.GiveOpinion(recommends="committee_later", text="建议会后审议。")

    due(due(forwarded, motion_opinion="2026-09-17").when(opinion, by=COMMITTEE)).run()


@pytest.mark.parametrize(
    ("present", "in_favour", "code"),
    [
        (21, 10, "motion.presidium_majority"),
        (21, 22, "motion.more_votes_than_people"),
        (22, 11, "motion.more_votes_than_people"),
        (10, 11, "motion.more_votes_than_people"),
        (21, -1, "motion.more_votes_than_people"),
    ],
)
def test_the_presidium_decides_with_more_than_half_of_all_its_members(
    present: int, in_favour: int, code: str
) -> None:
    examined().when(
        decide("on_agenda", present=present, in_favour=in_favour), by=PRESIDIUM
    ).then_refused(code).run()
    examined().when(decide("on_agenda", present=14, in_favour=11), by=PRESIDIUM).then_shown(
        phase="on_agenda"
    ).run()


def test_in_guangdong_two_thirds_of_the_presidium_are_there() -> None:
    there = examined(level="guangdong")

    there.when(decide("on_agenda", present=13, in_favour=13), by=PRESIDIUM).then_refused(
        "motion.presidium_not_quorate"
    ).run()
    there.when(decide("on_agenda", present=14, in_favour=11), by=PRESIDIUM).then_shown(
        phase="on_agenda"
    ).run()


def test_that_something_is_no_motion_has_a_written_reason() -> None:
    examined().when(decide("not_a_motion"), by=PRESIDIUM).then_refused(
        "motion.reason_missing"
    ).run()


def test_all_deputies_are_told_what_was_decided() -> None:
    examined().when(decide("committee_later"), by=PRESIDIUM).then(
        events=[
            e.MotionDecided(
                at=NOW, outcome="committee_later", present=21, in_favour=11, members=21
            ),
            e.Notified(
                at=NOW,
                to=("deputy@chancheng_delegation", "deputy@nanhai_delegation"),
                template="decided",
                facts={"number": "J20260001", "outcome": "committee_later"},
            ),
        ]
    ).run()


def test_the_presidium_alone_decides() -> None:
    for by in (SECRETARY, WORK_BODY, COMMITTEE, deputy(1)):
        examined().when(decide("on_agenda"), by=by).then_refused("motion.forbidden").run()
