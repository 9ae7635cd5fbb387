"""Sealed boxes: what the kiosk spools of a person, only the platform can read.

HPKE in its base mode (RFC 9180): a byte that names the form of the box, the public half of a key of
this box alone (X25519), the ciphertext (ChaCha20-Poly1305). The kiosk forgets the private half, so
that neither its disk nor whoever steals it gives the content away.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_HPKE = b"\x01"  # the form; boxes of the kiosks before had none and began with the public half


def seal(box_key: bytes, content: bytes, label: bytes) -> bytes:
    """Return `content` sealed to `box_key` (raw X25519, 32 bytes) and bound to `label`."""
    return _HPKE + _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(box_key), info=label)
