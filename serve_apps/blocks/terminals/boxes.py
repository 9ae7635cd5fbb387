"""Sealed boxes of the kiosks: what a kiosk spools of a person, opened here alone."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_HPKE = b"\x01"  # the first byte of a box of today; see `edge/sealing.py`
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
        """Return what was sealed under `label`, by a kiosk of today or one before HPKE.

        Raises:
            UnreadableBox: it does not open.
        """
        try:
            if box.startswith(_HPKE):
                return _SUITE.decrypt(box[len(_HPKE) :], self._private, info=label)
        except InvalidTag:
            pass  # the public half of an older box may begin with that byte as well
        return self._open_without_form(box, label)

    def _open_without_form(self, box: bytes, label: bytes) -> bytes:
        """A box as kiosks sealed it until 2026-11: it may have lain in a spool since."""
        theirs, sealed = box[:_PUBLIC_BYTES], box[_PUBLIC_BYTES:]
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(theirs))
            key = HKDF(hashes.SHA256(), 32, theirs + self.public, b"yimen filing 1").derive(shared)
            return ChaCha20Poly1305(key).decrypt(_NONCE, sealed, label)
        except (InvalidTag, ValueError) as error:
            raise UnreadableBox from error
