"""The processes in which live cases are."""

# ruff: noqa: PLC0415

from types import ModuleType
from typing import Annotated

import typer

from serve_apps.cli.commands.before_ray import with_token

app = typer.Typer()


hosts_app = typer.Typer(
    help="The processes in which live cases are. Without a command: what they own and do.",
    invoke_without_command=True,
)
app.add_typer(hosts_app, name="hosts")


@hosts_app.callback()
def hosts(context: typer.Context) -> None:
    """The processes in which live cases are: who they are, what they own, how busy they are."""
    if context.invoked_subcommand is None:
        from serve_apps.cli import hosts as command

        raise typer.Exit(command.show())


@hosts_app.command("drain")
def drain_host(name: Annotated[str, typer.Argument(help="host-0, host-1 …")]) -> None:
    """Have one host give its shards to the others and end for good, while everybody works on."""
    raise typer.Exit(_with_cluster().drain(name))


@hosts_app.command("move")
def move_shards(
    shards: Annotated[str, typer.Argument(help="7, 0-63 or 1,5,9; there are 1,024.")],
    to: Annotated[str, typer.Argument(help="The host that is to have them.")],
) -> None:
    """Move shards to a host, while everybody works on.

    Shares are levelled afterwards: for each shard that came, another one may go.
    """
    from serve_apps.cli.hosts import numbers_in

    numbers = numbers_in(shards)  # what is wrong with them is told before the cluster is joined
    raise typer.Exit(_with_cluster().move(numbers, shards.strip(), to))


@hosts_app.command("replace")
def replace_hosts() -> None:
    """Put hosts of the release installed here in the place of those that run, one by one.

    Old and new serve side by side meanwhile, and nobody notices. Run it after an update.
    """
    raise typer.Exit(_with_cluster().replace())


def _with_cluster() -> ModuleType:
    """Return the commands that join the cluster: each of ours has a token, and Ray reads this when
    it is imported."""
    with_token()
    from serve_apps.cli import host_changes as command

    return command
