"""`YIMEN_SYSTEMS=npc_motions yimen up`: every process alike has that system and no other."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from actors.kernel.system import Installed
from actors.library import load_library
from tests.acceptance.running.yimen import Yimen, until

SYSTEM = "npc_motions"


def answer(url: str) -> int:
    """Return the status of a page."""
    try:
        with urlopen(url, timeout=10) as got:
            return got.status
    except HTTPError as error:
        return error.code


@pytest.mark.long
def test_a_platform_of_one_system_comes_up_without_the_others(tmp_path: Path) -> None:
    yimen = Yimen(tmp_path)
    yimen.environment["YIMEN_SYSTEMS"] = SYSTEM
    try:
        up = yimen("up", "--detach")
        assert up.returncode == 0, up.stdout + up.stderr
        state = yimen.status()
        assert state["healthy"]
        assert answer(state["url"]) == 200
        assert answer(f"{state['url']}/items") == 404
        with urlopen(f"{state['url']}/", timeout=10) as page:
            title = load_library([SYSTEM])[Installed].systems[SYSTEM].title
            assert title.zh in page.read().decode()
        case = yimen("case", "show", "1")
        assert case.returncode == 1
        assert "has no cases" in case.stderr
    finally:
        assert yimen("down").returncode == 0
    until(lambda: not yimen.processes())


@pytest.mark.parametrize("command", [("sample",), ("waiting", "status"), ("case", "show", "1")])
def test_a_command_about_what_is_not_installed_says_so(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    yimen = Yimen(tmp_path)

    refused = yimen(*command, YIMEN_SYSTEMS=SYSTEM)

    assert refused.returncode == 1
    assert refused.stderr.startswith("This platform has no ")
    assert SYSTEM in refused.stderr
