"""Sealed boxes of the kiosks: what a kiosk spools of a person, opened here alone."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_NONCE = bytes(12)  # every box has a key of its own
_PUBLIC_BYTES = 32


class UnreadableBox(Exception):
    """The box was sealed to another key, for another purpose, or is damaged."""


class BoxKey:
    """The platform's X25519 key. It is derived from the signing key, so replicas share it and
    nothing more has to be kept secret."""

    def __init__(self, signing_key: bytes) -> None:
        seed = HKDF(hashes.SHA256(), 32, None, b"yimen terminal boxes 1").derive(signing_key)
        self._private = X25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def open(self, box: bytes, label: bytes) -> bytes:
        """Return what was sealed under `label`.

        Raises:
            UnreadableBox: it does not open.
        """
        theirs, sealed = box[:_PUBLIC_BYTES], box[_PUBLIC_BYTES:]
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(theirs))
            key = HKDF(hashes.SHA256(), 32, theirs + self.public, b"yimen filing 1").derive(shared)
            return ChaCha20Poly1305(key).decrypt(_NONCE, sealed, label)
        except (InvalidTag, ValueError) as error:
            raise UnreadableBox from error
