"""`yimen`: the operator's channel.

Each command imports what it needs when it is called: Ray alone takes seconds, and `yimen status` is
asked for often.
"""

# ruff: noqa: PLC0415

import os
import sys
from datetime import datetime
from typing import Annotated

import typer
from pymongo.errors import PyMongoError

app = typer.Typer(
    name="yimen",
    help="Yimen 一門: government services behind one door. Run it, look at it, measure it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


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


hosts_app = typer.Typer(help="The processes in which live cases are.", invoke_without_command=True)
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
    from serve_apps.cli import hosts as command

    raise typer.Exit(command.drain(name))


@hosts_app.command("move")
def move_shards(
    shards: Annotated[str, typer.Argument(help="7, 0-63 or 1,5,9; there are 1,024.")],
    to: Annotated[str, typer.Argument(help="The host that is to have them.")],
) -> None:
    """Move shards to a host, while everybody works on.

    Shares are levelled afterwards: for each shard that came, another one may go.
    """
    from serve_apps.cli import hosts as command

    raise typer.Exit(command.move(shards, to))


@hosts_app.command("replace")
def replace_hosts() -> None:
    """Put hosts of the release installed here in the place of those that run, one by one.

    Old and new serve side by side meanwhile, and nobody notices. Run it after an update.
    """
    # Every cluster of ours has a token, and Ray reads this when it is imported.
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    from serve_apps.cli import hosts as command

    raise typer.Exit(command.replace())


clock_app = typer.Typer(help="The clock of a demonstration.", no_args_is_help=True)
app.add_typer(clock_app, name="clock")


@clock_app.command("advance")
def advance_clock(
    by: Annotated[str, typer.Argument(help="How far: 5d, 3h or 90m.")],
) -> None:
    """Move the demonstration clock on, to see what the days will bring.

    Everything that falls due on the way happens: silence becomes acceptance, cards are raised. Time
    does not go back; a fresh `var/` starts at today again.
    """
    from serve_apps.cli import clock as command

    raise typer.Exit(command.move_on(by))


@app.command()
def sample(
    cases: Annotated[int, typer.Option(min=1, help="How many.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed and day make the same cases.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Their last day; until now if left out."),
    ] = None,
) -> None:
    """Make past cases, so that lists, charts and the supervision wall have something to show.

    A year of the sample city is run through the real engine and the real rules with a clock of its
    own: people apply, clerks accept or ask for corrections, departments give opinions, some late.
    Works beside a running platform and without one. Cases that are still open at the end are open.
    """
    from serve_apps.cli import sample as command

    raise typer.Exit(command.run(cases=cases, seed=seed, until=until and until.date()))


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="transition, runtime, peers, scale or chaos.")],
    minutes: Annotated[float | None, typer.Option(help="How long chaos lasts; 5.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which chaos; by chance if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure, and print figures and ratios.

    [bold]transition[/bold]: one durable step of a case over HTTP, against FastAPI with PyMongo and
    against one Ray actor for each case. [bold]runtime[/bold]: durable commands without HTTP,
    against the database's own bulk insert. [bold]peers[/bold]: a durable step against DBOS and
    Restate, which it installs into var/peers first. [bold]scale[/bold]: what a million cases, idle
    ones and more hosts cost. [bold]chaos[/bold]: one fault after the other on four Ray nodes and
    three mongods under load; exit status 1 when anything acknowledged was lost or doubled, or
    another promise was broken. Each starts what it needs and ends it again.
    """
    from serve_apps.cli import bench as command

    raise typer.Exit(command.run(name, as_json=as_json, minutes=minutes, seed=seed))


def run() -> None:
    """Run the command line; a database or a setting that fails is told in one sentence."""
    try:
        app()
    except PyMongoError as error:
        sentence = str(error).partition(" (configured timeouts")[0]
        sys.exit(f"The database does not answer ({sentence}): is Yimen up? See `yimen status`.")
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    run()
