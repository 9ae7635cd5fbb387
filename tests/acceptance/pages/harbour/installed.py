"""Installs the system of boats beside the others, for the time of a test module."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import actors.systems
import serve_apps.systems
from serve_apps.front import faces, language, rendering, words

HERE = Path(__file__).parent
_CACHES = (
    faces.face_folders,
    faces.entries,
    faces.served,
    faces.record_pages,
    language.translations,
    rendering.environment,
    words._words,
)


@contextmanager
def harbour() -> Iterator[None]:
    """Have the platforms that start meanwhile know boats."""
    paths = (
        (actors.systems.__path__, str(HERE / "actors")),
        (
            serve_apps.systems.__path__,
            str(HERE / "faces"),
        ),
    )
    for path, folder in paths:
        path.append(folder)
    importlib.invalidate_caches()
    _forget()
    try:
        yield
    finally:
        for path, folder in paths:
            path.remove(folder)
        for name in [name for name in sys.modules if ".systems.boats" in name]:
            del sys.modules[name]
        _forget()


def _forget() -> None:
    for cached in _CACHES:
        cached.cache_clear()
