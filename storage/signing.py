"""Who signs the seals: Ed25519, behind an interface that a key management service fits too.

The key is in a file here, or in a token (`token_signing.py`). To sign elsewhere, give `Sealer` and
`archive` another `Signer`: its `sign` asks the service, and the key never comes here. Checking
needs public keys only.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from storage.own_files import OpenToOthers, read_own, write_once


class UnusableKey(ValueError):
    """A key cannot be used; the message says why and what to do."""


class Signer(Protocol):
    """Signs statements with Ed25519."""

    async def identify(self) -> bytes:
        """Return the raw public key, 32 bytes.

        Raises:
            UnusableKey: the key cannot be used just now.
        """
        ...

    async def sign(self, statement: bytes) -> bytes:
        """Return the signature of `statement`, 64 bytes.

        Raises:
            UnusableKey: the key cannot be used just now.
        """
        ...


class FileSigner:
    """Signs with the private key in a PEM file of mode 0600."""

    def __init__(self, path: Path) -> None:
        """Read the key at `path`.

        Raises:
            UnusableKey: there is none, others may read it, or it is no Ed25519 key.
        """
        try:
            pem = read_own(path)
        except OSError as error:
            raise UnusableKey(f"the key of the seals cannot be read: {error}") from error
        except OpenToOthers as error:
            raise UnusableKey(str(error)) from error
        try:
            key = load_pem_private_key(pem, None)
        except (ValueError, TypeError) as error:
            raise UnusableKey(f"{path} holds no private key") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise UnusableKey(f"{path} holds no Ed25519 key")
        self._key = key

    @property
    def public_key(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    async def identify(self) -> bytes:
        """Return the raw public key, 32 bytes."""
        return self.public_key

    async def sign(self, statement: bytes) -> bytes:
        """Return the signature of `statement`, 64 bytes."""
        return self._key.sign(statement)


def make_key(path: Path) -> None:
    """Make a key at `path` unless one is there; two makers agree on one."""
    if path.exists():
        return
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    write_once(path, pem)


def key_id(public_key: bytes) -> str:
    """Return the name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def public_pem(public_key: bytes) -> str:
    """Return a raw public key as PEM, for `openssl` and for `yimen verify --public-key`."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public(path: Path) -> bytes:
    """Return the raw public key in the PEM file at `path`.

    Raises:
        UnusableKey: it cannot be read, or holds no Ed25519 public key.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnusableKey(f"{path} holds no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey(f"{path} holds no Ed25519 key")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def trusted(public_keys: Iterable[bytes]) -> dict[str, bytes]:
    """Return `public_keys` by their names."""
    return {key_id(key): key for key in public_keys}


def signed_by(keys: Mapping[str, bytes], name: str, statement: bytes, signature: bytes) -> bool:
    """Tell whether the key `name` of `keys` has signed `statement`."""
    if name not in keys:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(keys[name]).verify(signature, statement)
    except InvalidSignature:
        return False
    return True
