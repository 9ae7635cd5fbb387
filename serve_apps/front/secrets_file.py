"""What must not be known: the signing key and the demonstration passwords, in one file of 0600."""

import secrets
from pathlib import Path

import msgspec
from msgspec.structs import replace as changed

from storage.own_files import OpenToOthers, read_own, write_once, write_over


class UnsafeSecrets(Exception):
    """The secrets file cannot be trusted; the message says why and what to do."""


class Secrets(msgspec.Struct, frozen=True):
    """The contents of the file. `passwords` are of the demonstration accounts, by account; `keys`
    are those with which outside parties sign what they send, 32 bytes each, by party."""

    signing_key: bytes
    passwords: dict[str, str] = {}
    keys: dict[str, bytes] = {}


def read_or_make(path: Path) -> Secrets:
    """Read the secrets at `path`, making them on first use; two makers agree on one file.

    Raises:
        UnsafeSecrets: others may read the file, or it does not hold secrets.
    """
    if not path.exists():
        write_once(path, msgspec.json.encode(Secrets(secrets.token_bytes(32))))
    try:
        return msgspec.json.decode(read_own(path), type=Secrets)
    except OpenToOthers as error:
        raise UnsafeSecrets(str(error)) from error
    except msgspec.DecodeError as error:
        raise UnsafeSecrets(f"{path} does not hold secrets: {error}") from error


def with_passwords(path: Path, accounts: tuple[str, ...]) -> Secrets:
    """Make and keep a password for each of `accounts` that has none yet.

    Raises:
        UnsafeSecrets: see `read_or_make`.
    """
    known = read_or_make(path)
    missing = {name: _password() for name in accounts if name not in known.passwords}
    if not missing:
        return known
    grown = changed(known, passwords={**known.passwords, **missing})
    write_over(path, msgspec.json.encode(grown))
    return grown


def key_of(path: Path, party: str) -> bytes:
    """Return the key of an outside party, which is made and kept if it has none yet.

    Raises:
        UnsafeSecrets: see `read_or_make`.
    """
    known = read_or_make(path)
    return known.keys[party] if party in known.keys else new_key(path, party)


def new_key(path: Path, party: str) -> bytes:
    """Give an outside party another key; the former is worth nothing from then on.

    Raises:
        UnsafeSecrets: see `read_or_make`.
    """
    known, key = read_or_make(path), secrets.token_bytes(32)
    grown = changed(known, keys={**known.keys, party: key})
    write_over(path, msgspec.json.encode(grown))
    return key


def _password() -> str:
    """Return a password of 4 x 4 letters and digits: easy to copy, about 79 bits of chance."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"  # without the look-alikes of 1 and 0
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
