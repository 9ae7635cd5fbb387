"""The faces that are installed, found by scanning: no list to edit."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi.routing import APIRoute

from actors import scan
from serve_apps.front.face import Checked, Entry, Face, GenericPage, MakeService, Record
from serve_apps.front.holding import Holding
from serve_apps.front.policies import each_route

_STOREYS = {
    storey: importlib.import_module(f"serve_apps.{storey}").__path__
    for storey in ("blocks", "systems")
}


@cache
def face_folders() -> tuple[Path, ...]:
    """Return the folders of the blocks and systems that are installed and have a face."""
    return tuple(folder for _, folder in _found())


def faces() -> tuple[Face, ...]:
    """Return the faces of what is installed, each with the routes of its generic pages.

    Raises:
        TypeError: the `FACE` of a folder is no Face.
    """
    return tuple(_routed(face) for _, face in declared())


def declared() -> Iterator[tuple[str, Face]]:
    """Yield the faces as they are declared, each with its file as people know it,
    "serve_apps/blocks/cases/face.py".

    Raises:
        TypeError: the `FACE` of a folder is no Face.
    """
    for storey, folder in _found():
        name = f"serve_apps.{storey}.{folder.name}.face"
        face = importlib.import_module(name).FACE
        if not isinstance(face, Face):
            raise TypeError(f"{name}: FACE is no Face")
        yield f"{name.replace('.', '/')}.py", face


def services() -> tuple[MakeService, ...]:
    """Return what makes the services of all faces."""
    return tuple(make for _, face in declared() for make in face.services)


@cache
def entries() -> tuple[Entry, ...]:
    """Return the entries of the navigation in order."""
    found = [entry for _, face in declared() for entry in face.entries]
    return tuple(sorted(found, key=lambda entry: entry.rank))


@cache
def served() -> frozenset[str]:
    """Return the addresses of the pages of all faces, with the names of their parameters in braces:
    "/items", "/cases/{case}"."""
    routers = (router for face in faces() for router in face.routers)
    routes = each_route(route for router in routers for route in router.routes)
    return frozenset(route.path for route in routes if isinstance(route, APIRoute))


@cache
def record_pages() -> Mapping[str, Record]:
    """Return where entities have their pages, by kind."""
    return {record.kind: record for face in faces() for record in face.records}


def address_of(key: str, account: str) -> str:
    """Return the address of the page of the entity `key` for somebody with an account of the kind
    `account` ("staff", "resident"), or "" if there is none."""
    kind, _, id = key.partition(":")
    record = record_pages().get(kind)
    address = {"staff": record.staff, "resident": record.resident}.get(account) if record else ""
    return (address or "").replace("{id}", quote(id, safe=""))


@cache
def holdings() -> tuple[Holding, ...]:
    """Return what is kept of people, by all faces."""
    return tuple(holding for _, face in declared() for holding in face.holdings)


def generic_of(face: Face) -> tuple[GenericPage, ...]:
    """Return the pages of `face` that need no code of their own."""
    return tuple(page for page in (*face.lists, *face.records) if isinstance(page, GenericPage))


def checked_of(face: Face) -> tuple[Checked, ...]:
    """Return what of `face` must fit what is installed."""
    return (*generic_of(face), *face.parts)


def _found() -> Iterator[tuple[str, Path]]:
    installed = scan.load()
    for storey, names in (("blocks", installed.blocks), ("systems", installed.systems)):
        for name in names:
            folders = (Path(root) / name for root in _STOREYS[storey])
            folder = next((each for each in folders if (each / "face.py").exists()), None)
            if folder is not None:
                yield storey, folder


def _routed(face: Face) -> Face:
    generic = tuple(page.router() for page in generic_of(face))
    return replace(face, routers=(*face.routers, *generic))
