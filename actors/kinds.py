"""Every entity kind and view that is installed, by name."""

import importlib
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from actors.followers.projector import Afterwards
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.ports import Sender
from actors.kernel.system import Installed
from actors.kernel.view import View
from actors.library import load_library
from actors.runtime import due_index
from storage.mongo import Database
from storage.schema import Collection, Index
from storage.search.index import TERMS

T = TypeVar("T", EntityKind[Any], View)


def build_kinds(library: Library) -> dict[str, EntityKind[Any]]:
    """Return the kinds by name, those that look things up closed over `library`.

    Raises:
        Mistakes: two owners have a kind of one name.
    """
    return _named(library, "kinds")


def platform_kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds over the library of this deployment; hosts are started with this.

    Raises:
        Mistakes: the files of the library are wrong.
    """
    return build_kinds(load_library())


def all_views(library: Library) -> tuple[View, ...]:
    """Return the views; the due index first, since hosts wait for it.

    Raises:
        Mistakes: two owners have a view of one name.
    """
    return due_index.view(), *_named(library, "views").values()


def afterwards(library: Library) -> tuple[Afterwards, ...]:
    """Return what is to be done once after a start; see `System.afterwards`.

    Raises:
        ImportError, AttributeError: an owner names what is not there.
    """
    found: list[Afterwards] = []
    for owner in library[Installed].owners:
        for name in owner.afterwards:
            module, _, function = name.partition(":")
            work = getattr(importlib.import_module(module), function)
            found.append(partial(_with, work, library))
    return tuple(found)


def collections(views: Iterable[View]) -> tuple[Collection, ...]:
    """Return the collections of `views`, for `storage.schema.prepare`."""
    found: list[Collection] = []
    for view in views:
        for each in (view, *view.derived):
            indexes = tuple(
                Index(fields=index.fields, unique=index.unique, only=index.only)
                for index in each.indexes
            )
            if each is view and view.searchable:
                indexes = (*indexes, Index(fields=(TERMS,)))
            found.append(
                Collection(name=each.name, purpose=f"view: {each.purpose}", indexes=indexes)
            )
    return tuple(found)


def platform_collections() -> tuple[Collection, ...]:
    """Return the collections of the views of this deployment.

    Raises:
        Mistakes: the files of the library are wrong.
    """
    return collections(all_views(load_library())[1:])


def _with(
    work: Callable[[Database, Sender, Library], Awaitable[object]],
    library: Library,
    database: Database,
    sender: Sender,
) -> Awaitable[object]:
    return work(database, sender, library)


def _named(library: Library, what: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for owner in library[Installed].owners:
        for each in getattr(owner, what):
            made = _made(each, library)
            if made.name in found:
                rule = f"another owner has {what} called {made.name!r}"
                mistakes.append(Mistake(f"{owner.name}/system.py", what, rule))
            found[made.name] = made
    if mistakes:
        raise Mistakes(mistakes)
    return found


def _made(each: T | Callable[[Library], T], library: Library) -> T:
    return each(library) if callable(each) else each
