"""What is installed, read once for all tests of a process: reading takes longer than most tests."""

from functools import cache
from typing import Any

from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kinds import build_kinds
from actors.kinds import platform_collections as collections_of
from actors.library import load_library
from storage.schema import Collection


@cache
def library() -> Library:
    """Return the library of the platform with everything that is installed."""
    return load_library()


@cache
def kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds over that library, by name; copy them to have others beside them."""
    return build_kinds(library())


@cache
def platform_collections() -> tuple[Collection, ...]:
    """Return the collections of the views over that library."""
    return collections_of(library())
