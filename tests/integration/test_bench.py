"""The benchmarks run and print what they promise; their figures are nobody's business here."""

from benchmarks import runtime
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


def test_an_unknown_benchmark_is_said_to_be_unknown() -> None:
    assert bench.run("nothing", as_json=True) == 2
