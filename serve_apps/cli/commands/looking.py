"""One case, one entity's history, and everything outside."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from serve_apps.cli.commands.options import AsJson

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


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at everything outside that this platform speaks with: settings, connection, credentials.

    Outside parties (SMS gateway and the like), witnesses of the seals, the identity service, the
    virus scanner and the mail server, as far as the settings name them. Exit status 1 when one is
    not in order.
    """
    from serve_apps.cli import doctor as command

    raise typer.Exit(command.run(as_json=as_json))
