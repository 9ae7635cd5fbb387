"""The benchmarks run and print what they promise; their figures are nobody's business here."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from actors.runtime.placement import shard_of
from benchmarks import access, alarms, cpu, peer_install, peer_sides, peers, runtime, scale
from benchmarks.bulk import fill, key_of, make_pattern
from benchmarks.cpu import cpu_seconds
from benchmarks.peers import Sample
from benchmarks.scale_plan import Stage
from serve_apps.cli import bench
from storage.chain import commit_id
from storage.embedded import EmbeddedMongo
from storage.mongo import Database


def test_the_runtime_benchmark_tells_machine_figures_and_ratio() -> None:
    told: list[str] = []
    assert bench.BENCHMARKS["runtime"] is runtime.measure

    found = runtime.measure(told.append, seconds=0.3, rounds=1, entities=50, idle=300)

    assert found["name"] == "runtime"
    assert found["host"].keys() == {"cpus", "memory_gib"}
    assert found["figures"]["bytes_per_idle_entity"] > 0
    assert found["figures"]["activations_per_s"] > 0
    assert found["ratios"]["insert_many_100"] > 0
    assert told


@pytest.mark.long
def test_the_benchmark_of_access_tells_what_a_decision_costs() -> None:
    assert bench.BENCHMARKS["access"] is access.measure

    figures = access.measure(lambda _: None)["figures"]

    assert 0 < figures["command_remembered_us"] < figures["rules_of_a_command_us"]
    assert figures["rules_of_a_command_us"] < figures["asked_of_cedar_us"]


@pytest.mark.long
def test_the_benchmark_of_alarms_fires_each_once_and_tells_how_live_commands_fared() -> None:
    assert bench.BENCHMARKS["alarms"] is alarms.measure

    found = alarms.measure(alarms=600, at_rest=20, seconds=0.5)

    assert (found["figures"]["alarms"], found["figures"]["fired_twice"]) == (600, 0)
    assert found["figures"]["most_alarms_in_memory"] <= 5_000
    assert found["ratios"].keys() == {"live_p50", "live_p99"}


def test_an_unknown_benchmark_is_said_to_be_unknown() -> None:
    assert bench.run("nothing", as_json=True) == 2


def test_what_libraries_print_does_not_come_into_the_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(_tell: object) -> dict[str, object]:
        print("a process of Ray has ended")
        return {"name": "loud", "host": {}, "figures": {}, "ratios": {}}

    monkeypatch.setitem(bench.BENCHMARKS, "loud", measure)

    assert bench.run("loud", as_json=True) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["name"] == "loud"
    assert "a process of Ray has ended" in err


def test_the_cpu_time_of_a_tree_is_that_of_all_processes_in_it() -> None:
    """A shell has a child work that lives on, and another that it has waited for."""
    work = "import time\nwhile time.process_time() < 0.3: pass\n"
    script = f"{sys.executable} -c '{work}'; {sys.executable} -c '{work}print(flush=True)\ninput()'"
    tree = subprocess.Popen(
        ["sh", "-c", script + "; :"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert tree.stdin is not None and tree.stdout is not None
    try:
        tree.stdout.readline()
        used = cpu_seconds(tree.pid)
        counted_twice = cpu_seconds(tree.pid, tree.pid)
    finally:
        tree.stdin.close()
        tree.wait(30)

    assert used >= 0.58  # ticks of 10 ms, two processes
    assert counted_twice < used + 0.3
    assert cpu_seconds(tree.pid) == 0.0  # it has ended


def test_a_process_whose_name_looks_like_fields_is_read_all_the_same() -> None:
    line = "77 (a) S 1 (b) S 12 77 77 0 -1 4194560 1 2 3 4 30 20 7 3 20 0 1 0 100 5 6"

    assert cpu.parse(line) == cpu.Process(parent=12, ticks=60)


def test_a_tree_holds_what_is_below_its_root_and_nothing_else() -> None:
    parents = {1: 0, 2: 1, 3: 2, 4: 2, 5: 1}
    processes = {pid: cpu.Process(parent, 1) for pid, parent in parents.items()}

    assert cpu.tree(processes, 2) == {2, 3, 4}
    assert cpu.tree(processes, 9) == set()


def test_peers_are_compared_by_the_medians_of_steps_per_cpu_second() -> None:
    figures, ratios = peers.summarise(
        {
            "ours": [Sample(400, 2.0, 1.0), Sample(800, 2.0, 1.0), Sample(9, 2.0, 1.0)],
            "ours_http": [Sample(100, 2.0, 1.0)],
            "restate": [Sample(100, 1.0, 2.0)],
        }
    )

    assert figures["ours_steps_per_cpu_s"] == 400
    assert figures["ours_steps_per_s"] == 200
    assert ratios == {"restate": 8.0, "restate_http": 2.0}


def test_our_side_tells_its_configuration_and_keeps_every_step_it_answers(tmp_path: Path) -> None:
    with peer_sides.ours(tmp_path, clients=3) as side:
        done = [side.run(0.2), side.run(0.2)]  # raises when a step is not kept
        used = cpu_seconds(*side.pids)

    assert side.configuration["write_concern"] == "{'j': True, 'w': 'majority'}"
    assert side.configuration["application_processes"] == 1
    assert side.configuration["client_tasks"] == 3
    assert all(each.steps > 0 for each in done)
    assert used > 0


def test_what_a_peer_lacks_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peer_install, "POSTGRESQL", Path("/nowhere"))

    assert bench.run("peers", as_json=True) == 2
    assert "apt-get install postgresql-15" in capsys.readouterr().err


async def test_cases_in_bulk_are_kept_as_the_engine_keeps_them(
    mongod: EmbeddedMongo, database: Database, tmp_path: Path
) -> None:
    stage = Stage(mongod, tmp_path)
    pattern = await make_pattern(database, stage.library, stage.city)
    original = await database["journal"].find_one({"seq": 1})
    assert original is not None

    await fill(database, pattern, range(20))

    for key in (key_of(number) for number in range(20)):
        commits = await database["journal"].find({"key": key}).sort("seq", 1).to_list()
        assert [commit["_id"] for commit in commits] == [commit_id(key, 1), commit_id(key, 2)]
        assert {commit["shard"] for commit in commits} == {shard_of(key)}
    await database["snapshots"].delete_one({"_id": key_of(8)})
    async with stage.engine(database) as engine:
        kept = await engine.show(original["key"])
        for number in (7, 8):  # by its snapshot, and by its commits alone
            copied = await engine.show(key_of(number))
            assert copied.seq == kept.seq
            assert copied.state == msgspec.structs.replace(kept.state, id=copied.key[5:])


@pytest.mark.long
def test_the_scale_benchmark_tells_costs_memory_and_starts() -> None:
    """In a process of its own, since it starts a cluster of Ray with more than one node."""
    small = ["--few=100", "--many=400", "--idle=300", "--seconds=0.3", "--rounds=1", "--hosts=1"]
    assert bench.BENCHMARKS["scale"] is scale.measure

    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--json", *small],
        check=True,
        stdout=subprocess.PIPE,
        cwd=peer_install.ROOT,
    )

    found = json.loads(run.stdout)
    assert found["name"] == "scale"
    assert found["ratios"].keys() == {
        "cost_10k_to_1m", "cost_loaded_10k_to_1m", "cost_anywhere_10k_to_1m",
        "cost_held_10k_to_1m", "start_empty_to_1m",
    }  # fmt: skip
    assert all(ratio > 0 for ratio in found["ratios"].values())
    assert found["figures"]["hosts_1_host_cpu_us_per_command"] > 0
    assert found["figures"]["bytes_per_idle_case"] > 0
