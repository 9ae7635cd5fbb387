"""Signing a motion: what has to be there, who counts, and what an edit does (NPC-03 to NPC-06)."""

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.deputy_roster import Membership, NoteDeputy
from actors.systems.npc_motions.motion_text import hash_of
from tests.systems.npc_motions.floor import (
    HASH,
    MOTION,
    PARTS,
    STRANGER,
    WORK_BODY,
    account,
    at,
    convened,
    deputy,
    draft,
    drafted,
    on_deputy,
    ready,
    register,
    seated,
    sign,
    submitted,
)

SUSPEND = d.SuspendDeputy(ground="criminal_proceedings", reason="被立案调查")
CHANGED = {**PARTS, "plan": "制定内河治理条例，并设专项资金。"}
NEW_HASH = hash_of(CHANGED["title"], CHANGED["subject"], CHANGED["grounds"], CHANGED["plan"], "")


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
