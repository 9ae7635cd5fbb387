"""Every scenario of every system, found by scanning: in memory, and as a file that reads well."""

import re
from pathlib import Path

import msgspec
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.library import system_folders
from actors.testing.files import ScenarioFile, read_scenario
from tests import loaded

LIBRARY = loaded.library()
FILES = [
    pytest.param(path, id=f"{name}/{path.stem}")
    for name, folder in system_folders().items()
    for path in sorted((folder / "scenarios").glob("*.toml"))
]
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("path", FILES)
def test_it_holds(path: Path) -> None:
    read_scenario(msgspec.toml.decode(path.read_bytes()), LIBRARY).run()


@pytest.mark.parametrize("path", FILES)
def test_it_is_about_an_item_of_its_system_and_says_what_it_shows(path: Path) -> None:
    file = msgspec.toml.decode(path.read_bytes(), type=ScenarioFile)

    assert LIBRARY[Catalogue].item(file.item).system == path.parents[1].name
    assert CHINESE.search(file.title.zh)
    assert file.title.en and not CHINESE.search(file.title.en)
