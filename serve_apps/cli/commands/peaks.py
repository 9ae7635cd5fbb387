"""Peaks that are known beforehand."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from serve_apps.cli.commands.before_ray import with_token

app = typer.Typer()


peaks_app = typer.Typer(
    help="Peaks that are known beforehand: how many hosts and replicas stand ready from when on.",
    invoke_without_command=True,
)
app.add_typer(peaks_app, name="peaks")


@peaks_app.callback()
def peaks(context: typer.Context) -> None:
    """Peaks that are known beforehand: how many hosts and replicas stand ready from when on."""
    if context.invoked_subcommand is None:
        from serve_apps.cli import peaks as command

        raise typer.Exit(command.show())


@peaks_app.command("plan")
def plan_peak(
    begins: Annotated[str, typer.Argument(help="Local time: 2027-03-01T08:00")],
    ends: Annotated[str, typer.Argument(help="Local time: 2027-03-15T20:00")],
    hosts: Annotated[int, typer.Option(min=0, help="Host actors at least; 0: as many.")] = 0,
    replicas: Annotated[int, typer.Option(min=0, help="Web replicas at least; 0: as many.")] = 0,
) -> None:
    """Have the cluster grow half an hour before a peak, and shrink after it."""
    with_token()
    from serve_apps.cli import peaks as command

    raise typer.Exit(command.plan(begins, ends, hosts, replicas))


@peaks_app.command("end")
def end_peak(
    id: Annotated[str, typer.Argument(help="As `yimen peaks` names it.")],
) -> None:
    """Have a planned peak end now, whether it has begun or not."""
    with_token()
    from serve_apps.cli import peaks as command

    raise typer.Exit(command.end(id))
