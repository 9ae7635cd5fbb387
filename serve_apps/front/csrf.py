"""Forged requests: a token that only our own pages know, bound to the session or the visitor."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from starlette.requests import HTTPConnection, Request

VISITOR_COOKIE = "visitor"  # names a browser that has not signed in; signed
HEADER = "x-csrf-token"
FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ForgedRequest(Exception):
    """A request that changes something came without the token of its own session. `token` is the
    one that it brought, "" if another site made the request."""

    def __init__(self, token: str = "") -> None:
        super().__init__("not the token of this session")
        self.token = token


def token_for(key: bytes, owner: str, account: str = "") -> str:
    """Return the token of `owner`: a session's key, or the visitor cookie.

    It is `<owner>.<account>.<signature>`, each a digest: of a form whose session has ended it is
    still known that it is one of ours, and whose.
    """
    of = f"{_digest(key, f'owner:{owner}')[:22]}.{tag_of(key, account) if account else ''}"
    return f"{of}.{_digest(key, f'csrf:{of}')}"


def tag_of(key: bytes, account: str) -> str:
    """Return what stands for `account` in the tokens of its sessions."""
    return _digest(key, f"account:{account}")[:22]


def tag_in(key: bytes, token: str) -> str:
    """Return what stands for the account in `token`, "" if it is no token of a session."""
    of, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _digest(key, f"csrf:{of}").encode()):
        return ""
    return of.partition(".")[2]


def new_visitor(key: bytes) -> str:
    """Return a fresh value of the visitor cookie, `<name>.<signature>`."""
    name = secrets.token_urlsafe(18)
    return f"{name}.{_digest(key, f'visitor:{name}')}"


def visitor_of(key: bytes, connection: HTTPConnection) -> str:
    """Return the visitor cookie of a browser, "" if it has none that we made."""
    cookie = connection.cookies.get(VISITOR_COOKIE, "")
    name, _, signature = cookie.rpartition(".")
    right = _digest(key, f"visitor:{name}")
    return cookie if hmac.compare_digest(signature.encode(), right.encode()) else ""


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
        raise ForgedRequest(given)


def _digest(key: bytes, text: str) -> str:
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")
