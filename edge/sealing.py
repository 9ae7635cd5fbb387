"""Sealed boxes: what the kiosk spools of a person, only the platform can read.

X25519 with a key of this box alone, HKDF-SHA256, ChaCha20-Poly1305. The box is the 32 bytes of the
public half followed by the ciphertext. The kiosk forgets the private half, so that neither its
disk nor whoever steals it gives the content away.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_NONCE = bytes(12)  # every box has a key of its own


def seal(box_key: bytes, content: bytes, label: bytes) -> bytes:
    """Return `content` sealed to `box_key` (raw X25519, 32 bytes) and bound to `label`."""
    ours = X25519PrivateKey.generate()
    public = ours.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    shared = ours.exchange(X25519PublicKey.from_public_bytes(box_key))
    key = HKDF(hashes.SHA256(), 32, public + box_key, b"yimen filing 1").derive(shared)
    return public + ChaCha20Poly1305(key).encrypt(_NONCE, content, label)
