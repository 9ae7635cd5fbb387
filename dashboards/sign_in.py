"""Who may look at Prometheus: one name, with a password in a file that its owner alone reads."""

import ctypes
import os
import secrets
from pathlib import Path
from typing import Any

NAME = "operator"
_ROUNDS = 10  # two to the power of so many: a tenth of a second for one guess
_LIBRARY = "libcrypt.so.1"  # Debian's own; Prometheus reads bcrypt and nothing else


def password_in(file: Path) -> str:
    """Return the password that `file` holds; one is made, in a file of mode 0600, where there is
    none yet."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{secrets.token_urlsafe(18)}\n")
    return file.read_text("ascii").strip()


def users(password: str) -> dict[str, Any]:
    """Return the configuration of Prometheus's pages that lets in who knows `password`, and nobody
    else.

    Raises:
        OSError: the library that hashes passwords is missing.
    """
    return {"basic_auth_users": {NAME: hashed(password)}}


def hashed(password: str) -> str:
    """Return `password` as bcrypt keeps it, another text each time.

    Raises:
        OSError: the library that hashes passwords is missing.
    """
    library = ctypes.CDLL(_LIBRARY)
    library.crypt.restype = library.crypt_gensalt.restype = ctypes.c_char_p
    salt = library.crypt_gensalt(b"$2b$", ctypes.c_ulong(_ROUNDS), None, 0)
    return library.crypt(password.encode(), salt).decode("ascii")
