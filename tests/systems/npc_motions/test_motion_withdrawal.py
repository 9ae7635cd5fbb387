"""Signers stand back from a motion before the vote (撤回)."""

from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from tests.systems.npc_motions.floor import (
    PRESIDIUM,
    at,
    decided,
    deputy,
)

NOW = at("2026-03-02 09:00")
LEAVE = c.AskToWithdraw(reason="情况已有变化。")
CONSENT = c.ConsentToWithdrawal(present=21, in_favour=11)


def test_a_motion_is_withdrawn_when_all_signers_stand_back_and_the_presidium_consents() -> None:
    leaving = decided("on_agenda")
    for n in range(1, 11):
        leaving = leaving.when(LEAVE, by=deputy(n)).then_shown(phase="on_agenda")

    leaving.when(CONSENT, by=PRESIDIUM).then_shown(phase="withdrawn").run()


def test_a_motion_is_terminated_when_fewer_than_ten_are_left() -> None:
    (
        decided("on_agenda")
        .when(LEAVE, by=deputy(10))
        .when(CONSENT, by=PRESIDIUM)
        .then(events=[e.SignersStoodBack, e.MotionTerminated(at=NOW, left=9), e.Notified])
        .then_shown(phase="terminated")
        .run()
    )


def test_a_motion_goes_on_while_ten_are_left() -> None:
    (
        decided("on_agenda", signers=11)
        .when(LEAVE, by=deputy(11))
        .when(CONSENT, by=PRESIDIUM)
        .then_shown(phase="on_agenda", gone=("d11",), leaving=())
        .when(LEAVE, by=deputy(11))
        .then_refused("motion.not_a_signer")
        .run()
    )


def test_nobody_stands_back_without_the_presidium_or_without_a_reason() -> None:
    asked = decided("on_agenda").when(LEAVE, by=deputy(10))

    asked.when(c.ConsentToWithdrawal(present=21, in_favour=10), by=PRESIDIUM).then_refused(
        "motion.presidium_majority"
    ).run()
    asked.when(LEAVE, by=deputy(10)).then_refused("motion.asked_already").run()
    decided("on_agenda").when(CONSENT, by=PRESIDIUM).then_refused("motion.nobody_asked").run()
    decided("on_agenda").when(c.AskToWithdraw(reason=""), by=deputy(1)).then_refused(
        "motion.reason_missing"
    ).run()
