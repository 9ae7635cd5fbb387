"""What the shell of another block lends to this one, found by name: none is imported."""

import importlib
from typing import Any

from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.kernel.system import Installed
from storage.mongo import Database


def lent(name: str, database: Database, sender: Sender, library: Library) -> Any:
    """Return what some owner provides as `name`, None if nobody does; see `System.provides`."""
    for owner in library[Installed].owners:
        if name in owner.provides:
            module, _, function = owner.provides[name].partition(":")
            return getattr(importlib.import_module(module), function)(database, sender, library)
    return None
