"""The sample's suggestions can have happened: nobody is refused, and every stage is there."""

from datetime import timedelta

from actors.kernel.identity import Identity
from actors.systems.npc_motions import views
from actors.systems.npc_motions.sample.suggestions import plan
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import KINDS, LIBRARY, at, in_office
from tests.systems.npc_motions.reading import played
from tests.systems.npc_motions.test_rows import folded

NOW = at("2026-09-01 18:00")
DEPUTIES = [
    Identity(f"person:deputy_{n:02}", ("resident", "deputy"), "chancheng_delegation")
    for n in range(1, 13)
]


def lived() -> Scenario:
    scenario = in_office(Scenario.of(*KINDS.values()), *DEPUTIES)
    for when, act in plan(LIBRARY, NOW, DEPUTIES):
        scenario = scenario.at(when).on(act.key).when(act.command, by=act.by)
    return scenario.at(NOW)


def test_every_act_is_carried_out_and_leads_to_every_stage() -> None:
    world = played(lived())
    rows = folded(views.PROPOSALS, world.commits)

    assert {row["state"] for row in rows.values()} == {
        "draft",
        "accepted",
        "assigned",
        "returned",
        "dissatisfied",
        "closed",
        "tracking",
    }
    assert [row["_id"] for row in rows.values() if row["published"]] == ["sample-flooding"]
    numbers = [row["number"] for row in rows.values() if row["number"]]
    assert sorted(numbers) == [f"2026{n:04}" for n in range(1, len(numbers) + 1)]
    levels = {row["level"] for row in folded(views.HANDLINGS, world.commits).values()}
    assert {"", "red"} <= levels
    commitments = folded(views.COMMITMENTS, world.commits).values()
    assert {row["state"] for row in commitments} == {"open", "broken"}


def test_nothing_lies_in_the_future_and_everything_is_in_order() -> None:
    acts = plan(LIBRARY, NOW, DEPUTIES)
    instants = [when for when, _ in acts]

    assert instants == sorted(instants)
    assert max(instants) <= NOW < max(instants) + timedelta(days=30)


def test_the_same_day_makes_the_same_plan() -> None:
    assert plan(LIBRARY, NOW, DEPUTIES) == plan(LIBRARY, NOW, DEPUTIES)
