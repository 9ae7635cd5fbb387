"""One case, and one entity's history."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

app = typer.Typer()


case_app = typer.Typer(help="Look at one case.", no_args_is_help=True)
app.add_typer(case_app, name="case")


@case_app.command("show")
def show_case(
    number: Annotated[str, typer.Argument(help="The case number 办件编号, or the case's id.")],
) -> None:
    """Show how far a case has come: state, open tasks, due dates, card and what happened.

    Names are masked. Whoever must see more opens the case in the web channel, where it is logged.
    """
    from serve_apps.cli import case as command
    from serve_apps.cli.needs import require

    require("cases")
    raise typer.Exit(command.show(number))


@app.command()
def journal(
    key: Annotated[str, typer.Argument(help="A kind and an id: case:7f3a…, watcher:7f3a…")],
) -> None:
    """Print one entity's history as it was written: who did what when, alarms and messages.

    Personal data stays covered.
    """
    from serve_apps.cli import journal as command

    raise typer.Exit(command.show(key))
