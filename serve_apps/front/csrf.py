"""Forged requests: a token that only our own pages know, bound to the session or the visitor."""

import hmac
import secrets

from itsdangerous import BadSignature
from starlette.requests import HTTPConnection, Request

from serve_apps.front.signing import signer

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
    of = f"{_digest(key, 'owner', owner)}.{tag_of(key, account) if account else ''}"
    return signer(key, "csrf").sign(of).decode()


def tag_of(key: bytes, account: str) -> str:
    """Return what stands for `account` in the tokens of its sessions."""
    return _digest(key, "account", account)


def tag_in(key: bytes, token: str) -> str:
    """Return what stands for the account in `token`, "" if it is no token of a session."""
    try:
        of = signer(key, "csrf").unsign(token).decode()
    except BadSignature:
        return ""
    return of.partition(".")[2]


def new_visitor(key: bytes) -> str:
    """Return a fresh value of the visitor cookie, `<name>.<signature>`."""
    return signer(key, "visitor").sign(secrets.token_urlsafe(18)).decode()


def visitor_of(key: bytes, connection: HTTPConnection) -> str:
    """Return the visitor cookie of a browser, "" if it has none that we made."""
    cookie = connection.cookies.get(VISITOR_COOKIE, "")
    return cookie if signer(key, "visitor").validate(cookie) else ""


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


def _digest(key: bytes, purpose: str, text: str) -> str:
    """What stands for `text` where it must not be read."""
    return signer(key, purpose).get_signature(text).decode()[:22]
