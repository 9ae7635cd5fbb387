"""The routes, a module a subject. A module that has a `router` is included: no list to edit."""

import importlib
import pkgutil

from fastapi import APIRouter


def all_routers() -> list[APIRouter]:
    """Return the `router` of every module of this folder, by name of module."""
    found: list[APIRouter] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        router = getattr(importlib.import_module(f"{__name__}.{module.name}"), "router", None)
        if isinstance(router, APIRouter):
            found.append(router)
    return found
