"""The commands that blocks and systems bring: a `commands.py` in a folder of faces is one group, by
being there.

All are listed; one whose owner this platform does not have says so. What is installed is asked only
then, since reading it takes longer than most commands.
"""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

import serve_apps.blocks
import serve_apps.systems

_ROOTS = (serve_apps.blocks, serve_apps.systems)


def brought() -> Iterator[tuple[str, typer.Typer]]:
    """Yield the name of each owner that brings commands, and its group.

    Raises:
        TypeError: the `app` of a `commands.py` is no group with a name.
    """
    for root in _ROOTS:
        files = (file for folder in root.__path__ for file in Path(folder).glob("*/commands.py"))
        for file in sorted(files):
            name = f"{root.__name__}.{file.parent.name}.commands"
            app = getattr(importlib.import_module(name), "app", None)
            if not isinstance(app, typer.Typer) or not isinstance(app.info.name, str):
                raise TypeError(f"{name}: app is no Typer with a name")
            yield file.parent.name, app


def needing(owner: str) -> Callable[[], None]:
    """Return what ends a command of `owner` with a sentence where that is not installed."""

    def need() -> None:
        from serve_apps.cli.needs import require  # noqa: PLC0415

        require(owner)

    return need
