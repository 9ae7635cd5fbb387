"""New folders to begin from."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

app = typer.Typer()


new_app = typer.Typer(help="Begin something new.", no_args_is_help=True)
app.add_typer(new_app, name="new")


@new_app.callback()
def begin() -> None:
    """Begin something new."""


@new_app.command("system")
def new_system(
    name: Annotated[str, typer.Argument(help="The name of its folders: lost_property.")],
    title_zh: Annotated[str, typer.Option(help="What people call it, in Chinese.")] = "示例系统",
    title_en: Annotated[
        str, typer.Option(help="What people call it, in English; from its name if left out.")
    ] = "",
) -> None:
    """Write the folders of a system that works: a kind, a view, a page, an API, policies, words.

    What it decides stands in actors/systems, how people reach it in serve_apps/systems, what it
    promises in tests/systems. Nothing else has to be edited.
    """
    from serve_apps.cli import new_system as command

    raise typer.Exit(command.run(name, title_zh=title_zh, title_en=title_en))
