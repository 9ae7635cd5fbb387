"""Who moves beside deputies together: a delegation, and members of the standing committee."""

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    MOTION,
    SECRETARY,
    convened,
    cosigned,
    deputy,
    drafted,
    prepare,
    seated,
    sign,
)

DELEGATIONS = {
    "chancheng_delegation": s.Delegation(title="禅城代表团", head="d30", deputies=40),
    "nanhai_delegation": s.Delegation(title="南海代表团", head="d31", deputies=41),
}


def of_delegation(name: str, signers: int) -> Scenario:
    """A congress where delegations move, which the law gives the national one alone."""
    session = convened(level="national", delegations=DELEGATIONS, members=81)
    people = seated(session, signers, delegation=name)
    return cosigned(drafted(people, mover="delegation", delegation=name), signers)


@pytest.mark.parametrize("name", ["chancheng_delegation", "nanhai_delegation"])
def test_a_delegation_of_40_or_41_moves_with_21_and_not_with_20(name: str) -> None:
    of_delegation(name, 20).when(c.SubmitMotion(), by=deputy(1)).then_refused(
        "motion.too_few", facts={"needed": "21", "signed": "20"}
    ).run()
    of_delegation(name, 21).when(c.SubmitMotion(), by=deputy(1)).then_shown(
        phase="registered"
    ).run()


def test_the_head_of_the_delegation_hands_in_for_it() -> None:
    head = deputy(30)

    (
        seated(of_delegation("chancheng_delegation", 21), 1, first=30)
        .on(MOTION)
        .when(c.SubmitMotion(), by=head)
        .then_shown(phase="registered")
        .run()
    )


def test_who_sits_with_another_delegation_does_not_sign_for_this_one() -> None:
    begun = of_delegation("chancheng_delegation", 2)

    (
        seated(begun, 1, first=9, delegation="nanhai_delegation")
        .on(MOTION)
        .when(c.InviteCosigners(accounts=("d09",)), by=deputy(1))
        .when(sign(), by=deputy(9))
        .then_refused("motion.other_delegation")
        .run()
    )


def test_in_a_city_no_delegation_moves() -> None:
    begun = drafted(seated(convened(), 1), mover="delegation", delegation="chancheng_delegation")

    begun.when(c.SubmitMotion(), by=deputy(1)).then_refused("motion.delegations_do_not_move").run()


STANDING = "foshan-16-s12"


def of_committee(signers: int, level: str = "city") -> Scenario:
    more = {"body": "standing_committee", "number": 12, "level": level, "delegations": {}}
    session = (
        Scenario.of(*convened().kinds.values())
        .on(f"congress_session:{STANDING}")
        .when(prepare(**more), by=SECRETARY)
        .when(s.OpenSession(), by=SECRETARY)
    )
    people = seated(session, signers, committee_member=True)
    return cosigned(drafted(people, session=STANDING, mover="committee"), signers)


@pytest.mark.parametrize(("level", "needed"), [("city", 5), ("province", 5), ("county", 3)])
def test_members_of_a_standing_committee_move_by_five_and_in_a_county_by_three(
    level: str, needed: int
) -> None:
    of_committee(needed - 1, level).when(c.SubmitMotion(), by=deputy(1)).then_refused(
        "motion.too_few", facts={"needed": str(needed), "signed": str(needed - 1)}
    ).run()
    of_committee(needed, level).when(c.SubmitMotion(), by=deputy(1)).then_shown(
        phase="registered"
    ).run()


def test_who_is_no_member_of_the_standing_committee_does_not_sign_there() -> None:
    (
        seated(of_committee(2), 1, first=9)
        .on(MOTION)
        .when(c.InviteCosigners(accounts=("d09",)), by=deputy(1))
        .when(sign(), by=deputy(9))
        .then_refused("motion.no_committee_member")
        .run()
    )


def test_a_motion_of_the_standing_committee_is_none_of_the_congress() -> None:
    people = seated(convened(), 5, committee_member=True)

    cosigned(drafted(people, mover="committee"), 5).when(
        c.SubmitMotion(), by=deputy(1)
    ).then_refused("motion.other_body").run()
