"""Structured logs: one JSON line an event, with entity and trace, and no personal data.

Bind the trace of a request with `structlog.contextvars`, log the `key` of the entity, and never
log what a person wrote, the text of an error (it may quote it), or a path with a query.
"""

import contextlib
import hashlib
import json
import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO, cast

import structlog

from actors.kernel.kind import EntityKind
from actors.kernel.safe_text import on_one_line

_NAMED = ("key", "commit", "message", "target")  # fields that begin with an entity's key
_open_kinds: dict[str, EntityKind[Any]] = {}


def configure_logs(level: int = logging.INFO) -> None:
    """Send structlog's events as JSON lines to standard error. Call once a process.

    They are written, not printed, to the process's own standard error: Ray Serve puts a logger with
    a long buffer in the place of `print` and `sys.stderr`, and its last lines die with the process.
    A line that cannot be written (the disk is full) is let go: it must not end what told it.
    """
    # It tells what people asked word by word, where it cannot read it.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_entity,
            hide_ids,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_written, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Forgiving(sys.__stderr__))),
        cache_logger_on_first_use=True,
    )


def _written(event: Any, **how: Any) -> str:
    return on_one_line(json.dumps(event, **how))


class _Forgiving:
    """Writes to `file`, unless that fails."""

    def __init__(self, file: TextIO | None) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            if self._file is not None:
                self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._file is not None:
                self._file.flush()


def name_entity(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Give an event that names an entity a field of its kind, with its id; what stands beside
    another entity is counted to that. Ids that may name somebody are left out."""
    for field in _NAMED:
        name, _, rest = str(event.get(field, "")).partition(":")
        id = rest.partition("/")[0]
        kind = _open_kinds.get(name)
        if kind is not None and kind.beside is not None:
            name, _, id = kind.beside(id).partition(":")
        if name in _open_kinds:
            event.setdefault(name, id)
    return event


def show_ids_of(kinds: Iterable[EntityKind[Any]]) -> None:
    """Let this process's logs and pages for operators name the entities of those `kinds` that say
    that their ids name nobody; of all others they show a digest."""
    _open_kinds.update((kind.name, kind) for kind in kinds if kind.open_ids)


def open_kinds() -> frozenset[str]:
    """Return the names of the kinds whose ids this process may show."""
    return frozenset(_open_kinds)


def hide_ids(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put a digest in the place of an id, which may tell who somebody is."""
    for field in _NAMED:
        if field in event:
            event[field] = covered_key(str(event[field]))
    return event


def covered_key(key: str) -> str:
    """Return the key of an entity, or the id of a commit, with a digest in the place of its id
    unless that names nobody."""
    kind, colon, rest = key.partition(":")
    if not colon or kind in _open_kinds:
        return key
    name, slash, place = rest.partition("/")
    return f"{kind}:{covered_name(name)}{slash}{place}"


def covered_name(name: str) -> str:
    """Return a digest that stands for a name, always the same."""
    return f"#{hashlib.sha256(name.encode()).hexdigest()[:12]}"
