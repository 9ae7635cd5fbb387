"""Signing a motion: what has to be there, who counts, and what an edit does (NPC-03 to NPC-06)."""

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.deputy_roster import Membership, NoteDeputy
from actors.systems.npc_motions.motion_state import hash_of
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    HASH,
    MOTION,
    NEXT,
    ON_SESSION,
    PARTS,
    SECRETARY,
    STRANGER,
    WORK_BODY,
    account,
    at,
    convened,
    cosigned,
    deputy,
    draft,
    drafted,
    on_deputy,
    prepare,
    register,
    seated,
    sign,
    submitted,
)

SUSPEND = d.SuspendDeputy(ground="criminal_proceedings", reason="被立案调查")
CHANGED = {**PARTS, "plan": "制定内河治理条例，并设专项资金。"}
NEW_HASH = hash_of(CHANGED["title"], CHANGED["subject"], CHANGED["grounds"], CHANGED["plan"], "")


def ready(signers: int = 10) -> Scenario:
    return cosigned(drafted(seated(convened(), signers)), signers)


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


@pytest.mark.feature("NPC-03")
def test_nine_signers_are_refused_and_told_how_many_are_needed() -> None:
    ready(9).when(c.SubmitMotion(), by=deputy(1)).then_refused(
        "motion.too_few", facts={"needed": "10", "signed": "9"}
    ).then_shown(phase="cosigning").run()


@pytest.mark.feature("NPC-03")
def test_ten_signers_hand_a_motion_in_and_it_is_numbered() -> None:
    ready().when(c.SubmitMotion(), by=deputy(1)).then(
        reply={
            "receipt": "1",
            "at": "2026-03-02 09:00",
            "text_hash": HASH,
            "signers": "10",
        }
    ).then_shown(
        phase="registered",
        number="J20260001",
        counted=tuple(map(account, range(1, 11))),
    ).run()


@pytest.mark.feature("NPC-03")
def test_ten_signers_of_whom_one_is_suspended_are_refused() -> None:
    (
        ready()
        .on(on_deputy(7))
        .when(SUSPEND, by=WORK_BODY)
        .on(MOTION)
        .when(c.SubmitMotion(), by=deputy(1))
        .then_refused("motion.too_few", facts={"needed": "10", "signed": "9"})
        .on(on_deputy(7))
        .when(d.RestoreDeputy(reason="撤销案件"), by=WORK_BODY)
        .on(MOTION)
        .when(c.SubmitMotion(), by=deputy(1))
        .then_shown(phase="registered")
        .run()
    )


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (SUSPEND, "motion.deputy_suspended"),
        (d.EndMandate(ground="resigned", reason="辞去代表职务"), "motion.deputy_ended"),
    ],
)
def test_who_is_suspended_or_no_deputy_any_more_neither_signs_nor_submits(
    happens: d.SuspendDeputy | d.EndMandate, code: str
) -> None:
    (
        ready(11)
        .when(c.WithdrawSignature(), by=deputy(2))
        .on(on_deputy(2))
        .when(happens, by=WORK_BODY)
        .on(MOTION)
        .when(sign(), by=deputy(2))
        .then_refused(code)
        .on(on_deputy(1))
        .when(happens, by=WORK_BODY)
        .on(MOTION)
        .when(c.SubmitMotion(), by=deputy(1))
        .then_refused(code)
        .run()
    )


def test_a_deputy_of_another_congress_who_was_invited_cannot_sign() -> None:
    elsewhere = Membership(
        account="d02", congress="nanhai", term=16, delegation="dali", status="active", seq=2
    )

    (
        drafted(convened())
        .when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .when(NoteDeputy(membership=elsewhere), by=PLATFORM)
        .when(sign(), by=deputy(2))
        .then_refused("motion.other_congress")
        .run()
    )


def test_who_was_invited_and_is_no_deputy_cannot_sign() -> None:
    (
        drafted(convened())
        .when(c.InviteCosigners(accounts=("nobody",)), by=deputy(1))
        .when(sign(), by=STRANGER)
        .then_refused("motion.deputy_unknown")
        .run()
    )


def test_to_whom_nobody_showed_it_a_motion_that_is_not_handed_in_is_unknown() -> None:
    by_command = ready(3)

    for who in (deputy(9), STRANGER, Identity("staff:x", ("handler",), "water")):
        by_command.when(sign(), by=who).then_refused("motion.unknown").run()


def test_only_deputies_begin_motions() -> None:
    convened().on(MOTION).when(draft(), by=STRANGER).then_refused("motion.forbidden").run()


def test_what_a_deputy_told_before_does_not_undo_what_was_told_after() -> None:
    """Messages of one deputy may come in another order than they were sent in."""
    told = Membership(account="d02", congress="foshan", term=16, status="active", seq=2)
    later = replace(told, status="ended", seq=3)

    (
        drafted(convened())
        .when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .when(NoteDeputy(membership=later), by=PLATFORM)
        .then(events=[e.DeputyNoted])
        .when(NoteDeputy(membership=told), by=PLATFORM)
        .then(events=[])
        .when(NoteDeputy(membership=later), by=PLATFORM)
        .then(events=[])
        .when(sign(), by=deputy(2))
        .then_refused("motion.deputy_ended")
        .run()
    )


def test_a_signature_counts_only_once_its_deputy_has_told_who_signed() -> None:
    """Nobody is taken for a deputy because of silence."""
    (
        drafted(convened())
        .when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .when(sign(), by=deputy(2))
        .then_refused("motion.deputy_unknown")
        .on(on_deputy(2))
        .when(register(2), by=WORK_BODY)
        .on(MOTION)
        .when(sign(), by=deputy(2))
        .then(events=[e.MotionSigned])
        .run()
    )


def test_the_full_text_is_shown_before_it_is_signed() -> None:
    invited = drafted(seated(convened(), 2)).when(
        c.InviteCosigners(accounts=("d02",)), by=deputy(1)
    )

    (
        invited.when(c.SignMotion(text_hash=HASH, read_to_end=False), by=deputy(2))
        .then_refused("motion.not_read")
        .when(sign("0" * 64), by=deputy(2))
        .then_refused("motion.text_changed")
        .when(sign(), by=deputy(2))
        .then(events=[e.MotionSigned])
        .when(sign(), by=deputy(2))
        .then_refused("motion.signed_already")
        .run()
    )


@pytest.mark.feature("NPC-04")
def test_an_edit_voids_the_signatures_and_tells_the_signers_with_both_hashes() -> None:
    edited = ready(3).when(c.EditMotion(**CHANGED, one_matter=True), by=deputy(1))

    (
        edited.then(
            events=[
                e.MotionEdited(
                    at=at("2026-03-02 09:00"),
                    **CHANGED,
                    one_matter=True,
                    former_hash=HASH,
                    text_hash=NEW_HASH,
                    voided=("d02", "d03"),
                ),
                e.Notified(
                    at=at("2026-03-02 09:00"),
                    to=("person:d02", "person:d03"),
                    template="text_changed",
                    facts={"title": CHANGED["title"]},
                ),
            ]
        )
        .when(sign(), by=deputy(2))
        .then_refused("motion.text_changed")
        .when(sign(NEW_HASH), by=deputy(2))
        .then(events=[e.MotionSigned])
        .run()
    )


@pytest.mark.feature("NPC-04")
def test_an_edit_that_changes_no_word_voids_nothing() -> None:
    (
        ready(3)
        .when(c.EditMotion(**PARTS, one_matter=True), by=deputy(1))
        .then(events=[e.MotionEdited])
        .when(c.WithdrawSignature(), by=deputy(2))
        .then(events=[e.SignatureWithdrawn, e.Notified])
        .run()
    )


@pytest.mark.feature("NPC-04")
def test_invitations_and_withdrawals_are_logged() -> None:
    now = at("2026-03-02 09:00")
    (
        drafted(seated(convened(), 3))
        .when(c.InviteCosigners(accounts=("d02", "d02", "d01")), by=deputy(1))
        .then(
            events=[
                e.CosignersInvited(at=now, accounts=("d02",)),
                e.Notified(
                    at=now,
                    to=("person:d02",),
                    template="invited",
                    facts={"title": PARTS["title"]},
                ),
                e.DeputyNoted,
            ]
        )
        .when(c.InviteCosigners(accounts=("d02",)), by=deputy(1))
        .then_refused("motion.nobody_new")
        .when(sign(), by=deputy(2))
        .when(c.WithdrawSignature(reason="意见不同"), by=deputy(2))
        .then(
            events=[
                e.SignatureWithdrawn(at=now, account="d02", text_hash=HASH, reason="意见不同"),
                e.Notified,
            ]
        )
        .when(c.WithdrawSignature(), by=deputy(2))
        .then_refused("motion.not_signed")
        .when(c.WithdrawSignature(), by=deputy(1))
        .then_refused("motion.lead_abandons")
        .run()
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


def test_an_abandoned_motion_is_over() -> None:
    (
        ready()
        .when(c.AbandonMotion(), by=deputy(1))
        .then_shown(phase="abandoned")
        .when(c.SubmitMotion(), by=deputy(1))
        .then_refused("motion.not_now")
        .run()
    )


def test_a_motion_is_registered_once() -> None:
    submitted().when(c.SubmitMotion(), by=deputy(1)).then_refused("motion.not_now").run()


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
