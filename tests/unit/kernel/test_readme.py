"""The README of the rules names what there is."""

from pathlib import Path
from typing import get_args

from actors.blocks.cases import kind
from actors.blocks.cases.state import Phase
from actors.kernel import words

KERNEL = Path(words.__file__).parent
CASES = Path(kind.__file__).parent
TEXT = (KERNEL / "README.md").read_text("utf-8")
OF_CASES = (CASES / "README.md").read_text("utf-8")


def test_every_phase_stands_in_the_picture() -> None:
    picture = OF_CASES.partition("| file")[0]

    assert not [phase for phase in get_args(Phase) if phase not in picture]


def test_every_file_of_the_case_has_its_line() -> None:
    files = {file.name for file in CASES.glob("*.py")} - {"__init__.py"}

    assert not [name for name in files if f"`{name}`" not in OF_CASES]


def test_every_subject_of_the_kernel_is_named() -> None:
    picture = TEXT.partition("```")[2].partition("```")[0]
    there = {file.stem for file in KERNEL.glob("*.py")} - {"__init__"}

    assert not there - set(picture.split())
