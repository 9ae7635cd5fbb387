"""Sessions: agenda, sittings, seats, check-in, documents in their time, votes (NPC-20)."""

from typing import Any

import pytest

from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions.congress_session_names import (
    congress_and_term,
    next_session,
    session_id,
)
from actors.systems.npc_motions.deputy_roster import Follow
from actors.testing import Scenario
from tests.systems.npc_motions.floor import (
    KINDS,
    ON_SESSION,
    SECRETARY,
    SESSION,
    STRANGER,
    WORK_BODY,
    account,
    at,
    convened,
    deputy,
    prepare,
)

AGENDA = s.SetAgenda(
    items=(
        s.AgendaItem(id="report", title="听取政府工作报告", speaker="市长", document="r1"),
        s.AgendaItem(id="budget", title="审查预算草案"),
    )
)
SITTING = s.ScheduleSitting(
    sitting="1",
    title="第一次全体会议",
    begins_at=at("2026-03-03 09:00"),
    ends_at=at("2026-03-03 11:30"),
    room="市政府礼堂",
    items=("report",),
)


def arranged(people: int = 40) -> Scenario:
    seats = {account(n): f"{n}排1座" for n in range(1, people + 1)}
    return (
        convened()
        .when(AGENDA, by=SECRETARY)
        .when(SITTING, by=SECRETARY)
        .when(s.AssignSeats(sitting="1", seats=seats), by=SECRETARY)
        .at("2026-03-03 08:30")
    )


def there(people: int) -> Scenario:
    scenario = arranged()
    for n in range(1, people + 1):
        delegation = "chancheng_delegation" if n <= 20 else "nanhai_delegation"
        check_in = s.CheckIn(sitting="1", account=account(n))
        scenario = scenario.when(check_in, by=deputy(n, delegation))
    return scenario


def test_a_session_is_called_by_congress_term_and_number() -> None:
    assert session_id("foshan", 16, 3) == SESSION
    assert session_id("foshan", 16, 12, "standing_committee") == "foshan-16-s12"
    assert next_session(SESSION) == "foshan-16-4"
    assert next_session("foshan-16-s12") == "foshan-16-s13"
    assert congress_and_term("foshan-16-s12") == ("foshan", 16)
    for wrong in ("foshan", "foshan-16", "Foshan-16-3", "foshan-0-3", "foshan-16-x3"):
        assert congress_and_term(wrong) is None
        with pytest.raises(ValueError, match="no session"):
            next_session(wrong)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"number": 4}, "congress_session.name"),
        ({"congress": "Foshan"}, "congress_session.name"),
        ({"level": "village"}, "congress_session.level_unknown"),
        ({"closes_on": at("2026-03-01").date()}, "congress_session.closes_before_it_opens"),
        ({"members": 41}, "congress_session.delegations_differ"),
        ({"members": 0, "delegations": {}}, "congress_session.members"),
    ],
)
def test_a_session_is_prepared_with_numbers_that_fit(more: dict[str, Any], code: str) -> None:
    Scenario.of(KINDS["congress_session"]).on(ON_SESSION).when(
        prepare(**more), by=SECRETARY
    ).then_refused(code).run()


@pytest.mark.feature("NPC-20")
def test_agenda_and_sittings_fit_together() -> None:
    twice = s.SetAgenda(items=(*AGENDA.items, s.AgendaItem(id="report", title="再议")))
    backwards = s.ScheduleSitting(
        sitting="1",
        title="第一次全体会议",
        begins_at=at("2026-03-03 09:00"),
        ends_at=at("2026-03-03 09:00"),
        room="礼堂",
    )

    convened().when(twice, by=SECRETARY).then_refused("congress_session.agenda_twice").run()
    convened().when(SITTING, by=SECRETARY).then_refused("congress_session.not_on_the_agenda").run()
    convened().when(backwards, by=SECRETARY).then_refused(
        "congress_session.ends_before_it_begins"
    ).run()
    convened().when(AGENDA, by=deputy(1)).then_refused("congress_session.forbidden").run()


@pytest.mark.feature("NPC-20")
def test_a_sitting_that_is_moved_keeps_its_seats() -> None:
    moved = s.ScheduleSitting(
        sitting="1",
        title="第一次全体会议",
        begins_at=at("2026-03-04 09:00"),
        ends_at=at("2026-03-04 11:30"),
        room="市政府礼堂",
    )

    (
        arranged()
        .when(moved, by=SECRETARY)
        .when(s.CheckIn(sitting="1", account="d01"), by=deputy(1))
        .then_refused("congress_session.not_the_time")
        .at("2026-03-04 08:59")
        .when(s.CheckIn(sitting="1", account="d01"), by=deputy(1))
        .then(events=[s.CheckedIn(at=at("2026-03-04 08:59"), sitting="1", account="d01")])
        .run()
    )


@pytest.mark.feature("NPC-20")
def test_nobody_shares_a_seat() -> None:
    seats = s.AssignSeats(sitting="1", seats={"d01": "1排1座", "d02": "1排1座"})
    nowhere = s.AssignSeats(sitting="9", seats={"d01": "1排1座"})

    arranged().when(seats, by=SECRETARY).then_refused("congress_session.seat_twice").run()
    arranged().when(nowhere, by=SECRETARY).then_refused("congress_session.sitting_unknown").run()


@pytest.mark.feature("NPC-20")
def test_a_deputy_checks_in_once_for_himself_at_his_seat_and_in_time() -> None:
    own = s.CheckIn(sitting="1", account="d01")

    (
        arranged()
        .when(own, by=deputy(1))
        .then(events=[s.CheckedIn(at=at("2026-03-03 08:30"), sitting="1", account="d01")])
        .when(own, by=deputy(1))
        .then_refused("congress_session.checked_in")
        .when(s.CheckIn(sitting="1", account="d02"), by=deputy(1))
        .then_refused("congress_session.for_oneself")
        .when(s.CheckIn(sitting="1", account="d02"), by=SECRETARY)
        .then(events=[s.CheckedIn])
        .run()
    )
    arranged(people=1).when(s.CheckIn(sitting="1", account="d09"), by=deputy(9)).then_refused(
        "congress_session.no_seat"
    ).run()
    arranged().when(own, by=STRANGER).then_refused("congress_session.forbidden").run()
    arranged().at("2026-03-03 11:30").when(own, by=deputy(1)).then_refused(
        "congress_session.not_the_time"
    ).run()


def vote(in_favour: int, against: int = 0, name: str = "v1") -> s.RecordDecision:
    return s.RecordDecision(
        vote=name,
        sitting="1",
        subject="关于政府工作报告的决议",
        in_favour=in_favour,
        against=against,
        abstained=0,
    )


@pytest.mark.feature("NPC-20")
def test_a_vote_is_adopted_by_more_than_half_of_all_members() -> None:
    here = there(27)

    here.when(vote(21, 6), by=SECRETARY).then(
        events=[
            s.DecisionRecorded(
                at=at("2026-03-03 08:30"),
                vote="v1",
                sitting="1",
                subject="关于政府工作报告的决议",
                in_favour=21,
                against=6,
                abstained=0,
                adopted=True,
            )
        ]
    ).when(vote(21), by=SECRETARY).then_refused("congress_session.vote_known").run()
    here.when(vote(20), by=SECRETARY).then(events=[s.DecisionRecorded]).run()
    here.when(vote(28), by=SECRETARY).then_refused(
        "congress_session.more_votes_than_people", facts={"present": "27"}
    ).run()
    there(26).when(vote(21), by=SECRETARY).then_refused(
        "congress_session.not_quorate", facts={"present": "26", "needed": "27"}
    ).run()


@pytest.mark.feature("NPC-20")
def test_twenty_of_forty_adopt_nothing() -> None:
    scenario = there(27).when(vote(20, 7), by=SECRETARY)

    scenario.then(
        events=[
            s.DecisionRecorded(
                at=at("2026-03-03 08:30"),
                vote="v1",
                sitting="1",
                subject="关于政府工作报告的决议",
                in_favour=20,
                against=7,
                abstained=0,
                adopted=False,
            )
        ]
    ).run()


def test_followers_hear_of_the_deadline_the_presidium_and_the_close() -> None:
    def facts(seq: int, **more: Any) -> s.NoteSession:
        prepared = prepare()
        given: dict[str, Any] = {
            "phase": "open",
            "congress": "foshan",
            "level": "city",
            "place": "foshan",
            "term": 16,
            "number": 3,
            "motion_deadline": prepared.motion_deadline,
            "members": 40,
            "delegations": prepared.delegations,
            "presidium": 21,
            "last_meeting": at("2026-03-06 15:00"),
            "seq": seq,
        }
        return s.NoteSession(session=SESSION, facts=s.SessionFacts(**{**given, **more}))

    later = at("2026-03-05 12:00")
    now = at("2026-03-02 09:00")
    (
        Scenario.of(KINDS["congress_session"])
        .on(ON_SESSION)
        .when(prepare(), by=SECRETARY)
        .when(s.SetPresidium(members=21, last_meeting=at("2026-03-06 15:00")), by=SECRETARY)
        .when(s.OpenSession(), by=SECRETARY)
        .when(Follow(follower="motion:7"), by=PLATFORM)
        .then(messages=[("motion:7", facts(4))])
        .when(s.SetMotionDeadline(at=later), by=SECRETARY)
        .then(messages=[("motion:7", facts(5, motion_deadline=later))])
        .when(s.CloseSession(), by=SECRETARY)
        .then(
            messages=[
                (
                    "motion:7",
                    facts(6, motion_deadline=later, phase="closed", closed_at=now),
                )
            ]
        )
        .run()
    )


def test_the_work_body_posts_the_plan_of_a_year() -> None:
    plan = s.PostPlan(year=2026, title="2026年度代表工作计划", text="一、组织视察……")

    convened().when(plan, by=WORK_BODY).then_shown(
        plans={"2026": ("2026年度代表工作计划", "一、组织视察……")}
    ).run()
    convened().when(plan, by=deputy(1)).then_refused("congress_session.forbidden").run()
    convened().when(s.PostPlan(year=2026, title="", text=""), by=WORK_BODY).then_refused(
        "congress_session.plan_empty"
    ).run()
