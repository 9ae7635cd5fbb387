"""Every scenario there is of the kinds of the platform: those here, the files of systems, and what
files `scenarios*.py` in the folder of a block or a system beside its tests say (`SCENARIOS`)."""

import importlib
from pathlib import Path

import msgspec

from actors.library import system_folders
from actors.testing import Scenario
from actors.testing.files import read_scenario
from tests import loaded
from tests.unit.every_command.cases import CASES
from tests.unit.every_command.others import OTHERS
from tests.unit.every_command.terminals import TERMINALS

TESTS = Path(__file__).parents[2]
LIBRARY = loaded.library()
OF_SYSTEMS: dict[str, Scenario] = {
    f"{name}/{path.stem}": read_scenario(msgspec.toml.decode(path.read_bytes()), LIBRARY)
    for name, folder in system_folders().items()
    for path in sorted((folder / "scenarios").glob("*.toml"))
}
BESIDE: dict[str, Scenario] = {
    f"{file.parent.name}/{name}": scenario
    for storey in ("blocks", "systems")
    for file in sorted((TESTS / storey).glob("*/scenarios*.py"))
    for name, scenario in importlib.import_module(
        f"tests.{storey}.{file.parent.name}.{file.stem}"
    ).SCENARIOS.items()
}
SCENARIOS: dict[str, Scenario] = {**CASES, **TERMINALS, **OTHERS, **OF_SYSTEMS, **BESIDE}
