"""A platform that is up stays up while a part of it does not start again."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from serve_apps.cli.given import read_given
from serve_apps.cli.parts.cluster import RayPart
from serve_apps.cli.parts.part import PartFailed, Stack
from serve_apps.cli.platform import Platform
from serve_apps.cli.runfile import RunFile
from serve_apps.cli.up import beat, start_in_background, stay


@dataclass
class Fragile:
    """A part that starts; `faults` say how often it then fails to start again."""

    title: str
    faults: int = 0
    ends: threading.Event | None = None

    def start(self) -> str:
        return "started"

    def mend(self) -> str:
        if self.faults:
            self.faults -= 1
            raise PartFailed("no room left")
        return "it was started again"

    def stop(self) -> None:
        if self.ends is not None:
            self.ends.wait()


@dataclass
class Running:
    """As much of a platform as a beat asks for."""

    stack: Stack
    told: dict[str, Any] = field(default_factory=lambda: {"pid": 1})
    demo: bool = False
    looks: int = -1  # until it is asked to end

    def state(self) -> dict[str, Any]:
        """Return it, and be asked to end meanwhile, in code that lets no exception through."""
        self.looks -= 1
        with contextlib.suppress(Exception):
            if self.looks == 0:
                os.kill(os.getpid(), signal.SIGTERM)
        return self.told


def running(*parts: Fragile, looks: int = -1) -> Platform:
    stack = Stack(parts)
    stack.start(lambda title, line: None)
    return cast("Platform", Running(stack, looks=looks))


def file_in(folder: Path) -> RunFile:
    (folder / "run").mkdir()
    return RunFile(folder)


def test_a_part_that_does_not_start_again_is_named_and_the_others_are_mended() -> None:
    stack = Stack((Fragile("Database", faults=1), Fragile("Kiosk")))
    stack.start(lambda title, line: None)

    assert stack.mend() == ["Database: no room left; trying again", "it was started again"]
    assert stack.mend() == ["it was started again", "it was started again"]


def test_what_goes_on_failing_is_printed_once(tmp_path: Path) -> None:
    platform, run_file = running(Fragile("Database", faults=3)), file_in(tmp_path)
    console, told = Console(record=True, width=100), list[str]()

    for _ in range(4):
        told = beat(platform, run_file, console, told)

    assert console.export_text().splitlines() == [
        "Database: no room left; trying again",
        "it was started again",
    ]
    assert run_file.read()["pid"] == 1


def test_a_state_that_cannot_be_written_is_told_and_ends_nothing(tmp_path: Path) -> None:
    console = Console(record=True, width=200)

    beat(running(), RunFile(tmp_path / "missing"), console, [])

    assert "cannot be written" in console.export_text()


@pytest.fixture
def signals() -> Iterator[None]:
    """Heed signals as before, whatever a platform made of them."""
    before = {
        each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.usefixtures("signals")
def test_a_platform_that_is_asked_to_end_in_the_middle_of_anything_ends(tmp_path: Path) -> None:
    platform, run_file = running(looks=3), file_in(tmp_path)

    assert stay(platform, run_file, Console(record=True)) == 0
    assert run_file.read() == {}


def test_a_part_that_does_not_end_does_not_keep_the_others() -> None:
    ends, told = threading.Event(), list[str]()
    stack = Stack((Fragile("Database"), Fragile("Ray", ends=ends), Fragile("Kiosk")))
    stack.start(lambda title, line: None)

    try:
        assert not stack.stop(told.append, seconds=0.1)
    finally:
        ends.set()

    assert told == [
        "Kiosk", "Ray", "Ray: it has not ended in time, and is left behind", "Database",
    ]  # fmt: skip


def test_parts_that_end_are_all_that_a_platform_waits_for() -> None:
    stack = Stack((Fragile("Database"), Fragile("Kiosk")))
    stack.start(lambda title, line: None)

    assert stack.stop(lambda title: None)


def test_what_keeps_a_platform_from_coming_up_is_told_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIMEN_DATA", str(tmp_path))
    given, console = read_given(demo=False), Console(record=True, width=200)
    monkeypatch.setenv("YIMEN_HTTP_PORT", "[/tmp/haproxy.cfg:64]")

    assert start_in_background(given, RunFile(tmp_path), console) == 1

    assert "not '[/tmp/haproxy.cfg:64]'" in console.export_text()


@pytest.mark.parametrize(("temporary", "parent"), [("/run/t", "/run/t"), ("/run/user/1", "/tmp")])
def test_sockets_of_ray_and_its_proxy_have_paths_that_are_short_enough(
    monkeypatch: pytest.MonkeyPatch, temporary: str, parent: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", temporary)
    part = RayPart(read_given(demo=False).operator, data=Path("/srv/yimen"), processes=1)

    assert str(part.folder.parents[1]) == parent
    assert len(f"{part.folder}/{'f' * 56}/metrics.sock") <= 97  # HAProxy takes no more
