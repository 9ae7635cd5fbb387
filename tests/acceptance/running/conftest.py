"""One platform, started by one command, for all tests of this folder."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from ray._private.ray_constants import DEFAULT_DASHBOARD_AGENT_LISTEN_PORT

from tests.acceptance.running.yimen import PATIENCE, Yimen, until

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the first of these tests take as long as the platform does to come up."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.timeout(PATIENCE + 300), append=False)


@contextmanager
def another_ray() -> Iterator[None]:
    """Have the port taken that every Ray wants, as another one on the machine does, and nodes of
    others running, as far as Ray looks: it goes by the command lines of processes."""
    others = [f"--gcs-address=127.0.0.1:{port}" for port in range(1, 10)]
    wait = "import sys; sys.stdin.read()"
    command = ["raylet", "-c", wait, *others]
    with socket.socket() as taken:
        with suppress(OSError):  # there is another
            taken.bind(("127.0.0.1", DEFAULT_DASHBOARD_AGENT_LISTEN_PORT))
            taken.listen()
        with subprocess.Popen(command, executable=sys.executable, stdin=subprocess.PIPE) as node:
            yield
            node.kill()


@pytest.fixture(scope="package")
def yimen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yimen]:
    """The platform as `yimen up` brings it up; its end must leave nothing behind."""
    yimen = Yimen(tmp_path_factory.mktemp("up"))
    with another_ray():
        result = yimen("up", "--detach")
        assert result.returncode == 0, result.stdout + result.stderr
        yield yimen
    ended = yimen("down")
    assert ended.returncode == 0, ended.stdout
    until(lambda: not yimen.processes())
