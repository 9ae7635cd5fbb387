"""A face: how people reach a block or a system. `face.py` in its folder holds `FACE`."""

from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True, kw_only=True)
class Face:
    """What one folder of `serve_apps/blocks` or `serve_apps/systems` adds to the application.

    Attributes:
        routers: its pages.
        api: what it answers programs, below `/api/v1`.
    """

    routers: tuple[APIRouter, ...] = ()
    api: tuple[APIRouter, ...] = ()
