"""What a demonstration needs: a clock that can be moved, and past cases."""

# ruff: noqa: PLC0415

from datetime import datetime
from typing import Annotated

import typer

app = typer.Typer()


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
    from serve_apps.cli.needs import require

    require("cases")
    raise typer.Exit(command.run(cases=cases, seed=seed, until=until and until.date()))
