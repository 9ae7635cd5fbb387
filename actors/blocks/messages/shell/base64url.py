"""Bytes in base64url without its padding, as the standards of web push write them (RFC 7515 2)."""

import base64


def encoded(content: bytes) -> str:
    """Return `content` in base64url."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return what `text` is.

    Raises:
        ValueError: it is no base64url.
    """
    return base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", b"-_", validate=True)
