"""What a motion consists of, and for which session it is (NPC-03)."""

import pytest

from actors.systems.npc_motions import motion_commands as c
from tests.systems.npc_motions.floor import (
    MOTION,
    PARTS,
    convened,
    deputy,
    draft,
    drafted,
    seated,
)


@pytest.mark.feature("NPC-03")
@pytest.mark.parametrize("part", ["subject", "grounds", "plan"])
def test_a_motion_without_one_of_its_three_parts_invites_nobody_and_is_not_handed_in(
    part: str,
) -> None:
    begun = drafted(seated(convened(), 2), **{part: "  "})

    (
        begun.when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .then_refused(f"motion.{part}_missing", f"/{part}")
        .when(c.SubmitMotion(), by=deputy(1))
        .then_refused(f"motion.{part}_missing")
        .run()
    )


def test_a_motion_is_about_one_matter() -> None:
    begun = drafted(seated(convened(), 2), one_matter=False)

    begun.when(c.InviteCosigners(accounts=("d02",)), by=deputy(1)).then_refused(
        "motion.one_matter"
    ).run()


def test_a_bill_has_its_text_or_its_essentials() -> None:
    begun = drafted(seated(convened(), 2), form="bill")

    (
        begun.when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .then_refused("motion.bill_text_missing")
        .when(c.EditMotion(**PARTS, bill_text="第一条……", one_matter=True), by=deputy(1))
        .when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .then_shown(phase="cosigning")
        .run()
    )


def test_a_motion_names_a_session_that_can_be() -> None:
    convened().on(MOTION).when(draft(session="third"), by=deputy(1)).then_refused(
        "motion.session_name"
    ).run()


def test_a_motion_for_a_session_that_nobody_prepares_is_not_handed_in() -> None:
    begun = drafted(seated(convened(), 1), session="foshan-16-9")

    begun.when(c.SubmitMotion(), by=deputy(1)).then_refused("motion.session_unknown").run()


def test_a_motion_has_a_title() -> None:
    convened().on(MOTION).when(draft(title=" "), by=deputy(1)).then_refused(
        "motion.title_missing"
    ).run()


def test_only_a_delegation_that_moves_is_named() -> None:
    for more in ({"mover": "delegation"}, {"delegation": "nanhai_delegation"}):
        convened().on(MOTION).when(draft(**more), by=deputy(1)).then_refused(
            "motion.delegation"
        ).run()
