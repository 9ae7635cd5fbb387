"""Every entity kind and view that is installed, by name."""

import importlib
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from actors import declared
from actors.followers.projector import Afterwards, Alongside
from actors.followers.view_collections import collections as collections
from actors.kernel.gauges import Gauge, Reading
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.ports import Clock, Sender
from actors.kernel.system import Installed
from actors.kernel.view import View
from actors.library import load_library
from actors.runtime import due_index
from actors.runtime.editions import Editions
from storage.mongo import Database
from storage.schema import Collection


def build_kinds(library: Library) -> dict[str, EntityKind[Any]]:
    """Return the kinds by name, those that look things up closed over `library`.

    Raises:
        Mistakes: a kind cannot be made, or two owners have one of one name.
    """
    mistakes: list[Mistake] = []
    made = declared.kinds(library, mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return {name: kind for name, (_, kind) in made.items()}


def platform_kinds() -> Editions:
    """Return the kinds over the library of this deployment, and over what it is amended to; hosts
    are started with this.

    Raises:
        Mistakes: the files of the library are wrong.
    """
    return editions(load_library())


def editions(library: Library) -> Editions:
    """Return the kinds over `library`, and over what it is amended to.

    Raises:
        Mistakes: a kind cannot be made, or two owners have one of one name.
    """
    return Editions(library, build_kinds)


def all_views(library: Library) -> tuple[View, ...]:
    """Return the views; the due index first, since hosts wait for it.

    Raises:
        Mistakes: a view cannot be made, or two owners have one of one name.
    """
    mistakes: list[Mistake] = []
    made = declared.views(library, mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return due_index.view(), *(view for _, view in made.values())


def afterwards(library: Library) -> tuple[Afterwards, ...]:
    """Return what is to be done after a start and each amendment; see `System.afterwards`.

    Raises:
        ImportError, AttributeError: an owner names what is not there.
    """
    return tuple(
        partial(_with, _named(name), library)
        for owner in library[Installed].owners
        for name in owner.afterwards
    )


def alongside(library: Library, clock: Clock) -> tuple[Alongside, ...]:
    """Return what runs for as long as the platform does; see `System.alongside`.

    Raises:
        ImportError, AttributeError: an owner names what is not there.
    """
    return tuple(
        partial(_beside, _named(name), library, clock)
        for owner in library[Installed].owners
        for name in owner.alongside
    )


def declared_gauges(library: Library) -> tuple[Gauge, ...]:
    """Return the figures that owners declare; see `System.gauges`."""
    return tuple(each for owner in library[Installed].owners for each in owner.gauges)


def gauged(library: Library) -> tuple[Callable[[Database], Awaitable[list[Reading]]], ...]:
    """Return what reads those figures; see `System.gauged`.

    Raises:
        ImportError, AttributeError: an owner names what is not there.
    """
    return tuple(_named(name) for owner in library[Installed].owners for name in owner.gauged)


def platform_collections(library: Library | None = None) -> tuple[Collection, ...]:
    """Return the collections of the views of this deployment, whose `library` is read if need be.

    Raises:
        Mistakes: the files of the library are wrong.
    """
    return collections(all_views(library or load_library())[1:])


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _beside(
    work: Callable[[Database, Sender, Library, Clock], Coroutine[Any, Any, None]],
    library: Library,
    clock: Clock,
    database: Database,
    sender: Sender,
) -> Coroutine[Any, Any, None]:
    return work(database, sender, library, clock)


def _with(
    work: Callable[[Database, Sender, Library], Awaitable[object]],
    library: Library,
    database: Database,
    sender: Sender,
) -> Awaitable[object]:
    return work(database, sender, library)
