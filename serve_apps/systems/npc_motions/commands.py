"""`yimen channels`: the keys with which outside channels sign, in the secrets file of this
machine."""

# ruff: noqa: PLC0415

from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="channels",
    help="The keys with which outside channels sign the clues that they send to a congress.",
    no_args_is_help=True,
)
Name = Annotated[
    Literal["portal", "service_platform", "wechat", "microblog", "sms", "email"],
    typer.Argument(help="Which channel."),
]


@app.command("key")
def show_key(channel: Name) -> None:
    """Print the key of a channel, which is made if it has none; kept in the secrets file."""
    from serve_apps.front.secrets_file import key_of
    from serve_apps.front.settings import read_settings
    from serve_apps.systems.npc_motions.channel_keys import party

    print(key_of(read_settings().secrets_file, party(channel)).hex())


@app.command("rotate")
def rotate_key(channel: Name) -> None:
    """Give a channel another key and print it; with the former one nothing is taken any more."""
    from serve_apps.front.secrets_file import new_key
    from serve_apps.front.settings import read_settings
    from serve_apps.systems.npc_motions.channel_keys import party

    print(new_key(read_settings().secrets_file, party(channel)).hex())
