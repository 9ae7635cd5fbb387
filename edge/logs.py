"""Logs as one JSON object a line, on standard error. Nothing personal is ever passed to them."""

import json
import logging
from datetime import UTC, datetime

from actors.kernel.safe_text import on_one_line


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__  # its message may quote what was typed
        return on_one_line(json.dumps(told, ensure_ascii=False))


def log_as_json() -> None:
    """Have the agent's log written."""
    handler = logging.StreamHandler()
    handler.setFormatter(_AsJson())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
