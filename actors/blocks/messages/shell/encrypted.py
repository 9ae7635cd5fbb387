"""What is sent to a browser, encrypted so that its push service cannot read it (RFC 8291)."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # bytes of a record; a message is one, and push services take no more
_LAST = b"\x02"  # ends the text of the last record, RFC 8188 2


def encrypted(
    text: bytes,
    browser_key: bytes,
    auth: bytes,
    *,
    salt: bytes | None = None,
    own_key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return `text` in the encoding "aes128gcm", for the browser with the key `browser_key`,
    a point that is not compressed, and the secret `auth`. Each message has a `salt` and a key of
    its own, which are made.

    Raises:
        ValueError: that is no public key, or the text is too long for a message.
    """
    salt = salt or os.urandom(16)
    own = own_key or ec.generate_private_key(ec.SECP256R1())
    browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key)
    own_point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    header = salt + RECORD.to_bytes(4) + bytes([len(own_point)]) + own_point
    if len(header) + len(text) + 17 > RECORD:
        raise ValueError("the text is too long for a message")
    shared = own.exchange(ec.ECDH(), browser)
    secret = _derived(shared, auth, b"WebPush: info\0" + browser_key + own_point, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    return header + AESGCM(key).encrypt(nonce, text + _LAST, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
