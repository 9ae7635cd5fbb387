"""Who keeps the key of keys (密钥加密密钥): a file here, behind an interface that a key management
service (密钥管理服务) fits too.

Data keys lie in the database, wrapped. What wraps them does not: whoever has a copy of the
database has nothing. A rotation (密钥轮换) makes another generation of the key of keys, and the
data keys are wrapped anew; what they hid stays as it is.
"""

import base64
import binascii
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from storage.own_files import OpenToOthers, read_own, write_once, write_over
from storage.secrecy.cipher import AES, KEY_BYTES, PROFILES, Chance, Cipher, cipher
from storage.signing import UnusableKey

_ID_BYTES = 8


class Wrapped(NamedTuple):
    """A data key that only the key of keys of `generation` can unwrap."""

    generation: str
    key: bytes


class KeyService(Protocol):
    """Wraps data keys. `profile` is the cipher of what they hide."""

    @property
    def profile(self) -> str:
        """One of `PROFILES`."""
        ...

    @property
    def current(self) -> str:
        """The generation that wraps."""
        ...

    async def wrap(self, keys: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        """Return what becomes of each of `keys`, an id and a data key, in their order.

        Raises:
            UnusableKey: the service does not answer, or has no key.
        """
        ...

    async def unwrap(self, keys: Sequence[tuple[bytes, Wrapped]]) -> list[bytes]:
        """Return the data keys of `keys`, each with its id, in their order.

        Raises:
            UnusableKey: the service does not answer, or lacks a generation.
            CannotOpen: one of them is not what was wrapped under this id.
        """
        ...


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    """What the file holds: generations by their names, the key of look-ups, all in base64."""

    profile: str
    current: str
    generations: dict[str, str]
    lookups: str


class KeyFile:
    """Keys of keys in a JSON file of mode 0600."""

    def __init__(self, path: Path, chance: Chance = os.urandom) -> None:
        """Read the file at `path`.

        Raises:
            UnusableKey: there is none, others may read it, or it holds no such keys.
        """
        self._path = path
        self._chance = chance
        self._seen = 0
        self._read()

    @property
    def profile(self) -> str:
        """The cipher of what the data keys hide."""
        return self._kept.profile

    @property
    def current(self) -> str:
        """The generation that wraps."""
        return self._kept.current

    @property
    def lookups(self) -> bytes:
        """The key of the digests by which numbers and names are looked up; it never changes."""
        return self._lookups

    async def wrap(self, keys: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        """Return what becomes of each of `keys`, an id and a data key, in their order."""
        if self._changed():
            self._read()
        name = self.current
        with_key = self._ciphers[name]
        return [Wrapped(name, with_key.hide(key, id)) for id, key in keys]

    async def unwrap(self, keys: Sequence[tuple[bytes, Wrapped]]) -> list[bytes]:
        """Return the data keys of `keys`, each with its id, in their order."""
        return [self.unwrapped(id, wrapped) for id, wrapped in keys]

    def unwrapped(self, id: bytes, wrapped: Wrapped) -> bytes:
        """Return the data key `id`.

        Raises:
            UnusableKey: the file lacks its generation.
            CannotOpen: it is not what was wrapped under this id.
        """
        if wrapped.generation not in self._ciphers and self._changed():
            self._read()  # somebody has made another generation since
        if wrapped.generation not in self._ciphers:
            raise UnusableKey(
                f"{self._path} lacks the key {wrapped.generation}, under which this database was "
                "written; put the file of that name in its place"
            )
        return self._ciphers[wrapped.generation].open(wrapped.key, id)

    def rotate(self) -> str:
        """Add a generation, which wraps from now on, and return its name."""
        self._read()
        name = self._chance(_ID_BYTES).hex()
        secret = base64.b64encode(self._chance(KEY_BYTES[self.profile])).decode()
        generations = {**self._kept.generations, name: secret}
        kept = msgspec.structs.replace(self._kept, current=name, generations=generations)
        write_over(self._path, _packed(kept))
        self._read()
        return name

    def retire(self, names: Sequence[str]) -> None:
        """Forget generations that wrap nothing any more; the current one stays."""
        self._read()
        left = {
            name: secret
            for name, secret in self._kept.generations.items()
            if name not in names or name == self.current
        }
        kept = msgspec.structs.replace(self._kept, generations=left)
        write_over(self._path, _packed(kept))
        self._read()

    @property
    def generations(self) -> tuple[str, ...]:
        """The names of all generations, the oldest first."""
        return tuple(self._kept.generations)

    def _changed(self) -> bool:
        try:
            return self._path.stat().st_mtime_ns != self._seen
        except OSError:
            return False

    def _read(self) -> None:
        path = self._path
        try:
            seen = path.stat().st_mtime_ns
            text = read_own(path)
        except OSError as error:
            raise UnusableKey(f"the keys of the database cannot be read: {error}") from error
        except OpenToOthers as error:
            raise UnusableKey(str(error)) from error
        try:
            self._kept = msgspec.json.decode(text, type=_Kept)
            self._ciphers: dict[str, Cipher] = {
                name: cipher(self._kept.profile, _bytes_of(secret), self._chance)
                for name, secret in self._kept.generations.items()
            }
            _ = self._ciphers[self._kept.current]
            self._lookups = _bytes_of(self._kept.lookups)
        except (msgspec.DecodeError, KeyError, ValueError, binascii.Error) as error:
            raise UnusableKey(f"{path} holds no keys of a database") from error
        self._seen = seen


def _bytes_of(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def make_key_file(path: Path, profile: str = AES, chance: Chance = os.urandom) -> None:
    """Make keys at `path` unless some are there; two makers agree on one file.

    Raises:
        ValueError: there is no such profile.
    """
    if path.exists():
        return
    if profile not in PROFILES:
        raise ValueError(f"the profile must be one of {', '.join(PROFILES)}, not {profile!r}")
    name = chance(_ID_BYTES).hex()
    secret = base64.b64encode(chance(KEY_BYTES[profile])).decode()
    lookups = base64.b64encode(chance(32)).decode()
    write_once(path, _packed(_Kept(profile, name, {name: secret}, lookups)))


def _packed(kept: _Kept) -> bytes:
    return msgspec.json.format(msgspec.json.encode(kept))
