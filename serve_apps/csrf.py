"""Forged requests: a token that only our own pages know, bound to the session or the visitor."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from starlette.requests import HTTPConnection, Request

VISITOR_COOKIE = "visitor"  # names a browser that has not signed in; opaque
HEADER = "x-csrf-token"
FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ForgedRequest(Exception):
    """A request that changes something came without the token of its own session."""


def token_for(key: bytes, owner: str) -> str:
    """Return the token of `owner`: a session's key, or the visitor cookie."""
    digest = hmac.digest(key, f"csrf:{owner}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")


def new_visitor() -> str:
    """Return a fresh value of the visitor cookie."""
    return secrets.token_urlsafe(18)


async def check_token(connection: HTTPConnection, expected: str) -> None:
    """Let a request pass that is safe by its method or carries `expected`.

    The token stands in the header `X-CSRF-Token` or in the form field `csrf_token`.

    Raises:
        ForgedRequest: it does neither, or the browser says that another site made it.
    """
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if connection.headers.get("sec-fetch-site") == "cross-site":
        raise ForgedRequest
    given = connection.headers.get(HEADER, "")
    if not given and connection.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        field = (await connection.form()).get(FIELD, "")
        given = field if isinstance(field, str) else ""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForgedRequest
