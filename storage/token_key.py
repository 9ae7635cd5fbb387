"""Names a key in a token (密码机, 智能密码钥匙) by a PKCS#11 URI, RFC 7512.

    pkcs11:token=seals;object=2026?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin

All four parts are needed and no other is known: a part that is not understood might have named
another key.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

SCHEME = "pkcs11:"
_WANTED = ("token", "object", "module-path", "pin-source")


@dataclass(frozen=True)
class TokenKey:
    """The key labelled `label` in the token labelled `token`, by the library `module`; the PIN is
    the first line of the file `pin`, which has mode 0600."""

    module: Path
    token: str
    label: str
    pin: Path


def read_token_key(uri: str) -> TokenKey:
    """Return the key that `uri` names.

    Raises:
        ValueError: a part is missing, doubled, or unknown; the message says which.
    """
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    parts: dict[str, str] = {}
    for part in [*path.split(";"), *(query.split("&") if query else [])]:
        name, _, value = part.partition("=")
        if name not in _WANTED or name in parts or not value:
            raise ValueError(f"{part!r} does not belong into a key's address")
        parts[name] = unquote(value)
    if missing := [name for name in _WANTED if name not in parts]:
        raise ValueError(f"a key's address needs {' and '.join(missing)}")
    return TokenKey(
        Path(parts["module-path"]),
        parts["token"],
        parts["object"],
        Path(parts["pin-source"].removeprefix("file:")),
    )
