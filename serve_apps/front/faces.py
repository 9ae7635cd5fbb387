"""The faces that are installed, found by scanning: no list to edit."""

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi.routing import APIRoute

from actors import scan
from serve_apps.front.face import Face, MakeService, RecordPage
from serve_apps.front.policies import each_route

ROOT = Path(__file__).parents[1]


@cache
def face_folders() -> tuple[Path, ...]:
    """Return the folders of the blocks and systems that are installed and have a face."""
    installed = scan.load()
    folders = (
        *(ROOT / "blocks" / name for name in installed.blocks),
        *(ROOT / "systems" / name for name in installed.systems),
    )
    return tuple(folder for folder in folders if (folder / "face.py").exists())


def faces() -> tuple[Face, ...]:
    """Return the faces of what is installed.

    Raises:
        TypeError: the `FACE` of a folder is no Face.
    """
    return tuple(_faces())


def services() -> tuple[MakeService, ...]:
    """Return what makes the services of all faces."""
    return tuple(make for face in faces() for make in face.services)


@cache
def served() -> frozenset[str]:
    """Return the addresses of the pages of all faces, with the names of their parameters in braces:
    "/items", "/cases/{case}"."""
    routers = (router for face in faces() for router in face.routers)
    routes = each_route(route for router in routers for route in router.routes)
    return frozenset(route.path for route in routes if isinstance(route, APIRoute))


@cache
def record_pages() -> Mapping[str, RecordPage]:
    """Return where entities have their pages, by kind."""
    return {record.kind: record for face in faces() for record in face.records}


def address_of(key: str, account: str) -> str:
    """Return the address of the page of the entity `key` for somebody with an account of the kind
    `account` ("staff", "resident"), or "" if there is none."""
    kind, _, id = key.partition(":")
    record = record_pages().get(kind)
    address = {"staff": record.staff, "resident": record.resident}.get(account) if record else ""
    return (address or "").replace("{id}", quote(id, safe=""))


def _faces() -> Iterator[Face]:
    for folder in face_folders():
        name = f"serve_apps.{folder.parent.name}.{folder.name}.face"
        face = importlib.import_module(name).FACE
        if not isinstance(face, Face):
            raise TypeError(f"{name}: FACE is no Face")
        yield face
