"""The database: who may do what in it."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

mongodb_app = typer.Typer(help="The database: who may do what in it.", no_args_is_help=True)
app = typer.Typer()
app.add_typer(mongodb_app, name="mongodb")


@mongodb_app.callback()
def group() -> None:
    """The database: who may do what in it."""


@mongodb_app.command("users")
def make_users(
    printed: Annotated[
        bool, typer.Option("--print", help="Print a script for mongosh instead of doing anything.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Also the user of demonstrations and `yimen sample`.")
    ] = False,
) -> None:
    """Make the users that the platform's processes connect as, each with the rights of its work.

    For the administrator of a replica set of your own; `yimen up` does it for the embedded one. Who
    makes them is told by YIMEN_MONGODB_ADMINISTRATOR, a connection string with name and
    password, or asked for. Run it again after an update: what is missing is made. Passwords are
    made and kept in the folder YIMEN_MONGODB_USERS.
    """
    from serve_apps.cli import users as command

    raise typer.Exit(command.script(demo=demo) if printed else command.run(demo=demo))
