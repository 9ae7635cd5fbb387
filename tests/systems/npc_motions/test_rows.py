"""Rows of clues, proposals, handlings and commitments follow from what happened, in any order."""

import asyncio
from typing import Any

import pytest

from actors.blocks.access.access import Access
from actors.kernel.view import Commit, Row, View
from actors.systems.npc_motions import commitment, views
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import kind as suggestion
from actors.testing import Scenario
from storage.mongo import Document
from tests.systems.npc_motions.chamber import (
    AN,
    HOUSING,
    LIBRARY,
    PROMISES,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    clerk,
    rating,
    replied,
    signed_for,
    submitted,
)
from tests.systems.npc_motions.reading import Reading, played
from tests.systems.npc_motions.scenarios import CLUE, SCENARIOS
from tests.systems.npc_motions.test_publication import PUBLISH

FACTS = {
    "suggestion": (views.PROPOSALS, suggestion.GUARDED, suggestion.facts),
    "handling": (views.HANDLINGS, handling.GUARDED, handling.facts),
    "commitment": (views.COMMITMENTS, commitment.GUARDED, commitment.facts),
}


def folded(view: View, commits: list[Document]) -> dict[str, Row]:
    """Return the rows of `view` after `commits`, each entity's in its order."""
    rows: dict[str, Row] = {}
    for commit in commits:
        if not view.reads(commit["kind"]):
            continue
        for id in view.rows(commit):
            row = view.fold(rows.get(id), id, commit)
            assert row is not None
            rows[id] = row
    return rows


def rows_of(scenario: Scenario, view: View) -> dict[str, Row]:
    return folded(view, played(scenario).commits)


def test_a_proposal_tells_where_it_stands() -> None:
    row = rows_of(signed_for(TWO), views.PROPOSALS)["s1"]

    assert {name: row[name] for name in ("kind", "number", "state", "congress", "round")} == {
        "kind": "suggestion",
        "number": "20260001",
        "state": "assigned",
        "congress": "foshan",
        "round": 1,
    }
    assert (row["units"], row["reply_due"]) == ([HOUSING, WATER], "2026-06-02")
    assert "matter" not in row


def test_a_proposal_that_is_late_in_being_assigned_has_its_card() -> None:

    row = rows_of(submitted().at("2026-03-13 00:00"), views.PROPOSALS)["s1"]

    assert (row["level"], row["level_rank"]) == ("yellow", 2)


def test_a_withdrawn_publication_leaves_the_row_with_the_same_commit() -> None:
    public = replied().when(PUBLISH, by=WORK_BODY)
    row = rows_of(public, views.PROPOSALS)["s1"]
    assert (row["published"], row["public"]["title"]) == (True, PUBLISH.title)

    gone = rows_of(public.when(c.AllowPublication(allowed=False), by=AN), views.PROPOSALS)["s1"]
    assert (gone["published"], gone["public"], gone["public_allowed"]) == (False, None, False)


def test_ratings_stand_apart_and_silence_does_not() -> None:
    row = rows_of(replied().when(rating(), by=AN), views.PROPOSALS)["s1"]

    assert row["ratings"] == [
        {
            "handling": f"s1-1-{WATER}",
            "round": 1,
            "attitude": "satisfied",
            "result": "satisfied",
        }
    ]
    assert rows_of(SCENARIOS["silence"], views.PROPOSALS)["s1"]["ratings"] == []


def test_each_unit_has_a_row_with_its_dates_and_its_card() -> None:
    rows = rows_of(signed_for(TWO).at("2026-06-12 09:00"), views.HANDLINGS)
    lead, assisting = rows[f"s1-1-{WATER}"], rows[f"s1-1-{HOUSING}"]

    assert (lead["reply_due"], lead["level"], lead["state"]) == ("2026-06-02", "red", "signed_for")
    assert (assisting["view_due"], assisting["level"]) == ("2026-04-02", "red")
    assert (lead["fellows"], assisting["fellows"]) == ([HOUSING], [WATER])


def test_units_that_changed_are_in_the_rows() -> None:
    rows = rows_of(SCENARIOS["returned"], views.HANDLINGS)

    assert rows[f"s1-1-{WATER}"]["state"] == "reassigned"
    assert rows[f"s1-1-{TRANSPORT}"]["fellows"] == ["urban_management"]


def test_a_commitment_keeps_its_row_into_the_next_year() -> None:
    begun = replied(result="B", promises=PROMISES)
    row = rows_of(begun.at("2027-01-01 09:00"), views.COMMITMENTS)[f"s1-1-{WATER}-1"]

    assert (row["state"], row["level"], row["due"]) == ("broken", "red", "2026-12-31")


def test_a_clue_has_no_person_in_its_row() -> None:
    row = rows_of(SCENARIOS["clue"], views.CLUES)[CLUE]

    assert row["uses"] == [{"suggestion": "s1", "number": "20260001"}]
    assert (row["cluster"], row["week"], row["state"]) == ("flooding", "2026-W10", "set_aside")
    assert {"person", "contact"}.isdisjoint(row)


OF_TASKS = ("seats", "task_units")  # of open tasks, which have rows of their own


@pytest.mark.parametrize("name", SCENARIOS)
def test_rows_say_of_policies_what_their_entities_say(name: str) -> None:
    world = played(SCENARIOS[name])
    for kind, (view, guarded, facts) in FACTS.items():
        for id, row in folded(view, world.commits).items():
            state = _state(world, f"{kind}:{id}")
            if not state.phase:
                continue
            for fact, value in facts(state).items():
                assert fact in guarded.facts
                if fact in OF_TASKS:
                    continue
                assert _plain(row[fact]) == _plain(value), (kind, id, fact)


def test_rows_that_may_be_listed_are_those_that_may_be_read() -> None:
    rows = list(rows_of(signed_for(TWO), views.HANDLINGS).values())
    access = LIBRARY[Access]

    seen = [
        row["unit"]
        for row in rows
        if access.permit(
            clerk(TRANSPORT),
            "handling.read",
            {f: row[f] for f in handling.GUARDED.facts if f not in OF_TASKS},
        ).allowed
    ]
    assert seen == []


@pytest.mark.parametrize("name", ["key", "worked", "kept"])
def test_watcher_and_entity_can_be_folded_in_either_order(name: str) -> None:
    commits = played(SCENARIOS[name]).commits
    apart = sorted(commits, key=lambda commit: commit["kind"] == "watcher")
    turned = sorted(commits, key=lambda commit: commit["kind"] != "watcher")
    for view in (views.PROPOSALS, views.HANDLINGS, views.COMMITMENTS):
        assert folded(view, apart) == folded(view, turned) == folded(view, commits)


def test_what_a_row_follows_from_is_named() -> None:
    commits: list[Commit] = list(played(SCENARIOS["kept"]).commits)
    for view in (views.PROPOSALS, views.HANDLINGS, views.COMMITMENTS):
        assert view.sources is not None
        for commit in commits:
            if view.reads(commit["kind"]):
                for id in view.rows(commit):
                    assert commit["key"] in view.sources(id)


def _state(world: Reading, key: str) -> Any:

    return asyncio.run(world.state(key))


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set | list | tuple):
        return sorted(value)
    return value
