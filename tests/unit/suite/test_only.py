"""One system alone is tested with what it stands on."""

import pytest

from actors.kernel.system import Installed, System
from actors.kernel.words import Title
from tests.only import OF_ALL, folders_of


def owner(name: str, *uses: str) -> System:
    return System(name=name, title=Title(zh=name, en=name), uses=uses)


INSTALLED = Installed(
    blocks={name: owner(name, *uses) for name, uses in
            {"access": (), "cases": ("forms",), "forms": ("numbers",), "numbers": ()}.items()},
    systems={"supervision": owner("supervision", "cases")},
)  # fmt: skip


def test_a_system_is_tested_with_all_that_it_uses_and_what_everybody_must_pass() -> None:
    folders = folders_of("supervision", INSTALLED)

    own = {"tests/systems/supervision", "tests/blocks/cases", "tests/blocks/forms",
           "tests/blocks/numbers"}  # fmt: skip
    assert own < set(folders)
    assert "tests/blocks/access" not in folders
    assert {f"tests/{each}" for each in OF_ALL if "*" not in each} < set(folders)
    assert "tests/systems/test_every_system.py" in folders


def test_a_block_is_tested_without_those_that_use_it() -> None:
    folders = folders_of("forms", INSTALLED)

    assert "tests/blocks/numbers" in folders
    assert "tests/blocks/cases" not in folders


def test_what_is_not_installed_is_said_with_what_is() -> None:
    with pytest.raises(LookupError, match=r"'supervisio' is none of .*supervision"):
        folders_of("supervisio", INSTALLED)


def test_blocks_that_use_each_other_are_each_tested_once() -> None:
    each_other = {"messages": owner("messages", "numbers"), "numbers": owner("numbers", "messages")}
    folders = folders_of("messages", Installed(blocks=each_other, systems={}))

    assert {"tests/blocks/messages", "tests/blocks/numbers"} < set(folders)
