"""A system brings commands to `yimen` by a file in its folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

import serve_apps.systems
from serve_apps.cli.brought import brought, needing
from serve_apps.cli.main import app
from serve_apps.cli.needs import NotInstalled

FOUND = "lost_umbrellas"
COMMANDS = """import typer

app = typer.Typer(name="umbrellas", help="What was left behind.")


@app.command("count")
def count() -> None:
    print("three")


@app.callback()
def left_behind() -> None: ...
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a system's face, which holds its commands."""
    folder = tmp_path / FOUND
    folder.mkdir()
    (folder / "commands.py").write_text(COMMANDS, "utf-8")
    monkeypatch.setattr(serve_apps.systems, "__path__", [str(tmp_path)])
    yield folder


def test_a_file_in_the_folder_of_a_system_is_a_group_of_commands(folder: Path) -> None:
    whole = typer.Typer()
    for _, group in brought():
        whole.add_typer(group)

    ran = CliRunner().invoke(whole, ["umbrellas", "count"])

    assert FOUND in dict(brought())
    assert (ran.exit_code, ran.stdout) == (0, "three\n")


def test_what_is_not_installed_ends_its_commands_with_a_sentence(folder: Path) -> None:
    whole = typer.Typer()
    for owner, group in brought():
        whole.add_typer(group, callback=needing(owner))

    ran = CliRunner().invoke(whole, ["umbrellas", "count"])

    assert isinstance(ran.exception, NotInstalled)
    assert FOUND in str(ran.exception)
    assert "three" not in ran.stdout


def test_a_file_that_holds_no_group_is_named(folder: Path) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "commands.py").write_text("app = 7\n", "utf-8")

    with pytest.raises(TypeError, match=r"serve_apps\.systems\.other\.commands"):
        list(brought())


def test_no_two_commands_have_one_name() -> None:
    groups = [get_group(each.typer_instance) for each in app.registered_groups]  # type: ignore[arg-type]
    typed = [name for group in groups for name in ([group.name] if group.name else group.commands)]

    assert sorted(set(typed)) == sorted(typed)
    assert set(typed) == get_group(app).commands.keys()
