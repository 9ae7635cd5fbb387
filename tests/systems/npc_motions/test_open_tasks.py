"""What waits for people at a congress stands in the one inbox, and is taken there."""

from datetime import date
from typing import Any

import pytest

from actors.blocks.access.access import Access
from actors.blocks.tasks.records import (
    ClaimTask,
    DeputiseTask,
    HandOverTask,
    ReleaseTask,
)
from actors.blocks.tasks.view import view
from actors.kernel.identity import Identity
from actors.kernel.view import Drop, Put, Row
from actors.systems.npc_motions import commitment_records as r
from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.suggestion import commands as c
from actors.testing import Scenario
from tests.rows import commits_of
from tests.systems.npc_motions import floor
from tests.systems.npc_motions.chamber import (
    AN,
    BO,
    CHAIR,
    COMMITTEE,
    GOVERNMENT,
    LEAD,
    LIBRARY,
    PROMISES,
    SUGGESTION,
    TWO,
    WATER,
    WORK_BODY,
    accepted,
    assigned,
    clerk,
    contacted,
    drafted,
    handler,
    head,
    rating,
    replied,
    reply,
    sealed,
    signed_for,
    submitted,
)

VIEW = view(LIBRARY)
ONE = Identity("staff:water_npc_handler", ("handler",), WATER)
HEAD = Identity("staff:water_npc_head", ("unit_head",), WATER)


def tasks(scenario: Scenario) -> dict[str, Row]:
    """Return the rows of open tasks after `scenario`, by "<key>#<task>"."""
    holders: dict[str, Row] = {}
    found: dict[str, Row] = {}
    for commit in commits_of(scenario):
        if not VIEW.reads(commit["kind"]):
            continue
        for id in VIEW.rows(commit):
            before = holders.get(id)
            after = VIEW.fold(before, id, commit)
            assert after is not None and VIEW.derive is not None
            holders[id] = after
            for write in VIEW.derive([(before, after)])["tasks"]:
                match write:
                    case Put(row):
                        found[row["_id"]] = row
                    case Drop(id=gone):
                        found.pop(gone, None)
                    case _:
                        raise AssertionError(write)
    return found


def waits(scenario: Scenario, key: str = "") -> dict[str, tuple[str, str | None]]:
    """Return what waits, by its name: the seat, and the last day in time."""
    return {
        row["task"]: (row["seat"], row["due"])
        for row in tasks(scenario).values()
        if row["key"] == key or not key
    }


BODY = "foshan_congress"
SENT = contacted().when(reply(), by=handler())
APPROVED = SENT.when(h.ApproveReply(), by=head())
SEALED = sealed(APPROVED, reply())
UNHAPPY = replied().when(rating("dissatisfied"), by=AN)
RETURN = h.AskReturn(reason="不属本单位职责")
LATER = h.AskExtension(until=date(2026, 8, 3), reason="会商")
KEY = contacted().on(SUGGESTION).when(c.ProposeKey(reason="集中反映"), by=COMMITTEE)


@pytest.mark.parametrize(
    ("scenario", "key", "expected"),
    [
        (submitted(), SUGGESTION, {"review": (f"work_body@{BODY}", "2026-03-11")}),
        (
            accepted(),
            SUGGESTION,
            {
                "assign": (f"work_body@{BODY}", "2026-03-11"),
                "distribute": ("government_office@municipal_government", "2026-03-11"),
            },
        ),
        (assigned(), LEAD, {"sign_for": (f"unit_clerk@{WATER}", "2026-06-02")}),
        (
            signed_for(),
            LEAD,
            {
                "contact": (f"handler@{WATER}", "2026-06-02"),
                "draft": (f"handler@{WATER}", "2026-06-02"),
            },
        ),
        (
            signed_for(TWO),
            "handling:s1-1-housing_construction",
            {"view": ("handler@housing_construction", "2026-04-02")},
        ),
        (
            signed_for().when(RETURN, by=clerk()),
            LEAD,
            {"decide_return": (f"work_body@{BODY}", None)},
        ),
        (
            contacted().when(LATER, by=handler()),
            LEAD,
            {
                "draft": (f"handler@{WATER}", "2026-06-02"),
                "decide_extension": (f"work_body@{BODY}", "2026-06-02"),
            },
        ),
        (
            contacted().when(h.ReportDisagreement(text="职责交叉"), by=handler()),
            LEAD,
            {
                "draft": (f"handler@{WATER}", "2026-06-02"),
                "settle": (f"work_body@{BODY}", "2026-06-02"),
            },
        ),
        (SENT, LEAD, {"approve": (f"unit_head@{WATER}", "2026-06-02")}),
        (APPROVED, LEAD, {"seal": (f"seal_keeper@{WATER}", "2026-06-02")}),
        (SEALED, LEAD, {"send": (f"unit_clerk@{WATER}", "2026-06-02")}),
        (replied(), LEAD, {}),
        (replied(), SUGGESTION, {"rate": ("deputy@chancheng_delegation", None)}),
        (UNHAPPY, SUGGESTION, {"order_redo": (f"work_body@{BODY}", None)}),
        (
            replied().at("2026-03-17 09:00"),
            SUGGESTION,
            {
                "rate": ("deputy@chancheng_delegation", None),
                "close_unrated": (f"work_body@{BODY}", None),
            },
        ),
        (replied().when(rating(), by=AN), SUGGESTION, {"archive": (f"work_body@{BODY}", None)}),
        (KEY, SUGGESTION, {"decide_key": (f"chairperson@{BODY}", None)}),
        (
            replied(result="B", promises=PROMISES).at("2027-01-01 00:00"),
            f"commitment:s1-1-{WATER}-1",
            {
                "explain": (f"unit_head@{WATER}", "2026-12-31"),
                "keep": (f"handler@{WATER}", "2026-12-31"),
            },
        ),
    ],
)
@pytest.mark.feature("HALL-21")
def test_what_waits_at_a_suggestion_and_its_handlings_stands_in_the_inbox(
    scenario: Scenario, key: str, expected: dict[str, Any]
) -> None:
    assert waits(scenario, key) == expected


HANDLED = floor.assigned().when(m.ReportHandling(text="已完成清淤。"), by=floor.HANDLER)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (floor.submitted(), {"forward": (f"session_secretariat@{BODY}", None)}),
        (
            floor.submitted().when(
                m.ForwardToCommittee(committee="urban_committee"), by=floor.WORK_BODY
            ),
            {"give_opinion": ("special_committee@urban_committee", None)},
        ),
        (floor.examined(), {"decide": (f"presidium@{BODY}", None)}),
        (floor.decided("on_agenda"), {"record_vote": (f"session_secretariat@{BODY}", None)}),
        (
            floor.decided("committee_later").when(
                m.ConsultBodies(bodies=("water",)), by=floor.COMMITTEE
            ),
            {
                "report": ("special_committee@urban_committee", None),
                "view.water": ("handler@water", None),
            },
        ),
        (floor.reported(), {"assign": (f"chairperson@{BODY}", None)}),
        (floor.assigned(), {"report_handling": ("handler@water", "2026-07-20")}),
        (HANDLED, {"judge_handling": (f"chairperson@{BODY}", None)}),
        (HANDLED.when(m.AcceptHandling(), by=floor.CHAIRPERSONS), {}),
    ],
)
@pytest.mark.feature("HALL-21")
def test_what_waits_at_a_motion_stands_in_the_inbox(
    scenario: Scenario, expected: dict[str, Any]
) -> None:
    assert waits(scenario, floor.MOTION) == expected


def test_a_deputy_finds_what_is_to_be_signed_and_nobody_else_s() -> None:
    invited = drafted().when(c.InviteCosigners(accounts=("bo", "cai")), by=AN)
    rows = tasks(invited)
    access = LIBRARY[Access]
    facts = {
        id: {name: row[name] for name in ("seat", "role", "unit", "claimed_by", "deputy")}
        for id, row in rows.items()
    }

    seen = [id for id in rows if access.permit(BO, "tasks.read", facts[id]).allowed]

    assert seen == [f"{SUGGESTION}#sign.bo"]
    assert not rows[seen[0]]["claimable"]


@pytest.mark.feature("HALL-21")
def test_a_task_is_claimed_handed_over_and_done_by_nobody_else_meanwhile() -> None:
    claimed = contacted().when(ClaimTask(task="draft"), by=ONE)
    other = handler()

    claimed.when(reply(), by=other).then_refused("tasks.claimed").run()
    claimed.when(reply(), by=HEAD).run()  # the head may draft by a role of its own
    claimed.when(reply(), by=ONE).run()
    moved = claimed.when(
        HandOverTask(task="draft", to="staff:transport_npc_handler"), by=HEAD
    ).then_refused("tasks.no_holder")
    moved.run()
    given = claimed.when(ReleaseTask(task="draft"), by=HEAD).when(reply(), by=other)
    given.run()
    assert tasks(claimed)[f"{LEAD}#draft"]["claimed_by"] == ONE.id


@pytest.mark.feature("HALL-21")
def test_somebody_is_asked_to_stand_in_and_a_text_sent_back_comes_back_to_its_writer() -> None:
    stands_in = ClaimTask(task="assign")
    wish = DeputiseTask(task="assign", to="staff:npc_deputies_work", until=date(2026, 3, 6))
    claimed = accepted().when(stands_in, by=WORK_BODY).when(wish, by=WORK_BODY)
    row = tasks(claimed)[f"{SUGGESTION}#assign"]
    back = contacted().when(ClaimTask(task="draft"), by=ONE).when(reply(), by=ONE)
    again = back.when(h.SendBackDraft(reason="重写"), by=head())

    assert (row["deputy"], row["deputy_until"]) == ("staff:npc_deputies_work", "2026-03-06")
    assert tasks(again)[f"{LEAD}#draft"]["claimed_by"] == ONE.id


@pytest.mark.parametrize("by", [clerk(), head("housing_construction"), GOVERNMENT, CHAIR, AN])
def test_nobody_else_takes_a_task(by: Identity) -> None:
    wish = ClaimTask(task="draft")
    refused = "tasks.of_others" if by.unit == WATER else "handling.unknown"
    refused = "handling.forbidden" if by in (CHAIR, AN, clerk()) else refused

    contacted().when(wish, by=by).then_refused(refused).run()


def test_there_is_no_task_of_that_name() -> None:
    contacted().when(ClaimTask(task="seal"), by=ONE).then_refused("tasks.unknown").run()


@pytest.mark.feature("NPC-30")
def test_the_colour_of_the_clocks_is_that_of_the_task() -> None:
    late = signed_for().at("2026-06-12 09:00")

    assert tasks(late)[f"{LEAD}#draft"]["level"] == "red"
    kept = replied(result="B", promises=PROMISES).at("2026-12-15 09:00")
    assert tasks(kept)[f"commitment:s1-1-{WATER}-1#keep"]["level"] == "yellow"
    done = r.KeepCommitment(text="完工", letter="e" * 64)
    ended = kept.on(f"commitment:s1-1-{WATER}-1").when(done, by=handler())
    assert waits(ended, f"commitment:s1-1-{WATER}-1") == {}
