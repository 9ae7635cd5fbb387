"""Interpellations: who may ask, who answers, and when there is a second answer (NPC-26)."""

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions.motion_text import hash_of
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    HEAD_OF_WATER,
    ON_SESSION,
    PRESIDIUM,
    SECRETARY,
    SESSION,
    STRANGER,
    WORK_BODY,
    account,
    at,
    convened,
    deputy,
    on_deputy,
    prepare,
    seated,
)

ONE = "interpellation:1"
PARTS = {"target": "water", "question": "内河治理资金去向", "content": "请说明两年来的支出。"}
HASH = hash_of(*PARTS.values())
SIGN = r.SignInterpellation(text_hash=HASH, read_to_end=True)
SUBMIT = r.SubmitInterpellation()
DELIVER = r.DeliverInterpellation(
    manner="oral", answer_by=at("2026-03-05 15:00"), present=21, in_favour=11
)
ANSWER = r.AnswerInterpellation(text="资金用于清淤。", answered_by="局长")


def draft(**more: str) -> r.DraftInterpellation:
    return r.DraftInterpellation(**{"session": SESSION, **PARTS, **more})  # type: ignore[arg-type]


def signed(signers: int, **more: str) -> Scenario:
    return signed_in(seated(convened(), signers), signers, **more)


def signed_in(scenario: Scenario, signers: int, **more: str) -> Scenario:
    others = range(2, signers + 1)
    invite = r.InviteInterpellants(accounts=tuple(map(account, others)))
    scenario = scenario.on(ONE).when(draft(**more), by=deputy(1)).when(invite, by=deputy(1))
    for n in others:
        scenario = scenario.when(SIGN, by=deputy(n))
    return scenario


def answered(signers: int = 10) -> Scenario:
    return (
        signed(signers)
        .when(SUBMIT, by=deputy(1))
        .when(DELIVER, by=PRESIDIUM)
        .when(ANSWER, by=HEAD_OF_WATER)
    )


def test_ten_deputies_interpellate_in_a_city_and_nine_do_not() -> None:
    signed(9).when(SUBMIT, by=deputy(1)).then_refused(
        "interpellation.too_few", facts={"needed": "10", "signed": "9"}
    ).run()
    signed(10).when(SUBMIT, by=deputy(1)).then_shown(
        phase="submitted", counted=tuple(map(account, range(1, 11)))
    ).run()


def test_a_suspended_deputy_neither_counts_nor_signs_nor_judges() -> None:
    suspend = d.SuspendDeputy(ground="other", reason="另案处理")

    (
        signed(10)
        .on(on_deputy(4))
        .when(suspend, by=WORK_BODY)
        .on(ONE)
        .when(SUBMIT, by=deputy(1))
        .then_refused("interpellation.too_few")
        .when(r.LeaveInterpellation(), by=deputy(4))
        .when(SIGN, by=deputy(4))
        .then_refused("interpellation.not_in_office")
        .run()
    )
    (
        answered()
        .on(on_deputy(4))
        .when(suspend, by=WORK_BODY)
        .on(ONE)
        .when(r.JudgeAnswer(satisfied=True), by=deputy(4))
        .then_refused("interpellation.not_in_office")
        .run()
    )


NATIONAL = {
    "level": "national",
    "members": 61,
    "delegations": {
        "chancheng_delegation": s.Delegation(title="禅城代表团", head="d01", deputies=31),
        "nanhai_delegation": s.Delegation(title="南海代表团", head="d50", deputies=30),
    },
}


def national(signers: int, **more: str) -> Scenario:
    people = seated(convened(**NATIONAL), signers)
    return signed_in(people, signers, **more).when(SUBMIT, by=deputy(1))


def test_thirty_deputies_or_a_delegation_interpellate_nationally() -> None:
    delegation = {"mover": "delegation", "delegation": "chancheng_delegation"}

    national(30).then_shown(phase="submitted").run()
    national(29).then_refused("interpellation.too_few").run()
    national(16, **delegation).then_shown(phase="submitted").run()
    national(15, **delegation).then_refused(
        "interpellation.too_few", facts={"needed": "16", "signed": "15"}
    ).run()


@pytest.mark.parametrize(("level", "needed"), [("city", 5), ("county", 3)])
def test_members_of_a_standing_committee_interpellate_there(level: str, needed: int) -> None:
    more = {"body": "standing_committee", "number": 12, "level": level, "delegations": {}}
    session = (
        Scenario.of(*convened().kinds.values())
        .on("congress_session:foshan-16-s12")
        .when(prepare(**more), by=SECRETARY)
        .when(s.OpenSession(), by=SECRETARY)
    )

    def scenario(signers: int) -> Scenario:
        people = seated(session, signers, committee_member=True)
        return signed_in(people, signers, session="foshan-16-s12", mover="committee")

    scenario(needed).when(SUBMIT, by=deputy(1)).then_shown(phase="submitted").run()
    scenario(needed - 1).when(SUBMIT, by=deputy(1)).then_refused(
        "interpellation.too_few", facts={"needed": str(needed), "signed": str(needed - 1)}
    ).run()


@pytest.mark.parametrize("part", ["target", "question", "content"])
def test_an_interpellation_says_whom_and_what_it_asks(part: str) -> None:
    convened().on(ONE).when(draft(**{part: " "}), by=deputy(1)).then_refused(
        f"interpellation.{part}_missing", f"/{part}"
    ).run()


def test_it_is_handed_in_during_the_session() -> None:
    (
        signed(10)
        .on(ON_SESSION)
        .when(s.CloseSession(), by=SECRETARY)
        .on(ONE)
        .when(SUBMIT, by=deputy(1))
        .then_refused("interpellation.session_not_open")
        .run()
    )


def test_what_is_signed_was_read_and_names_are_taken_back_before_it_is_handed_in() -> None:
    unread = r.SignInterpellation(text_hash=HASH, read_to_end=False)
    other = r.SignInterpellation(text_hash="0" * 64, read_to_end=True)
    ready = signed(10)

    ready.when(SIGN, by=deputy(2)).then_refused("interpellation.signed_already").run()
    left = ready.when(r.LeaveInterpellation(), by=deputy(2))
    left.when(unread, by=deputy(2)).then_refused("interpellation.not_read").run()
    left.when(other, by=deputy(2)).then_refused("interpellation.not_read").run()
    left.when(r.LeaveInterpellation(), by=deputy(2)).then_refused("interpellation.not_signed").run()
    ready.when(SUBMIT, by=deputy(1)).when(r.LeaveInterpellation(), by=deputy(2)).then_refused(
        "interpellation.not_now"
    ).run()


def test_the_presidium_delivers_it_by_more_than_half() -> None:
    handed_in = signed(10).when(SUBMIT, by=deputy(1))

    for in_favour, code in (
        (10, "interpellation.presidium_majority"),
        (22, "interpellation.more_votes_than_people"),
    ):
        handed_in.when(
            r.DeliverInterpellation(
                manner="oral", answer_by=at("2026-03-05 15:00"), present=21, in_favour=in_favour
            ),
            by=PRESIDIUM,
        ).then_refused(code).run()
    handed_in.when(
        r.DeliverInterpellation(
            manner="oral", answer_by=at("2026-03-02 09:00"), present=21, in_favour=11
        ),
        by=PRESIDIUM,
    ).then_refused("interpellation.answer_by_over").run()
    handed_in.when(DELIVER, by=SECRETARY).then_refused("interpellation.forbidden").run()


def test_in_guangdong_two_thirds_of_the_presidium_deliver_it() -> None:
    few = r.DeliverInterpellation(
        manner="oral", answer_by=at("2026-03-05 15:00"), present=13, in_favour=12
    )

    signed_in(seated(convened(level="guangdong"), 10), 10).when(SUBMIT, by=deputy(1)).when(
        few, by=PRESIDIUM
    ).then_refused("interpellation.presidium_not_quorate").run()


def test_its_target_alone_answers_by_its_head() -> None:
    delivered = signed(10).when(SUBMIT, by=deputy(1)).when(DELIVER, by=PRESIDIUM)

    delivered.when(ANSWER, by=STRANGER).then_refused("interpellation.unknown").run()
    delivered.when(ANSWER, by=PRESIDIUM).then_refused("interpellation.forbidden").run()
    delivered.when(
        r.AnswerInterpellation(text="", answered_by="局长"), by=HEAD_OF_WATER
    ).then_refused("interpellation.text_missing").run()
    delivered.when(
        r.AnswerInterpellation(text="资金用于清淤。", answered_by=""), by=HEAD_OF_WATER
    ).then_refused("interpellation.answered_by_missing").run()
    delivered.when(ANSWER, by=HEAD_OF_WATER).then_shown(phase="answered").run()


NO = r.JudgeAnswer(satisfied=False, text="没有说明金额。")


@pytest.mark.parametrize(("signers", "needed"), [(10, 5), (11, 6), (31, 16)])
def test_there_is_a_second_answer_when_half_or_more_are_dissatisfied(
    signers: int, needed: int
) -> None:
    judged = answered(signers).when(r.JudgeAnswer(satisfied=True), by=deputy(signers))
    for n in range(1, needed):
        judged = judged.when(NO, by=deputy(n)).then_shown(phase="answered")

    (
        judged.when(NO, by=deputy(needed))
        .then_shown(phase="second_answer_due")
        .when(ANSWER, by=HEAD_OF_WATER)
        .then_shown(phase="answered")
        .run()
    )


def test_there_is_no_third_answer() -> None:
    judged = answered()
    for _ in range(2):
        for n in range(1, 6):
            judged = judged.when(NO, by=deputy(n))
        judged = judged.when(ANSWER, by=HEAD_OF_WATER) if _ == 0 else judged

    judged.then_shown(phase="answered").when(r.CloseInterpellation(), by=PRESIDIUM).then_shown(
        phase="closed"
    ).run()


def test_each_signer_judges_once_and_says_why_it_does_not_satisfy() -> None:
    there = seated(answered(), 1, first=12).on(ONE)

    there.when(r.JudgeAnswer(satisfied=False), by=deputy(1)).then_refused(
        "interpellation.text_missing"
    ).run()
    there.when(NO, by=deputy(1)).when(NO, by=deputy(1)).then_refused(
        "interpellation.judged_already"
    ).run()
    there.when(NO, by=deputy(12)).then_refused("interpellation.forbidden").run()


def test_it_is_withdrawn_for_a_reason_before_it_is_delivered() -> None:
    handed_in = signed(10).when(SUBMIT, by=deputy(1))
    withdraw = r.WithdrawInterpellation(reason="问题已解决")

    handed_in.when(r.WithdrawInterpellation(reason=""), by=deputy(1)).then_refused(
        "interpellation.text_missing"
    ).run()
    handed_in.when(withdraw, by=deputy(2)).then_refused("interpellation.forbidden").run()
    handed_in.when(withdraw, by=deputy(1)).then_shown(phase="withdrawn").run()
    handed_in.when(DELIVER, by=PRESIDIUM).when(withdraw, by=deputy(1)).then_refused(
        "interpellation.not_now"
    ).run()


def test_who_is_not_invited_does_not_know_of_it() -> None:
    signed(10).when(SIGN, by=deputy(12)).then_refused("interpellation.unknown").run()


def test_only_deputies_begin_one_for_a_session_that_can_be() -> None:
    convened().on(ONE).when(draft(), by=STRANGER).then_refused("interpellation.forbidden").run()
    convened().on(ONE).when(draft(session="x"), by=deputy(1)).then_refused(
        "interpellation.session_name"
    ).run()
    convened().on(ONE).when(draft(mover="delegation"), by=deputy(1)).then_refused(
        "interpellation.delegation"
    ).run()
    seated(convened(), 1).on(ONE).when(draft(session="foshan-16-9"), by=deputy(1)).when(
        SUBMIT, by=deputy(1)
    ).then_refused("interpellation.session_unknown").run()
    seated(convened(), 1).on(ONE).when(draft(), by=deputy(1)).when(
        r.InviteInterpellants(accounts=("d01",)), by=deputy(1)
    ).then_refused("interpellation.nobody_new").run()
