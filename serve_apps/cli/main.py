"""`yimen`: the operator's channel.

Each command imports what it needs when it is called: Ray alone takes seconds, and `yimen status` is
asked for often.
"""

# ruff: noqa: PLC0415

import os
import sys
from datetime import datetime
from pathlib import Path
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


waiting_app = typer.Typer(
    help="The waiting rooms: who is let in when more people come than can be served.",
    no_args_is_help=True,
)
app.add_typer(waiting_app, name="waiting")
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


quarantine_app = typer.Typer(help="What could not be folded or delivered.")
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


@app.command()
def verify(
    key: Annotated[str, typer.Option(help="Look at this entity only: case:7f3a…")] = "",
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Look only at what was written since this day."),
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(help="Folder of archive files; YIMEN_ARCHIVE if left out.")
    ] = None,
    public_key: Annotated[
        list[Path] | None,
        typer.Option(help="PEM file of a key to trust instead of this machine's; may be repeated."),
    ] = None,
    noted: Annotated[
        str, typer.Option(help="A seal that was noted elsewhere: number:digest.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Prove that nothing in the journal was altered, removed or inserted.

    Recomputes the chain of every entity and holds it against the signed seals; works while the
    platform runs. Names the first damaged commit of each broken entity. Exit status 1 when
    something is broken, 2 when that could not be found out.
    """
    from serve_apps.cli import verify as command

    raise typer.Exit(
        command.run(
            key=key,
            since=since and since.date(),
            archive=archive,
            public_keys=public_key or (),
            noted=noted,
            as_json=as_json,
        )
    )


@app.command()
def seal(
    public_key: Annotated[
        bool, typer.Option("--public-key", help="Only print the public key, as PEM.")
    ] = False,
) -> None:
    """Seal the journal now, as the platform does by itself every minute.

    Prints number and digest of the seal. Note them elsewhere: `yimen verify --noted` then shows
    that the seal, and all before it, is still there.
    """
    from serve_apps.cli import seal as command

    raise typer.Exit(command.run(public_key=public_key))


@app.command()
def archive(
    before: Annotated[
        str, typer.Option(help="Archive what is at rest since before this month: 2026-03.")
    ] = "",
    keep: Annotated[bool, typer.Option(help="Leave the commits in the journal, too.")] = False,
    restore: Annotated[
        Path | None, typer.Option(help="Put the commits of this file back into the journal.")
    ] = None,
) -> None:
    """Move closed months out of the journal into signed files, or a file back.

    Only entities at rest are moved: nothing written since, no alarm pending, and all of it sealed.
    They can still be used. Run it again if it was interrupted.
    """
    from serve_apps.cli import archive as command

    raise typer.Exit(command.run(before=before, keep=keep, restore=restore))


@app.command()
def bench(
    name: Annotated[
        str, typer.Argument(help="transition, runtime, scale, peers, alarms, hot, rush or chaos.")
    ],
    people: Annotated[
        int | None, typer.Option(min=2, max=9_999, help="How many come to the rush.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="How long chaos lasts; 5.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which chaos; by chance if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure, and print figures and ratios.

    [bold]transition[/bold]: one durable step of a case over HTTP, against FastAPI with PyMongo and
    against one Ray actor for each case. [bold]runtime[/bold]: durable commands without HTTP,
    against the database's own bulk insert. [bold]scale[/bold]: what a million cases, idle ones and
    more hosts cost. [bold]peers[/bold]: a durable step against DBOS and Restate, which it installs
    into var/peers first. [bold]alarms[/bold]: alarms at rest, and 100,000 held up by an outage.
    [bold]hot[/bold]: what others feel when ten times its mailbox asks for one entity.
    [bold]rush[/bold]: many people at once at a waiting room, each to a submitted application.
    [bold]chaos[/bold]: one fault after the other on four Ray nodes and three mongods under load;
    exit status 1 when anything acknowledged was lost or doubled, or another promise was broken.
    Each starts what it needs and ends it again.
    """
    from serve_apps.cli import bench as command

    raise typer.Exit(command.run(name, as_json=as_json, people=people, minutes=minutes, seed=seed))


@app.command()
def simulate(
    seeds: Annotated[int, typer.Option(min=1, help="How many worlds.")] = 1_000,
    start: Annotated[int, typer.Option("--from", help="The first seed.")] = 0,
    seed: Annotated[
        int | None, typer.Option(help="This one only; with --trace, all that happens in it.")
    ] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Print what happens.")] = False,
    plant: Annotated[
        str,
        typer.Option(help="Make a mistake on purpose: no-fencing, early-reply or double-apply."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look for broken promises in simulated worlds, where time flies and everything goes wrong.

    The real runtime runs on a simulated network, database and clock. Hosts die, stand still and are
    cut off; messages are lost; the database forgets what no majority had. The same seed makes the
    same world. Exit status 1 when a promise was broken.
    """
    from serve_apps.cli import simulate as command

    if trace:
        raise typer.Exit(command.trace(start if seed is None else seed, plant))
    if seed is not None:
        seeds, start = 1, seed
    raise typer.Exit(command.judge(seeds, start, plant, as_json=as_json))


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
