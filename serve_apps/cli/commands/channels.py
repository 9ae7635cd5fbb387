"""Keys of outside channels."""

# ruff: noqa: PLC0415

from typing import Annotated, Literal

import typer

app = typer.Typer()
channels_app = typer.Typer(
    help="The keys with which outside channels sign the clues that they send to a congress.",
    no_args_is_help=True,
)
app.add_typer(channels_app, name="channels")
Name = Annotated[
    Literal["portal", "service_platform", "wechat", "microblog", "sms", "email"],
    typer.Argument(help="Which channel."),
]


@channels_app.callback()
def need_motions() -> None:
    """Say so at once when this platform takes no clues."""
    from serve_apps.cli.needs import require

    require("npc_motions")


@channels_app.command("key")
def show_key(channel: Name) -> None:
    """Print the key of a channel, which is made if it has none; kept in the secrets file."""
    from serve_apps.cli import channels as command

    raise typer.Exit(command.show(channel))


@channels_app.command("rotate")
def rotate_key(channel: Name) -> None:
    """Give a channel another key and print it; with the former one nothing is taken any more."""
    from serve_apps.cli import channels as command

    raise typer.Exit(command.rotate(channel))
