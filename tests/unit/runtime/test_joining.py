"""A process that takes part in Ray takes part in the cluster that began it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from actors.runtime import processes

ADDRESS = "127.0.0.1:39069"


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that Ray was told to join."""
    told: list[str] = []

    def init(*, address: str, **_: object) -> None:
        told.append(address)

    monkeypatch.setattr(processes.ray, "init", init)
    monkeypatch.delenv("RAY_RAYLET_PID", raising=False)
    return told


@pytest.fixture
def node() -> Iterator[int]:
    """The process of a node, as far as its command line goes."""
    wait = "import sys; print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", wait, "--raylet", f"--gcs-address={ADDRESS}", "--head"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


def test_a_job_joins_the_cluster_whose_node_began_it(
    joined: list[str], node: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_RAYLET_PID", str(node))

    processes.join("yimen")
    processes.join("yimen", "10.0.0.1:6379")

    assert joined == [ADDRESS, "10.0.0.1:6379"]


@pytest.mark.parametrize("node", ["", "none", "999999999"])
def test_what_no_node_began_joins_whichever_it_is_told_of(
    joined: list[str], node: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_RAYLET_PID", node)

    processes.join("yimen")

    assert joined == ["auto"]
