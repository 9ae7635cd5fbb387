"""`yimen simulate` from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import yimen

ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_without_a_mistake_it_says_that_every_promise_was_kept() -> None:
    words = ("--seeds", "12", "--from", "100", "--json")
    done = subprocess.run(
        [Path(sys.prefix) / "bin" / "yimen", "simulate", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert found["name"] == "simulate"
    assert found["host"].keys() == {"cpus", "memory_gib"}
    assert found["figures"]["seeds"] == 12
    assert found["figures"]["violations"] == 0
    assert found["figures"]["first_failing_seed"] is None
    assert found["figures"]["acknowledged"] > 12


def test_with_a_mistake_it_names_the_first_seed_and_how_to_see_it() -> None:
    done = yimen("simulate", "--seeds", "12", "--plant", "double-apply", "--json")

    figures = json.loads(done.stdout)["figures"]
    assert done.returncode == 1
    assert figures["violations"] > 0

    seed = str(figures["first_failing_seed"])
    told = yimen("simulate", "--seed", seed, "--plant", "double-apply")
    assert told.returncode == 1
    assert f"--seed {seed} --trace --plant double-apply" in " ".join(told.stdout.split())

    traced = yimen("simulate", "--seed", seed, "--trace", "--plant", "double-apply")
    assert traced.returncode == 1
    assert "BROKEN: " in traced.stdout
    assert "fault" in traced.stdout


def test_an_unknown_mistake_is_said_to_be_unknown() -> None:
    done = yimen("simulate", "--plant", "nothing")

    assert done.returncode == 2
    assert "no-fencing" in done.stdout
