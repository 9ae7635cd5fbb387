"""What a README shows is what works.

Python blocks are run, file by file in their order; TOML blocks are read; of shell blocks every
`make` and `yimen` line must name something that exists; links must lead somewhere.
"""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from serve_apps.cli.main import app

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*README.md"],
    cwd=ROOT, check=True, capture_output=True, text=True,
).stdout.splitlines()  # fmt: skip
READMES = sorted(ROOT / name for name in TRACKED)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FOLDERS = ("actors", "serve_apps", "storage", "edge", "dashboards", "benchmarks", "tests")


def blocks(path: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(path.read_text("utf-8")) if kind == language]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(path: Path) -> list[list[str]]:
    lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line for line in words if line]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_architecture_introduces_itself(folder: str) -> None:
    text = (ROOT / folder / "README.md").read_text("utf-8")

    assert "## Decisions" in text


@pytest.mark.parametrize("path", [path for path in READMES if blocks(path, "python")], ids=name)
def test_the_python_of_a_readme_runs(path: Path, tmp_path: Path) -> None:
    program = "\n".join(blocks(path, "python"))

    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", READMES, ids=name)
def test_the_toml_of_a_readme_can_be_read(path: Path) -> None:
    for text in blocks(path, "toml"):
        tomllib.loads(text)


@pytest.mark.parametrize("path", READMES, ids=name)
def test_every_link_of_a_readme_leads_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text("utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-")
                       for head in headings}  # fmt: skip
            assert anchor in anchors, target


def test_every_make_target_that_a_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = {line[1] for path in READMES for line in commands(path) if line[0] == "make"}

    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_yimen_command_that_a_readme_names_exists() -> None:
    lines = [line[1:] for path in READMES for line in commands(path) if line[0] == "yimen"]
    words = {tuple(word for word in line if re.fullmatch(r"[a-z]+|--[a-z-]+", word))
             for line in lines}  # fmt: skip

    for line in sorted(words):
        names = [word for word in line if not word.startswith("--")]
        options = {word for word in line if word.startswith("--") and word != "--help"}
        assert options <= options_of(names), f"yimen {' '.join(line)}"


def options_of(names: list[str]) -> set[str]:
    """Return the options of the command `names`; words after it are its arguments."""
    command = get_command(app)
    for word in names:
        if not isinstance(command, TyperGroup):
            break
        assert word in command.commands, f"no such command: yimen {' '.join(names)}"
        command = command.commands[word]
    return {option for one in command.params for option in (*one.opts, *one.secondary_opts)}


def test_every_setting_is_in_the_operators_readme() -> None:
    text = (ROOT / "serve_apps" / "cli" / "README.md").read_text("utf-8")
    folders = (ROOT / top for top in ("actors", "storage", "serve_apps"))
    code = "\n".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    read = set(re.findall(r'"(YIMEN_(?!EDGE_)[A-Z_]+)"', code))

    assert len(read) > 10
    assert {name for name in read if f"`{name}`" not in text} == set()
