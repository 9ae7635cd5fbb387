"""The house holds: a new system is its own folders, works on a running platform, and is tested by
being there. Nothing that stands beside it is edited."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from serve_apps.cli.new_system import NoName, create
from storage.embedded import EmbeddedMongo

ROOT = Path(__file__).parents[2]
NAME = "lost_property"
KIND = f"{NAME}_note"
OWN = {f"actors/systems/{NAME}/", f"serve_apps/systems/{NAME}/", f"tests/systems/{NAME}/"}
BESIDE = (  # tests of everything that is installed, of which the new system is a part
    "tests/architecture/test_imports.py",
    "tests/systems/test_every_system.py",
    "tests/unit/every_command/test_every_command.py",
)


def run(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `words` in a checkout, with the modules of that checkout."""
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **variables, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
    )


def git(folder: Path, *words: str) -> list[str]:
    who = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    done = run(folder, "git", *who, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with a system that `yimen` has made there."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard"):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "as it is")
    made = run(
        copy, sys.executable, "-m", "serve_apps.cli.main", "new", "system", NAME,
        "--title-zh", "失物招领", "--title-en", "Lost property",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return copy


@pytest.fixture(scope="module")
def living(checkout: Path, mongod: EmbeddedMongo) -> Mapping[str, Any]:
    """What the system does on a platform that is started in the copy."""
    words = (sys.executable, "-m", "tests.architecture.living", NAME)
    ran = run(checkout, *words, YIMEN_MONGODB_URI=mongod.uri)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_nothing_outside_its_folders_differs(checkout: Path) -> None:
    assert set(git(checkout, "status", "--porcelain")) == {f"?? {folder}" for folder in OWN}


def test_what_is_made_has_the_style_of_the_house(checkout: Path) -> None:
    tool = (sys.executable, "-m", "ruff")

    checked = run(checkout, *tool, "check", *sorted(OWN))
    formatted = run(checkout, *tool, "format", "--check", *sorted(OWN))

    assert checked.returncode == 0, checked.stdout
    assert formatted.returncode == 0, formatted.stdout


def test_its_own_tests_and_those_of_every_system_pass(checkout: Path) -> None:
    passed = run(
        checkout, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
        f"tests/systems/{NAME}", *BESIDE, "-k", NAME,
    )  # fmt: skip

    assert passed.returncode == 0, passed.stdout


def test_a_command_by_the_api_becomes_an_event_once(living: Mapping[str, Any]) -> None:
    assert living["recorded"] in (200, 201)
    assert living["again"]["seq"] == 1
    assert living["again"]["replayed"]
    assert living["events"] == ["Recorded"]
    assert f"/api/v1/{NAME}_notes" in living["paths"]


def test_policies_refuse_everybody_else(living: Mapping[str, Any]) -> None:
    assert living["of a clerk"]["status"] == 403
    assert living["of nobody"] in (401, 403)
    assert living["page of a clerk"] in (403, 404)


def test_an_alarm_fires(living: Mapping[str, Any]) -> None:
    assert living["row"]["state"] == "recorded"
    assert living["row after four days"]["state"] == "lapsed"
    assert living["events after four days"] == ["Recorded", "Lapsed"]


def test_its_page_shows_the_rows_of_its_view(living: Mapping[str, Any]) -> None:
    assert living["row"]["text"] == "keys"
    assert "keys" in living["page"]


def test_both_languages_have_its_words(living: Mapping[str, Any]) -> None:
    assert "便条" in living["page"]
    assert "有效" in living["page"]
    assert "Notes" in living["page in english"]
    assert "In force" in living["page in english"]
    (reason,) = living["empty"]["errors"]
    assert reason["detail"] == "Please write something in the note"


def test_its_sample_is_there(living: Mapping[str, Any]) -> None:
    assert living["sample"]["text"] == "The keys are at the desk"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Lost-Property", "cannot name a system"),
        ("class", "cannot name a system"),
        ("json", "would hide a module"),
        ("storage", "would hide a module"),
        ("cases", "is a block"),
        ("one_door", "is there already"),
    ],
)
def test_a_name_that_no_system_can_have_is_refused(name: str, why: str) -> None:
    with pytest.raises(NoName, match=why):
        create(name, title_zh="示例", title_en="")
