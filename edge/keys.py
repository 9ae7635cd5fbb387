"""Who the terminal is: its key pair, made here, and the enrolment that made it known."""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from actors.blocks.terminals.frames import hello_text


class NotEnrolled(Exception):
    """The platform does not know this terminal; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The terminal's id and its Ed25519 key. `seed` never leaves the machine."""

    terminal: str
    seed: bytes
    enrolled: bool = False

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
    file = folder / "identity.json"
    if not file.exists():
        return None
    kept = json.loads(file.read_text("utf-8"))
    return Keys(
        terminal=kept["terminal"],
        seed=base64.b64decode(kept["seed"]),
        enrolled=kept["enrolled"],
    )


def save_keys(folder: Path, keys: Keys) -> None:
    """Keep `keys` in `folder`, readable by this user alone; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    seed = base64.b64encode(keys.seed).decode()
    text = json.dumps({"terminal": keys.terminal, "seed": seed, "enrolled": keys.enrolled})
    fresh = folder / "identity.json.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "identity.json")


async def enrol(folder: Path, platform: str, code: str) -> Keys:
    """Exchange the one-time `code` for the right to sign in, and return the keys.

    The key is on disk before it is sent, so a repetition after a crash sends the same one.
    `platform` is the http address of the platform; `code` is "<terminal>.<secret>".

    Raises:
        NotEnrolled: the platform refused the code; ask an operator for a new one.
        aiohttp.ClientError: the platform cannot be reached; try again.
    """
    terminal = code.partition(".")[0]
    keys = load_keys(folder)
    if keys is None or keys.terminal != terminal:
        keys = Keys(terminal=terminal, seed=os.urandom(32))
        save_keys(folder, keys)
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
    keys = Keys(terminal=keys.terminal, seed=keys.seed, enrolled=True)
    save_keys(folder, keys)
    return keys
