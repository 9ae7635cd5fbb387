"""Every scenario there is of the kinds of the platform: those here, and the files of systems."""

import msgspec

from actors.library import load_library, system_folders
from actors.testing import Scenario
from actors.testing.files import read_scenario
from tests.unit.every_command.cases import CASES
from tests.unit.every_command.lists import LISTS
from tests.unit.every_command.others import OTHERS
from tests.unit.every_command.terminals import TERMINALS

LIBRARY = load_library(system_folders())
OF_SYSTEMS: dict[str, Scenario] = {
    f"{name}/{path.stem}": read_scenario(msgspec.toml.decode(path.read_bytes()), LIBRARY)
    for name, folder in system_folders().items()
    for path in sorted((folder / "scenarios").glob("*.toml"))
}
SCENARIOS: dict[str, Scenario] = {**CASES, **TERMINALS, **OTHERS, **LISTS, **OF_SYSTEMS}
