"""Failures as clients of the CKAN action API read them: by `__type`, verbatim (OPEN-03)."""

from collections.abc import Mapping, Sequence
from typing import Any


class ActionError(Exception):
    """An action failed: `error` is what is told of it, under the HTTP status `status`."""

    def __init__(
        self, status: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error
        self.headers = headers


class BadRequest(Exception):
    """There is no such action, or what was sent is no request; the message is told as it is."""


def not_found(what: str = "") -> ActionError:
    """Return that there is no such thing."""
    message = f"Not found: {what}" if what else "Not found"
    return ActionError(404, {"__type": "Not Found Error", "message": message})


def invalid(**faults: Sequence[str]) -> ActionError:
    """Return what is wrong with fields."""
    return ActionError(409, {"__type": "Validation Error", **faults})


def not_admitted() -> ActionError:
    """Return that whoever asks may not have it."""
    message = "Access denied: a key that the publisher has granted is needed"
    return ActionError(403, {"__type": "Authorization Error", "message": message})


def over_quota(seconds: str) -> ActionError:
    """Return that a key has no calls left for `seconds`."""
    message = "Access denied: the quota of this key is used up for today"
    error = {"__type": "Authorization Error", "message": message}
    return ActionError(429, error, {"retry-after": seconds})


def bad_query(message: str) -> ActionError:
    """Return that a query cannot be read."""
    return ActionError(400, {"__type": "Search Query Error", "message": message})


def failed() -> ActionError:
    """Return that something broke."""
    message = "Internal Server Error"
    return ActionError(500, {"__type": "Internal Server Error", "message": message})
