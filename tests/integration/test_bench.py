"""The benchmarks run and print what they promise; their figures are nobody's business here."""

from benchmarks import alarms, runtime
from serve_apps.cli import bench


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


def test_the_benchmark_of_alarms_fires_each_once_and_tells_how_live_commands_fared() -> None:
    assert bench.BENCHMARKS["alarms"] is alarms.measure

    found = alarms.measure(alarms=600, at_rest=20, seconds=0.5)

    assert (found["figures"]["alarms"], found["figures"]["fired_twice"]) == (600, 0)
    assert found["figures"]["most_alarms_in_memory"] <= 5_000
    assert found["ratios"].keys() == {"live_p50", "live_p99"}


def test_an_unknown_benchmark_is_said_to_be_unknown() -> None:
    assert bench.run("nothing", as_json=True) == 2
