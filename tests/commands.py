"""`yimen` in the process of the test: starting another takes longer than most commands do. That it
is a process of its own too is shown in `acceptance/running/`."""

from typer.testing import CliRunner, Result

from serve_apps.cli.main import app
from storage.settings import StorageSettings


def yimen(*words: str, storage: StorageSettings | None = None) -> Result:
    """Run a command about the database of `storage`; return how it ended and what it printed.

    Not from a running event loop: commands start one of their own.
    """
    environment = {"COLUMNS": "200"}
    if storage is not None:
        environment |= {"YIMEN_MONGODB_URI": storage.uri, "YIMEN_DATABASE": storage.database}
    return CliRunner().invoke(app, words, env=environment, catch_exceptions=False)
