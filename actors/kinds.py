"""Every entity kind of the platform, by name."""

from typing import Any

from actors.access_log import ACCESS
from actors.account import ACCOUNT
from actors.case import case_kind
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.library import load_library
from actors.serial import SERIAL
from actors.terminal import TERMINAL
from actors.waiting_room import WAITING_ROOM
from actors.watcher import watcher_kind


def build_kinds(library: Library) -> dict[str, EntityKind[Any]]:
    """Return the kinds by name, those that look things up closed over `library`."""
    kinds: tuple[EntityKind[Any], ...] = (
        case_kind(library),
        watcher_kind(library),
        TERMINAL,
        ACCOUNT,
        SERIAL,
        ACCESS,
        WAITING_ROOM,
    )
    return {kind.name: kind for kind in kinds}


def platform_kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds over the library of this deployment; hosts are started with this.

    Raises:
        Mistakes: the files of the library are wrong.
    """
    return build_kinds(load_library())
