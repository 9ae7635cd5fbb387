"""Which key the settings name, and which were used before: their public keys stay believed.

The public key of every key that seals is put into a folder of PEM files, each under its name,
before it seals for the first time on this machine.
"""

import os
from pathlib import Path

from storage.settings import StorageSettings
from storage.signing import (
    FileSigner,
    Signer,
    UnusableKey,
    key_id,
    make_key,
    public_pem,
    read_public,
    trusted,
)
from storage.token_signing import TokenSigner


def signer_of(settings: StorageSettings) -> Signer | None:
    """Return who signs by the settings; None where no key is set.

    Raises:
        UnusableKey: there is a key's file, and it cannot be used.
    """
    if settings.seal_token is not None:
        return TokenSigner(settings.seal_token)
    return FileSigner(settings.seal_key) if settings.seal_key is not None else None


async def ready_signer(settings: StorageSettings) -> Signer:
    """Return who signs, who can do so now, and whose public key is kept; a key's file is made on
    first use.

    Raises:
        UnusableKey: nobody can, and why.
    """
    if settings.seal_token is None and settings.seal_key is not None:
        make_key(settings.seal_key)
    signer = signer_of(settings)
    if signer is None:
        raise UnusableKey("no key is set for the seals: see YIMEN_SEAL_KEY")
    keep_public(settings.seal_public_keys, await signer.identify())
    return signer


def keep_public(folder: Path | None, public_key: bytes) -> None:
    """Put `public_key` into `folder` unless it is there.

    Raises:
        UnusableKey: it cannot be put there.
    """
    if folder is None:
        return
    path = folder / f"{key_id(public_key)}.pem"
    if path.exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{path.name}.{os.getpid()}"
        fresh.write_text(public_pem(public_key))
        fresh.replace(path)
    except OSError as error:
        raise UnusableKey(f"the public key of the seals cannot be kept: {error}") from error


def known_keys(settings: StorageSettings) -> dict[str, bytes]:
    """Return the public keys by which this machine seals, or has sealed, by their names.

    Raises:
        UnusableKey: one of them cannot be read.
    """
    folder = settings.seal_public_keys
    kept = sorted(folder.glob("*.pem")) if folder is not None else []
    keys = trusted(read_public(path) for path in kept)
    if settings.seal_token is None and settings.seal_key is not None and settings.seal_key.exists():
        keys |= trusted([FileSigner(settings.seal_key).public_key])
    return keys
