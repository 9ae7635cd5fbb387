"""Views made anew, and what was set aside."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def rebuild(
    view: Annotated[str, typer.Argument(help="The view; see --list.")] = "",
    show: Annotated[
        bool, typer.Option("--list", help="List the views and when they were made anew.")
    ] = False,
) -> None:
    """Make a view anew from the journal, beside the one that everybody reads, and swap it in.

    After a change of how it is folded, or when in doubt. The platform goes on meanwhile; its views
    rest for the last moment only. Killed in the middle it leaves everything as it was: call it
    again.
    """
    from serve_apps.cli import rebuild as command

    if not (view or show):
        raise typer.BadParameter("name a view, or ask for --list")
    raise typer.Exit(command.show() if show else command.run(view))


quarantine_app = typer.Typer(
    help="What could not be folded or delivered. Without a command: list it."
)
app.add_typer(quarantine_app, name="quarantine")


@quarantine_app.callback(invoke_without_command=True)
def show_quarantine(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead.")] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="What was given up, by whom and why.")
    ] = False,
) -> None:
    """List commits that a view could not fold and messages that could not be delivered.

    What, where, since when and why, without personal data. `retry` and `drop` take the name in the
    first column.
    """
    if context.invoked_subcommand is None:
        from serve_apps.cli import quarantine as command

        raise typer.Exit(command.show(as_json=as_json, dropped=dropped))


@quarantine_app.command("retry")
def retry_quarantined(
    name: Annotated[str, typer.Argument(help="Which one.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Everything that is set aside.")] = False,
) -> None:
    """Have the running platform fold or deliver it again, after the code was mended.

    Rows are folded anew from the whole history of their entities. Exit status 1 when something
    fails again.
    """
    from serve_apps.cli import quarantine as command

    if bool(name) == every:
        raise typer.BadParameter("name one, or ask for --all")
    raise typer.Exit(command.retry(name))


@quarantine_app.command("drop")
def drop_quarantined(
    name: Annotated[str, typer.Argument(help="Which one.")],
    reason: Annotated[str, typer.Option(help="Why; kept on record with your name.")],
) -> None:
    """Give it up: it is never folded or delivered, and stays on record as dropped."""
    from serve_apps.cli import quarantine as command

    raise typer.Exit(command.drop(name, reason))
