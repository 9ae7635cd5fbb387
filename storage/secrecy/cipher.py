"""Hiding bytes under a key, so that they are neither read nor exchanged without it.

AES-256-GCM is the usual profile. SM4-GCM (GB/T 32907, 商用密码) is there for cities that must use
it. Which of the two it is stands in the file of the keys.
"""

import os
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AES, SM4 = "aes-256-gcm", "sm4-gcm"
PROFILES = (AES, SM4)
KEY_BYTES = {AES: 32, SM4: 16}
_NONCE, _TAG = 12, 16

Chance = Callable[[int], bytes]
"""Returns so many bytes that nobody can guess."""


class CannotOpen(Exception):
    """What was hidden was altered, belongs elsewhere, or was hidden under another key."""


class Cipher(Protocol):
    """Hides and opens under one key. `about` says what the bytes belong to, such as the `_id` of
    their document: they open nowhere else."""

    def hide(self, plain: bytes, about: bytes) -> bytes:
        """Return what `plain` is written down as."""
        ...

    def open(self, hidden: bytes, about: bytes) -> bytes:
        """Return what was hidden.

        Raises:
            CannotOpen: see there.
        """
        ...


def cipher(profile: str, key: bytes, chance: Chance = os.urandom) -> Cipher:
    """Return the cipher of `profile` under `key`.

    Raises:
        ValueError: there is no such profile, or the key is none of it.
    """
    if len(key) != KEY_BYTES.get(profile):
        raise ValueError(f"no key of {profile!r}")
    return _Aes(key, chance) if profile == AES else _Sm4(key, chance)


class _Aes:
    def __init__(self, key: bytes, chance: Chance) -> None:
        self._aes = AESGCM(key)
        self._chance = chance

    def hide(self, plain: bytes, about: bytes) -> bytes:
        nonce = self._chance(_NONCE)
        return nonce + self._aes.encrypt(nonce, plain, about)

    def open(self, hidden: bytes, about: bytes) -> bytes:
        try:
            return self._aes.decrypt(hidden[:_NONCE], hidden[_NONCE:], about)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error


class _Sm4:
    def __init__(self, key: bytes, chance: Chance) -> None:
        self._key = algorithms.SM4(key)
        self._chance = chance

    def hide(self, plain: bytes, about: bytes) -> bytes:
        nonce = self._chance(_NONCE)
        machine = Machine(self._key, modes.GCM(nonce)).encryptor()
        machine.authenticate_additional_data(about)
        hidden = machine.update(plain) + machine.finalize()
        return nonce + hidden + machine.tag

    def open(self, hidden: bytes, about: bytes) -> bytes:
        try:
            mode = modes.GCM(hidden[:_NONCE], hidden[-_TAG:])
            machine = Machine(self._key, mode).decryptor()
            machine.authenticate_additional_data(about)
            return machine.update(hidden[_NONCE:-_TAG]) + machine.finalize()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error
