"""The twin of the database forgets what no majority had, and nothing else."""

from random import Random

from pymongo.errors import AutoReconnect

from actors.runtime.simulation.database import Change, Database
from actors.runtime.simulation.loop import World
from actors.runtime.simulation.trace import Trace

WORLD_SEEDS = range(20)


def started(seed: int) -> tuple[World, Database]:
    world = World()
    return world, Database(world, Random(seed), Trace(world, keep=False))


def put(database: Database, id: str, answers: list[object]) -> None:
    change: list[Change] = [("journal", id, b"commit")]
    database.write(lambda state: (change, id), answers.append)


def test_a_write_is_answered_and_seen_once_a_majority_has_it() -> None:
    world, database = started(1)
    answers: list[object] = []
    put(database, "a", answers)

    database.write(lambda state: ([], "a" in state["journal"]), answers.append)
    database.read(lambda state: "a" in state["journal"], answers.append)
    assert answers == [True, False]

    world.run(1)
    database.read(lambda state: "a" in state["journal"], answers.append)
    assert answers == [True, False, "a", True]


def test_what_was_acknowledged_outlives_the_primary_and_the_rest_may_not() -> None:
    kept = 0
    for seed in WORLD_SEEDS:
        world, database = started(seed)
        answers: list[object] = []
        put(database, "acknowledged", answers)
        world.run(1)
        put(database, "on its way", answers)
        database.fail_over(5.0)

        assert answers[0] == "acknowledged"
        assert isinstance(answers[1], AutoReconnect)
        assert "acknowledged" in database.durable["journal"]
        kept += "on its way" in database.durable["journal"]

    assert 0 < kept < len(WORLD_SEEDS)


def test_without_a_primary_nothing_is_written() -> None:
    world, database = started(1)
    answers: list[object] = []
    database.fail_over(5.0)
    put(database, "a", answers)
    world.run(6)
    put(database, "b", answers)
    world.run(7)

    assert isinstance(answers[0], AutoReconnect)
    assert answers[1] == "b"
    assert list(database.durable["journal"]) == ["b"]
