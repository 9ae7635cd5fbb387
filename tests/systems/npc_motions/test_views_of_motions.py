"""Rows of motions, deputies, sessions and interpellations, and the counters that equal them."""

from collections import Counter

import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.views import DEPUTIES, INTERPELLATIONS, PROPOSALS, SESSIONS
from actors.systems.npc_motions.views.counts import counted
from actors.testing import Scenario
from tests.rows import commits_of, folded, rows_of
from tests.systems.npc_motions.floor import (
    CHAIRPERSONS,
    HANDLER,
    PARTS,
    SECRETARY,
    WORK_BODY,
    account,
    assigned,
    at,
    decided,
    deputy,
    submitted,
)
from tests.systems.npc_motions.scenarios_motions import SCENARIOS
from tests.systems.npc_motions.test_congress_session import arranged, vote
from tests.systems.npc_motions.test_deputy import DUTY, SUSPEND, registered
from tests.systems.npc_motions.test_interpellation import NO, answered
from tests.systems.npc_motions.test_motion_deadline import queued
from tests.systems.npc_motions.test_motion_signing import CHANGED, ready
from tests.systems.npc_motions.test_session_documents import document


def test_a_row_of_a_motion_says_what_lists_filter_by() -> None:
    row = rows_of(PROPOSALS, assigned())["1"]

    kept = ("kind", "number", "title", "state", "congress", "session", "lead", "round", "published")
    assert {name: row[name] for name in kept} == {
        "kind": "motion",
        "number": "J20260001",
        "title": PARTS["title"],
        "state": "assigned",
        "congress": "foshan",
        "session": "foshan-16-3",
        "lead": "d01",
        "round": 1,
        "published": False,
    }
    assert row["units"] == ["water"]
    assert row["committee"] == "urban_committee"
    assert row["reply_due"] == "2026-07-20"
    assert row["signers"] == [account(n) for n in range(1, 11)]
    assert row["updated_at"] == at("2026-04-20 09:00")


def test_no_row_holds_a_text_before_it_is_published() -> None:
    hidden = rows_of(PROPOSALS, assigned())["1"]
    shown = rows_of(PROPOSALS, assigned().when(c.SetPublished(published=True), by=WORK_BODY))["1"]
    back = rows_of(
        PROPOSALS,
        assigned()
        .when(c.SetPublished(published=True), by=WORK_BODY)
        .when(c.SetPublished(published=False, reason="涉及个人信息"), by=WORK_BODY),
    )["1"]

    assert PARTS["grounds"] not in str(hidden)
    assert shown["public"]["grounds"] == PARTS["grounds"]
    assert back["public"] is None
    assert PARTS["grounds"] not in str(back)


def test_a_row_follows_signatures() -> None:
    edited = rows_of(
        PROPOSALS, ready(3).when(c.EditMotion(**CHANGED, one_matter=True), by=deputy(1))
    )
    left = rows_of(PROPOSALS, queued().when(c.WithdrawSignature(), by=deputy(4)))

    assert edited["1"]["signers"] == ["d01"]
    assert edited["1"]["invited"] == ["d01", "d02", "d03"]
    assert "d04" not in left["1"]["signers"]
    assert (left["1"]["state"], left["1"]["session"]) == ("queued", "foshan-16-4")


def test_the_state_of_a_row_is_that_of_the_motion_in_every_scenario() -> None:
    seen: set[str] = set()
    for scenario in SCENARIOS.values():
        rows, _ = folded(PROPOSALS, commits_of(scenario))
        for id, row in rows.items():
            key = f"motion:{id}"
            if row["kind"] == "motion":
                scenario.on(key).then_shown(phase=row["state"]).run()
                seen.add(row["state"])

    assert seen >= {
        "abandoned", "queued", "returned", "suggestion", "on_agenda", "withdrawn", "adopted",
        "accepted",
    }  # fmt: skip


def test_a_term_that_was_met_is_not_due_any_more() -> None:
    reported = rows_of(PROPOSALS, assigned().when(c.ReportHandling(text="已办。"), by=HANDLER))["1"]
    again = rows_of(
        PROPOSALS,
        assigned()
        .when(c.ReportHandling(text="已办。"), by=HANDLER)
        .when(c.RedoHandling(text="未见成效。"), by=CHAIRPERSONS),
    )["1"]

    assert (reported["dues"], reported["reply_due"]) == ({}, None)
    assert (again["round"], again["reply_due"]) == (2, "2026-05-20")


def many() -> list[Scenario]:
    return [
        submitted(),
        decided("on_agenda"),
        assigned(),
        assigned().when(c.SetPublished(published=True), by=WORK_BODY),
        ready(3),
    ]


def test_every_counter_equals_the_list_behind_it() -> None:
    commits = [
        {**commit, "key": f"{commit['key']}{number}"}
        for number, scenario in enumerate(many())
        for commit in commits_of(scenario)
        if commit["kind"] == "motion"
    ]

    rows, counters = folded(PROPOSALS, commits)

    seen = [row for row in rows.values() if row["state"] != "cosigning"]
    expected = Counter(name for row in seen for name in counted(row))
    (counter,) = counters.values()
    found = {name: counter[name] for name in counter if name not in ("_id", *CELL)}
    assert {name: amount for name, amount in found.items() if amount} == expected
    assert (len(rows), expected["all"]) == (5, 4)
    assert expected["states.assigned"] == expected["units.water"] == 2
    assert expected["published"] == 1


CELL = ("congress", "session", "kind")


def test_posted_are_basic_information_and_the_acts_that_the_work_body_posted() -> None:
    portrait = d.Portrait(occupation="教师", constituency="祖庙")
    other = d.RecordDuty(
        entry="v0", duty="meeting", on=at("2026-02-01 09:00").date(), subject="列席"
    )
    row = rows_of(
        DEPUTIES,
        registered()
        .when(d.Describe(portrait=portrait), by=deputy(1))
        .when(DUTY, by=deputy(1))
        .when(other, by=deputy(1))
        .when(d.PostDuty(entry="v1"), by=WORK_BODY),
    )["foshan-16-d01"]

    assert row["portrait"]["occupation"] == "教师"
    assert [entry["id"] for entry in row["posted_duties"]] == ["v1"]
    assert row["duty_count"] == 2


def test_a_row_of_a_deputy_follows_status_delegation_and_seat() -> None:
    row = rows_of(
        DEPUTIES,
        registered()
        .when(d.ChangeDelegation(delegation="nanhai_delegation"), by=WORK_BODY)
        .when(d.SetCommitteeMembership(member=True), by=WORK_BODY)
        .when(SUSPEND, by=WORK_BODY),
    )["foshan-16-d01"]

    assert (row["status"], row["delegation"]) == ("suspended", "nanhai_delegation")
    assert row["committee_member"] is True
    assert row["name"] == "代表1"


@pytest.mark.feature("NPC-20")
def test_a_row_of_a_session_shows_agenda_sittings_documents_and_votes() -> None:
    scenario = arranged().when(document(), by=SECRETARY)
    for n in range(1, 28):
        scenario = scenario.when(s.CheckIn(sitting="1", account=account(n)), by=SECRETARY)
    row = rows_of(SESSIONS, scenario.when(vote(21), by=SECRETARY))["foshan-16-3"]

    assert row["state"] == "open"
    assert [item["id"] for item in row["agenda"]] == ["report", "budget"]
    assert (row["sittings"]["1"]["seats"], row["sittings"]["1"]["present"]) == (40, 27)
    assert row["documents"]["r1"]["state"] == "released"
    assert row["votes"]["v1"]["adopted"] is True


def test_the_plan_of_a_year_is_in_the_row_of_its_session() -> None:
    plan = s.PostPlan(year=2026, title="年度计划", text="一、组织视察")
    row = rows_of(SESSIONS, arranged().when(plan, by=WORK_BODY))["foshan-16-3"]

    assert row["plans"] == {"2026": {"title": "年度计划", "text": "一、组织视察"}}


def test_a_row_of_an_interpellation_counts_the_dissatisfied_of_the_last_answer() -> None:
    scenario = answered()
    for n in range(1, 6):
        scenario = scenario.when(NO, by=deputy(n))
    row = rows_of(INTERPELLATIONS, scenario)["1"]

    assert (row["state"], row["answers"], row["dissatisfied"]) == ("second_answer_due", 1, 5)
    assert (row["target"], len(row["signers"])) == ("water", 10)
