"""Stand-ins for witnesses of the seals, each a process of its own, for a module of tests."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from tests.ports import free_port


class StandIn:
    """A stand-in process; it can be told what to do wrong, ended, and started again."""

    def __init__(self, module: str, folder: Path) -> None:
        self._words = [
            *(sys.executable, "-m", f"serve_apps.standins.{module}"),
            *("--port", str(free_port()), "--folder", str(folder)),
        ]
        self.folder = folder
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._words, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.told: dict[str, str] = json.loads(self._process.stdout.readline())
        assert "no real" in self.told["standin"]
        self.url = self.told["url"]
        self.behave()

    def behave(self, **how: Any) -> None:
        transport = httpx.HTTPTransport(retries=6)
        with httpx.Client(transport=transport) as client:
            client.post(urljoin(self.url, "/behave"), json=how).raise_for_status()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def running_notary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    notary = StandIn("seal_notary", tmp_path_factory.mktemp("notary"))
    yield notary
    notary.end()


@pytest.fixture
def notary(running_notary: StandIn) -> StandIn:
    """A notary that knows of no seal, and does no wrong."""
    running_notary.behave(forget_all=True)
    return running_notary


@pytest.fixture(scope="module")
def running_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    authority = StandIn("time_stamp_authority", tmp_path_factory.mktemp("tsa"))
    yield authority
    authority.end()


@pytest.fixture
def authority(running_authority: StandIn) -> StandIn:
    """A time-stamp authority that does no wrong."""
    running_authority.behave()
    return running_authority
