"""Deputies: in office, suspended, ended, what is posted of them, and whom they tell."""

from datetime import date

import pytest

from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import Follow, Membership, NoteDeputy
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    KINDS,
    SECRETARY,
    STRANGER,
    WORK_BODY,
    at,
    deputy,
    on_deputy,
    register,
)

SUSPEND = d.SuspendDeputy(ground="criminal_proceedings", reason="被立案调查")
RESTORE = d.RestoreDeputy(reason="撤销案件")
END = d.EndMandate(ground="resigned", reason="辞去代表职务")
DUTY = d.RecordDuty(
    entry="v1", duty="visit", on=date(2026, 3, 1), subject="走访祖庙街道", place="祖庙街道"
)


def registered() -> Scenario:
    return Scenario.of(KINDS["deputy"]).on(on_deputy(1)).when(register(1), by=WORK_BODY)


def told(status: str, seq: int) -> tuple[str, NoteDeputy]:
    return "motion:1", NoteDeputy(
        membership=Membership(
            account="d01",
            name="代表1",
            congress="foshan",
            term=16,
            delegation="chancheng_delegation",
            status=status,  # type: ignore[arg-type]
            seq=seq,
        )
    )


def test_a_deputy_is_in_office_until_the_last_day_of_the_term() -> None:
    (
        registered()
        .then(alarms={"term": "2027-02-01 00:00"})
        .at("2027-01-31 23:59")
        .then_shown(status="active")
        .at("2027-02-01 00:00")
        .then(events=[d.MandateEnded(at=at("2027-02-01 00:00"), ground="term_over")])
        .then_shown(status="ended", ended_at=at("2027-02-01 00:00"))
        .run()
    )


def test_a_suspension_keeps_its_dates() -> None:
    (
        registered()
        .when(SUSPEND, by=WORK_BODY)
        .then_shown(status="suspended", spells=((at("2026-03-02 09:00"), None),))
        .when(SUSPEND, by=WORK_BODY)
        .then_refused("deputy.not_now")
        .at("2026-05-04 09:00")
        .when(RESTORE, by=WORK_BODY)
        .then_shown(status="active", spells=((at("2026-03-02 09:00"), at("2026-05-04 09:00")),))
        .run()
    )


def test_an_ended_mandate_does_not_come_back() -> None:
    ended = registered().when(SUSPEND, by=WORK_BODY).when(END, by=WORK_BODY)

    (
        ended.then(alarms={})
        .then_shown(status="ended", spells=((at("2026-03-02 09:00"),) * 2,))
        .when(RESTORE, by=WORK_BODY)
        .then_refused("deputy.not_now")
        .when(register(1), by=WORK_BODY)
        .then_refused("deputy.not_now")
        .run()
    )


@pytest.mark.parametrize(
    "wish",
    [
        d.SuspendDeputy(ground="other", reason=" "),
        d.EndMandate(ground="recalled", reason=""),
    ],
)
def test_what_ends_or_suspends_a_mandate_has_a_reason(
    wish: d.SuspendDeputy | d.EndMandate,
) -> None:
    registered().when(wish, by=WORK_BODY).then_refused("deputy.reason_missing").run()


def test_a_term_does_not_end_before_it_begins() -> None:
    wrong = register(1, until=date(2021, 1, 1))

    Scenario.of(KINDS["deputy"]).when(wrong, by=WORK_BODY).then_refused(
        "deputy.until_before_since"
    ).run()


def test_whoever_follows_is_told_at_once_and_with_every_change() -> None:
    follow = Follow(follower="motion:1")
    (
        registered()
        .when(follow, by=PLATFORM)
        .then(messages=[told("active", 2)])
        .when(SUSPEND, by=WORK_BODY)
        .then(messages=[told("suspended", 3)])
        .when(follow, by=PLATFORM)
        .then(events=[], messages=[told("suspended", 4)])
        .when(RESTORE, by=WORK_BODY)
        .then(messages=[told("active", 5)])
        .when(END, by=WORK_BODY)
        .then(messages=[told("ended", 6)])
        .run()
    )


def test_whoever_follows_a_stranger_hears_when_that_becomes_a_deputy() -> None:
    unknown = NoteDeputy(membership=Membership(account="d01", seq=1))
    (
        Scenario.of(KINDS["deputy"])
        .on(on_deputy(1))
        .when(Follow(follower="motion:1"), by=PLATFORM)
        .then(messages=[("motion:1", unknown)])
        .when(register(1), by=WORK_BODY)
        .then(messages=[told("active", 2)])
        .run()
    )


def test_another_delegation_and_a_seat_in_the_standing_committee_are_told() -> None:
    (
        registered()
        .when(Follow(follower="motion:1"), by=PLATFORM)
        .when(d.ChangeDelegation(delegation="nanhai_delegation"), by=WORK_BODY)
        .when(d.SetCommitteeMembership(member=True), by=WORK_BODY)
        .then(
            messages=[
                (
                    "motion:1",
                    NoteDeputy(
                        membership=Membership(
                            account="d01",
                            name="代表1",
                            congress="foshan",
                            term=16,
                            delegation="nanhai_delegation",
                            committee_member=True,
                            status="active",
                            seq=4,
                        )
                    ),
                )
            ]
        )
        .run()
    )


def test_an_act_of_duty_is_recorded_once_and_posted_by_the_work_body() -> None:
    (
        registered()
        .when(DUTY, by=deputy(1))
        .then(events=[d.DutyRecorded])
        .when(DUTY, by=deputy(1))
        .then(events=[])
        .when(d.PostDuty(entry="v1"), by=deputy(1))
        .then_refused("deputy.forbidden")
        .when(d.PostDuty(entry="v1"), by=WORK_BODY)
        .then(events=[d.DutyPosted])
        .when(d.PostDuty(entry="v1"), by=WORK_BODY)
        .then(events=[])
        .when(d.PostDuty(entry="v2"), by=WORK_BODY)
        .then_refused("deputy.duty_unknown")
        .run()
    )


def test_duty_is_recorded_after_it_was_done_and_says_about_what() -> None:
    tomorrow = d.RecordDuty(entry="v2", duty="visit", on=date(2026, 3, 3), subject="走访")
    empty = d.RecordDuty(entry="v2", duty="visit", on=date(2026, 3, 2), subject="")

    registered().when(tomorrow, by=deputy(1)).then_refused("deputy.duty_to_come").run()
    registered().when(empty, by=deputy(1)).then_refused("deputy.duty_without_subject").run()


def test_a_deputy_describes_only_himself() -> None:
    portrait = d.Describe(portrait=d.Portrait(occupation="教师", constituency="祖庙"))

    registered().when(portrait, by=deputy(1)).then_shown(portrait=portrait.portrait).run()
    registered().when(portrait, by=deputy(2)).then_refused("deputy.forbidden").run()


def test_nobody_but_the_work_body_enters_or_restores_deputies() -> None:
    for by in (SECRETARY, STRANGER, deputy(1)):
        Scenario.of(KINDS["deputy"]).when(register(2), by=by).then_refused("deputy.forbidden").run()
        registered().when(SUSPEND, by=WORK_BODY).when(RESTORE, by=by).then_refused(
            "deputy.forbidden"
        ).run()
