"""The congress votes on a motion (表决)."""

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.congress_session_state import Vote
from tests.systems.npc_motions.floor import (
    MOTION,
    ON_SESSION,
    SECRETARY,
    at,
    decided,
    deputy,
)
from tests.systems.npc_motions.test_motion_withdrawal import LEAVE

NOW = at("2026-03-02 09:00")


def vote(in_favour: int, present: int, against: int = 0, abstained: int = 0) -> c.RecordVote:
    return c.RecordVote(present=present, in_favour=in_favour, against=against, abstained=abstained)


def one_delegation(members: int) -> dict[str, s.Delegation]:
    return {"chancheng_delegation": s.Delegation(title="禅城代表团", head="d01", deputies=members)}


@pytest.mark.parametrize(("members", "needed"), [(295, 148), (300, 151), (301, 151)])
def test_a_motion_is_adopted_by_more_than_half_of_all_deputies_whoever_is_there(
    members: int, needed: int
) -> None:
    there = decided("on_agenda", members=members, delegations=one_delegation(members))

    there.when(vote(needed, present=250), by=SECRETARY).then_shown(phase="adopted").run()
    there.when(vote(needed - 1, present=250), by=SECRETARY).then_shown(phase="rejected").run()


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        (vote(26, present=26), "motion.not_quorate"),
        (vote(28, present=27), "motion.more_votes_than_people"),
        (vote(20, present=41), "motion.more_votes_than_people"),
        (vote(20, present=40, against=-1), "motion.more_votes_than_people"),
    ],
)
def test_a_vote_needs_two_thirds_of_the_deputies_and_no_more_votes_than_people(
    counted: c.RecordVote, code: str
) -> None:
    decided("on_agenda").when(counted, by=SECRETARY).then_refused(code).run()


def test_in_guangdong_a_vote_is_valid_if_more_than_half_take_part() -> None:
    there = decided("on_agenda", level="guangdong")

    there.when(vote(15, present=30, against=5), by=SECRETARY).then_refused(
        "motion.vote_invalid"
    ).run()
    there.when(vote(15, present=30, against=6), by=SECRETARY).then_shown(phase="rejected").run()


@pytest.mark.feature("NPC-20")
def test_the_session_keeps_the_vote_on_a_motion() -> None:
    (
        decided("on_agenda")
        .when(vote(21, present=30, against=4, abstained=5), by=SECRETARY)
        .then_shown(phase="adopted")
        .on(ON_SESSION)
        .then_shown(
            votes={
                "1": Vote(
                    subject="关于加强城市内河治理的议案",
                    in_favour=21,
                    against=4,
                    abstained=5,
                    adopted=True,
                    at=NOW,
                )
            }
        )
        .on(MOTION)
        .when(LEAVE, by=deputy(1))
        .then_refused("motion.not_now")
        .run()
    )


def test_there_is_no_vote_once_the_session_is_closed() -> None:
    (
        decided("on_agenda")
        .on(ON_SESSION)
        .when(s.CloseSession(), by=SECRETARY)
        .on(MOTION)
        .when(vote(40, present=40), by=SECRETARY)
        .then_refused("motion.session_not_open")
        .run()
    )
