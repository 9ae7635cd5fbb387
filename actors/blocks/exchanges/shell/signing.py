"""Signed requests to and from others' systems, with secrets that change without a gap.

A setting of keys holds one or more in hexadecimal digits, with blanks between them. What is sent is
signed by each of them; what comes is taken if any of them signed it. So a secret is changed in
three steps: both sides are given the new one beside the old, then the old one is taken away.
"""

from collections.abc import Mapping, Sequence

from actors.blocks.calls.shell.adapter import Unsigned
from actors.blocks.calls.shell.signed import check_signed, signature

LEAST = 24  # bytes of a key, as Standard Webhooks has it


def keys_of(setting: str) -> tuple[bytes, ...]:
    """Return the keys of a setting.

    Raises:
        ValueError: there is none, or one is too short to be secret.
    """
    keys = tuple(bytes.fromhex(each) for each in setting.split())
    if not keys or any(len(key) < LEAST for key in keys):
        raise ValueError(f"a key has {LEAST} bytes or more, in hexadecimal digits")
    return keys


def signed_headers(keys: Sequence[bytes], id: str, now: float, body: bytes) -> dict[str, str]:
    """Return the headers of `body` sent as `id` at `now`, seconds since 1970: signed by each of
    `keys`."""
    at = str(int(now))
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(signature(key, id, at, body) for key in keys),
    }


def check_signed_by(
    keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float
) -> None:
    """See that one of `keys` signed `body` a short while ago. `headers` by lower-case names.

    Raises:
        Unsigned: none did.
    """
    for key in keys:
        try:
            return check_signed(headers, body, key, now)
        except Unsigned:
            continue
    raise Unsigned
