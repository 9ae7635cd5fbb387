"""Who the terminal is: its key pair, made here, and the enrolment that made it known."""

import base64
import json
import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import aiohttp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from actors.blocks.terminals.frames import hello_text

_KEPT, _ENROLLING = "identity.json", "enrolling.json"


class NotEnrolled(Exception):
    """The platform does not know this terminal; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The terminal's id and its Ed25519 key. `seed` never leaves the machine; `code` is the digest
    of the one-time code by which the key was made known."""

    terminal: str
    seed: bytes
    enrolled: bool = False
    code: str = ""

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign_hello(self, nonce: bytes, epoch: str, boot: str) -> bytes:
        """Prove to the gateway that `nonce` was answered by the holder of this key."""
        return self._private.sign(hello_text(nonce, self.terminal, epoch, boot))

    def pseudonym_key(self) -> bytes:
        """Return the key of the hashes that stand for ID numbers in reports."""
        return HKDF(hashes.SHA256(), 32, None, b"yimen pseudonym 1").derive(self.seed)


def load_keys(folder: Path) -> Keys | None:
    """Return the keys kept in `folder`, or None when the terminal has none yet."""
    return _read(folder / _KEPT)


def save_keys(folder: Path, keys: Keys) -> None:
    """Keep `keys` in `folder`, readable by this user alone; whole or not at all."""
    _write(folder / _KEPT, keys)


def is_fresh(code: str, keys: Keys) -> bool:
    """Tell whether the one-time `code` is another than the one that made `keys` known."""
    return bool(code) and keys.code != _digest(code)


async def enrol(folder: Path, platform: str, code: str) -> Keys:
    """Exchange the one-time `code` for the right to sign in, and return the keys: new ones, which
    take the place of those of an earlier enrolment once the platform knows them.

    The key is on disk before it is sent, so a repetition after a crash sends the same one.
    `platform` is the http address of the platform; `code` is "<terminal>.<secret>".

    Raises:
        NotEnrolled: the platform refused the code; ask an operator for a new one.
        aiohttp.ClientError: the platform cannot be reached; try again.
    """
    terminal, wanted = code.partition(".")[0], _digest(code)
    begun = (_read(folder / name) for name in (_ENROLLING, _KEPT))
    same = (keys for keys in begun if keys and (keys.terminal, keys.code) == (terminal, wanted))
    keys = next(same, None)
    if keys is None:
        keys = Keys(terminal=terminal, seed=os.urandom(32), code=wanted)
        _write(folder / _ENROLLING, keys)
    public_key = base64.b64encode(keys.public).decode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{platform}/api/v1/terminals/enrol", json={"code": code, "public_key": public_key}
        ) as answer,
    ):
        if answer.status >= 500:
            answer.raise_for_status()
        if answer.status != 200:
            raise NotEnrolled(
                f"the platform refused the enrolment code ({answer.status}); "
                "ask an operator for a new one"
            )
    keys = replace(keys, enrolled=True)
    save_keys(folder, keys)
    (folder / _ENROLLING).unlink(missing_ok=True)
    return keys


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _read(file: Path) -> Keys | None:
    if not file.exists():
        return None
    kept = json.loads(file.read_text("utf-8"))
    return Keys(
        terminal=kept["terminal"],
        seed=base64.b64decode(kept["seed"]),
        enrolled=kept["enrolled"],
        code=kept.get("code", ""),
    )


def _write(file: Path, keys: Keys) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    seed = base64.b64encode(keys.seed).decode()
    kept = {"terminal": keys.terminal, "seed": seed, "enrolled": keys.enrolled, "code": keys.code}
    fresh = file.with_name(f"{file.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(json.dumps(kept))
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
