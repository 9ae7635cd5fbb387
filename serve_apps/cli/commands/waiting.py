"""Waiting rooms."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from serve_apps.cli.commands.options import AsJson

app = typer.Typer()


waiting_app = typer.Typer(
    help="The waiting rooms: who is let in when more people come than can be served.",
    no_args_is_help=True,
)
app.add_typer(waiting_app, name="waiting")


@waiting_app.callback()
def need_waiting_rooms() -> None:
    """Say so at once when this platform has none."""
    from serve_apps.cli.needs import require

    require("waiting")


Room = Annotated[str, typer.Argument(help='The code of an item, or "hall" for all of them.')]
Capacity = Annotated[
    str, typer.Option(help="People let in, as 50/min or 5/s; as it was if left out.")
]
Minutes = Annotated[
    int, typer.Option(min=0, max=120, help="Minutes to finish once let in; 0: as it was.")
]
Account = Annotated[
    str, typer.Option(envvar="YIMEN_ACCOUNT", help="The operator's account, for the journal.")
]


@waiting_app.command("open")
def open_waiting(
    room: Room, capacity: Capacity = "", minutes: Minutes = 0, account: Account = "operator"
) -> None:
    """Have people wait in line for an item, from now on.

    The password of the account is taken from YIMEN_PASSWORD, or asked for.
    """
    from serve_apps.cli import waiting as command

    raise typer.Exit(command.switch(room, "on", capacity, minutes, account))


@waiting_app.command("automatic")
def let_waiting_open(
    room: Room, capacity: Capacity = "", minutes: Minutes = 0, account: Account = "operator"
) -> None:
    """Have the room open when the platform turns people away, and close when that is over."""
    from serve_apps.cli import waiting as command

    raise typer.Exit(command.switch(room, "automatic", capacity, minutes, account))


@waiting_app.command("close")
def close_waiting(room: Room, account: Account = "operator") -> None:
    """Let everybody in, and keep the room closed."""
    from serve_apps.cli import waiting as command

    raise typer.Exit(command.switch(room, "off", "", 0, account))


@waiting_app.command("status")
def waiting_status(as_json: AsJson = False) -> None:
    """Say which rooms are open or may open, how many wait, and how many are let in."""
    from serve_apps.cli import waiting as command

    raise typer.Exit(command.show(as_json))
