"""A face: how people reach a block or a system. `face.py` in its folder holds `FACE`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from serve_apps.front.wiring import Wiring

MakeService = Callable[[Wiring], Any]
"""Makes what the routes of a face work with, once a process; found by its type in `Services`. If it
has a coroutine function `stop`, that is called when the process ends."""


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """Where the page of one entity of `kind` is, for each kind of account that has one: an address
    with "{id}" in it, "/staff/cases/{id}"."""

    kind: str
    staff: str = ""
    resident: str = ""


@dataclass(frozen=True, kw_only=True)
class Face:
    """What one folder of `serve_apps/blocks` or `serve_apps/systems` adds to the application.

    Attributes:
        routers: its pages.
        api: what it answers programs, below `/api/v1`.
        services: what its routes work with.
        records: where entities of its kinds have their pages, for links from elsewhere.
    """

    routers: tuple[APIRouter, ...] = ()
    api: tuple[APIRouter, ...] = ()
    services: tuple[MakeService, ...] = ()
    records: tuple[RecordPage, ...] = ()
