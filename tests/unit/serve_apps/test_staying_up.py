"""A platform that is up stays up while a part of it does not start again."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from rich.console import Console

from serve_apps.cli.parts.part import PartFailed, Stack
from serve_apps.cli.platform import Platform
from serve_apps.cli.runfile import RunFile
from serve_apps.cli.up import beat


@dataclass
class Fragile:
    """A part that starts; `faults` say how often it then fails to start again."""

    title: str
    faults: int = 0

    def start(self) -> str:
        return "started"

    def mend(self) -> str:
        if self.faults:
            self.faults -= 1
            raise PartFailed("no room left")
        return "it was started again"

    def stop(self) -> None:
        pass


@dataclass
class Running:
    """As much of a platform as a beat asks for."""

    stack: Stack
    told: dict[str, Any] = field(default_factory=lambda: {"pid": 1})

    def state(self) -> dict[str, Any]:
        return self.told


def running(*parts: Fragile) -> Platform:
    stack = Stack(parts)
    stack.start(lambda title, line: None)
    return cast("Platform", Running(stack))


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
