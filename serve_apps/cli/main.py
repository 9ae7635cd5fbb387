"""`yimen`: the operator's channel.

Each command imports what it needs when it is called: Ray alone takes seconds, and `yimen status` is
asked for often.
"""

import sys

import typer

from serve_apps.cli.brought import brought, needing
from serve_apps.cli.commands import (
    creating,
    database,
    demonstration,
    hosts,
    looking,
    measuring,
    mending,
    peaks,
    platform,
    proving,
    waiting,
)

app = typer.Typer(
    name="yimen",
    help="Yimen 一門: government services behind one door. Run it, look at it, measure it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for subject in (
    platform,
    looking,
    demonstration,
    hosts,
    peaks,
    waiting,
    mending,
    proving,
    database,
    measuring,
    creating,
):
    app.add_typer(subject.app)
for owner, group in brought():
    app.add_typer(group, callback=needing(owner))


def run() -> None:
    """Run the command line; a database or a setting that fails is told in one sentence."""
    try:
        app()
    except ValueError as error:
        sys.exit(str(error))
    except Exception as error:
        if not of_the_database(error):
            raise
        sentence = str(error).partition(" (configured timeouts")[0]
        sys.exit(f"The database does not answer ({sentence}): is Yimen up? See `yimen status`.")


def of_the_database(error: Exception) -> bool:
    """Tell whether the driver raised it, which most commands never load."""
    driver = sys.modules.get("pymongo.errors")
    return driver is not None and isinstance(error, driver.PyMongoError)


if __name__ == "__main__":
    run()
