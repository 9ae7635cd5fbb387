"""The runtime in simulated worlds: whatever happens there, the promises hold."""

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.runtime.simulation.plants import PLANTS, Plant
from actors.runtime.simulation.run import run
from actors.runtime.simulation.scenario import HOSTS, KINDS, LENGTH, LONGEST, Fault, Scenario

SAMPLE, MOST = 60, 2_000  # worlds
LATE = ("no-fencing", "reads-newer")  # mistakes that show in few worlds
STIRRED = Scenario(
    faults=(
        Fault(at=1.0, kind="courier_doubled"),
        Fault(at=1.5, kind="new_release", target=1, seconds=6.0),
        Fault(at=5.0, kind="failing_over", seconds=4.0),
        Fault(at=9.5, kind="host_without_database", seconds=3.0),
        Fault(at=10.0, kind="courier_reads_again", target=3, seconds=0.5),
    ),
    clients=5,
    commands=12,
    mail=True,
    repeats=True,
)
SCALING = Scenario(faults=(Fault(at=6.0, kind="busy", seconds=4.0),), scales=True)
COURIERS = Scenario(
    faults=tuple(
        [Fault(at=2.0 + 1.2 * n, kind="courier_dies", seconds=0.2) for n in range(8)]
        + [Fault(at=1.5 + 2.5 * n, kind="pause", target=n, seconds=2.0) for n in range(4)]
    ),
    keys=3,
    clients=5,
    commands=25,
    skews=(5.0, -2.0, 0.0),
    mail=True,
)
SIGNS = (
    "parked",
    "is superseded",
    "host.added",
    "is taken away",
    "wants release 1",
    "Quarantined",
    "alarm.missed",
)
"""What is in the traces of such worlds: what they were made for."""
DIGESTS = """
from actors.runtime.simulation.run import run
print(*(run(seed).digest for seed in range(8)))
"""

faults = st.builds(
    Fault,
    at=st.floats(0.5, LENGTH),
    kind=st.sampled_from(KINDS),
    target=st.integers(0, 5),
    seconds=st.floats(0.2, LONGEST),
)
scenarios = st.builds(
    Scenario,
    faults=st.lists(faults, max_size=6).map(tuple),
    keys=st.integers(1, 3),
    clients=st.integers(1, 4),
    commands=st.integers(1, 12),
    skews=st.tuples(*[st.sampled_from((0.0, -2.0, 5.0))] * HOSTS),
    idle_seconds=st.sampled_from((120.0, 1.0)),
    mailbox=st.sampled_from((128, 2)),
    snapshot_every=st.sampled_from((32, 3, 1)),
    batch=st.sampled_from((256, 1)),
    max_entities=st.sampled_from((100, 1)),
    mail=st.booleans(),
    repeats=st.booleans(),
    scales=st.booleans(),
)


def broken_in(seeds: range) -> list[str]:
    """Return what is broken in the worlds of `seeds`, and how to see it."""
    verdicts = ((seed, run(seed)) for seed in seeds)
    return [
        f"yimen simulate --seed {seed} --trace: {verdict.broken}"
        for seed, verdict in verdicts
        if verdict.broken or not verdict.acknowledged
    ]


def test_every_promise_is_kept_in_dozens_of_worlds() -> None:
    assert broken_in(range(SAMPLE)) == []


@pytest.mark.long
def test_every_promise_is_kept_in_thousands_of_worlds() -> None:
    assert broken_in(range(SAMPLE, MOST)) == []


@given(scenario=scenarios, seed=st.integers(0, 2**32))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_promise_is_kept_in_any_world(scenario: Scenario, seed: int) -> None:
    assert run(seed, scenario).broken == ()


@pytest.mark.long
@given(scenario=scenarios, seed=st.integers(0, 2**32))
@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
def test_every_promise_is_kept_in_any_of_a_thousand_worlds(scenario: Scenario, seed: int) -> None:
    assert run(seed, scenario).broken == ()


@pytest.mark.parametrize(
    "plant",
    [pytest.param(each, marks=pytest.mark.long) if each in LATE else each for each in PLANTS],
)
def test_a_mistake_made_on_purpose_is_found(plant: Plant) -> None:
    found = next((seed for seed in range(500) if run(seed, plant=plant).broken), None)

    assert found is not None
    assert run(found).broken == ()


def test_the_same_seed_makes_the_same_world_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for hash_seed in ("1", "2")
    }

    assert len(outputs) == 1
    digests = outputs.pop().split()
    assert len(set(digests)) == len(digests) == 8


def test_a_trace_tells_what_happened_and_changes_nothing() -> None:
    told = run(7, keep=True)

    assert told.digest == run(7).digest
    assert any("fault" in line for line in told.lines)
    assert any("client-0" in line for line in told.lines)


def test_messages_keep_their_order_whatever_the_clocks_of_couriers_say() -> None:
    assert [seed for seed in range(30) if run(seed, COURIERS).broken] == []


def test_worlds_go_through_what_they_are_for() -> None:
    verdicts = [run(seed, world, keep=True) for world in (STIRRED, SCALING) for seed in range(10)]

    lines = [line for verdict in verdicts for line in verdict.lines]
    assert [verdict.broken for verdict in verdicts] == [()] * len(verdicts)
    assert {sign for sign in SIGNS if not any(sign in line for line in lines)} == set()
