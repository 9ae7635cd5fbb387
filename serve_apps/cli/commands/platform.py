"""Up, down and how it stands."""

# ruff: noqa: PLC0415

import os
from typing import Annotated

import typer

from serve_apps.cli.commands.before_ray import alone_or_joined
from serve_apps.cli.commands.options import AsJson

app = typer.Typer()


@app.command()
def up(
    detach: Annotated[
        bool, typer.Option("--detach", help="Come back when it is up; end it with `yimen down`.")
    ] = False,
    demo: Annotated[
        bool, typer.Option(help="Load the sample city and drive one case to its end.")
    ] = True,
) -> None:
    """Start the whole platform and stay until Ctrl-C.

    Database, Ray, hosts, projector, web channel and a simulated kiosk come up in this order; then
    one case is driven from application to delivery before your eyes. Ctrl-C lets everything finish
    what it has begun, ends what was started here, and nothing else. Data stays in `var/`.

    Existing clusters are used when YIMEN_MONGODB_URI or RAY_ADDRESS name them.
    """
    # Ray reads it when it is imported. Of a page that takes longer on a busy machine, it would
    # leave the process behind, on the port that the next try needs.
    os.environ.setdefault("RAY_DASHBOARD_STARTUP_TIMEOUT_S", "180")
    alone_or_joined()
    from serve_apps.cli import up as command

    raise typer.Exit(command.run(detach=detach, demo=demo))


@app.command()
def down() -> None:
    """End a platform that runs in the background, letting it finish what it has begun."""
    from serve_apps.cli import down as command

    raise typer.Exit(command.run())


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say whether the platform is healthy, and what it is made of.

    Processes, hosts with their shards, database and addresses. Exit status 1 when it is not up or
    not healthy.
    """
    from serve_apps.cli import status as command

    raise typer.Exit(command.show(as_json))
