"""One platform, started by one command, for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.acceptance.running.yimen import Yimen, until


@pytest.fixture(scope="package")
def yimen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yimen]:
    """The platform as `yimen up` brings it up; its end must leave nothing behind."""
    yimen = Yimen(tmp_path_factory.mktemp("up"))
    result = yimen("up", "--detach")
    assert result.returncode == 0, result.stdout + result.stderr
    yield yimen
    ended = yimen("down")
    assert ended.returncode == 0, ended.stdout
    until(lambda: not yimen.processes())
