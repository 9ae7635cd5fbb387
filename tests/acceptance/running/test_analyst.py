"""Analysts submit jobs to the running platform as Ray has them submitted."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.running.yimen import PATIENCE, Yimen, until


@pytest.mark.feature("PLAT-03", "BIG-06")
def test_a_job_is_submitted_through_ray_and_gives_the_same_twice(
    yimen: Yimen, tmp_path: Path
) -> None:
    until(lambda: yimen.status()["healthy"])
    (tmp_path / "p.toml").write_text('since = "2020-01-01"\n')

    first, second = (_submit(yimen, tmp_path) for _ in range(2))

    assert first["rows"] > 0
    assert Path(str(first["result"])).exists()
    assert (second["digest"], second["job"] == first["job"]) == (first["digest"], False)


def _submit(yimen: Yimen, folder: Path) -> dict[str, object]:
    """Have the job done over the cases of the past, and return the last that it says."""
    work = ["python", "-m", "actors.analyst", "case_volume", "--params", "p.toml"]
    given = ["--address", yimen.status()["urls"]["Ray"], "--working-dir", str(folder)]
    deadline = time.monotonic() + PATIENCE
    while True:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "ray"), "job", "submit", *given, "--", *work],
            env={**yimen.environment, "RAY_AUTH_MODE": "token"},
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        # Ray's agent of jobs comes up after the platform does.
        if "No available agent" not in done.stderr or time.monotonic() > deadline:
            break
        time.sleep(1.0)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(told[-1])
