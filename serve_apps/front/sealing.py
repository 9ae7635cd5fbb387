"""What we hand out, or keep, and nobody else may read: texts sealed for one purpose each."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


def seal(key: bytes, purpose: str, text: bytes, owner: str = "") -> str:
    """Return `text` sealed under the platform's `key` for `purpose`; to be opened for the same
    `owner` only."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    box = nonce + _cipher(key, purpose).encrypt(nonce, text, owner.encode())
    return urlsafe_b64encode(box).decode()


def unseal(key: bytes, purpose: str, sealed: str, owner: str = "") -> bytes | None:
    """Return what was sealed for `purpose` and `owner`, None if it was not."""
    try:
        box = urlsafe_b64decode(sealed)
        nonce, text = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        return _cipher(key, purpose).decrypt(nonce, text, owner.encode())
    except (ValueError, InvalidTag):
        return None


def _cipher(key: bytes, purpose: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(
        HKDF(hashes.SHA256(), 32, None, f"yimen {purpose} 1".encode()).derive(key)
    )
