"""Signed requests between parties: HMAC-SHA256 over id, instant and body, as the specification
"Standard Webhooks" has it (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`)."""

import base64
import hmac
from collections.abc import Mapping

from actors.blocks.calls.shell.adapter import Unsigned

TOLERANCE = 300.0  # seconds that a request may be old, or early


def signature(key: bytes, id: str, at: str, body: bytes) -> str:
    """Return the signature of `body`, sent as `id` at the second `at` since 1970."""
    content = b".".join((id.encode(), at.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def check_signed(headers: Mapping[str, str], body: bytes, key: bytes, now: float) -> None:
    """See that `body` was signed with `key` a short while ago. `headers` by lower-case names.

    Raises:
        Unsigned: it was not.
    """
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id or not at.isascii() or not at.isdigit() or abs(now - int(at)) > TOLERANCE:
        raise Unsigned
    right = signature(key, id, at, body).encode()
    given = headers.get("webhook-signature", "").encode().split()
    if not any(hmac.compare_digest(each, right) for each in given):
        raise Unsigned
