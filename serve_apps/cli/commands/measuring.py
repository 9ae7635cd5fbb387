"""Figures, and the runtime in simulated worlds."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from serve_apps.cli.commands.options import AsJson

app = typer.Typer()


@app.command()
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="transition, runtime, scale, peers, pages, papers, messages, alarms, hot, rush or "
            "chaos."
        ),
    ],
    people: Annotated[
        int | None,
        typer.Option(min=2, max=9_999, help="How many come to the rush, or are told in messages."),
    ] = None,
    cases: Annotated[
        int | None, typer.Option(min=10_000, help="How many cases lists hold in pages.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="How long chaos lasts; 5.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which chaos; by chance if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure, and print figures and ratios.

    - **transition**: one durable step of a case over HTTP, against FastAPI with PyMongo and against
      one Ray actor for each case
    - **runtime**: durable commands without HTTP, against the database's own bulk insert
    - **peers**: a durable step against DBOS and Restate, which it installs into var/peers first
    - **scale**: what a million cases, idle ones and more hosts cost
    - **pages**: what pages cost, each beside its template on bare FastAPI, and with a million cases
    - **papers**: papers made by templates, beside Typst by itself, sealed ones beside pyHanko, from
      an act to its paper, and 5,000 after a rush from a process that is killed
    - **messages**: telling people by a gateway and a mail server that fail, from a platform that is
      killed; exit status 1 when anybody was told twice or not at all
    - **alarms**: alarms at rest, and 100,000 held up by an outage
    - **hot**: what others feel when ten times its mailbox asks for one entity
    - **rush**: many people at once at a waiting room, each to a submitted application
    - **chaos**: one fault after the other on four Ray nodes and three mongods under load; exit
      status 1 when anything acknowledged was lost or doubled, or another promise was broken

    Each starts what it needs and ends it again.
    """
    from serve_apps.cli import bench as command

    raise typer.Exit(
        command.run(name, as_json=as_json, people=people, cases=cases, minutes=minutes, seed=seed)
    )


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
