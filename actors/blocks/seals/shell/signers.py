"""What signs for a seal: a key of the vault, or one in a token that never leaves it."""

# pyright: basic
# The libraries tell few types, and asn1crypto none.

import asyncio
import hashlib
from threading import Lock
from typing import cast

import pkcs11
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, Mechanism, ObjectClass, SignMixin
from pkcs11.exceptions import PKCS11Error
from pkcs11.util.ec import encode_ecdsa_signature
from pyhanko.sign import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from actors.blocks.seals.shell.saying import away
from actors.blocks.seals.shell.vault import Kept
from storage.own_files import OpenToOthers, read_own
from storage.token_key import TokenKey

_one_at_a_time = Lock()  # being signed in to a token holds for all sessions of a process
_LONGEST = 128  # bytes of a signature by a curve of 256 or 384 bits


class TokenSigner(Signer):
    """Signs in the token; the certificate is the first of `chain`."""

    def __init__(self, token: TokenKey, chain: tuple[asn1_x509.Certificate, ...]) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=registry)
        self._token = token

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Return the signature of `data`.

        Raises:
            StampUnavailable: whatever keeps the token from it.
        """
        if dry_run:
            return bytes(_LONGEST)
        return await asyncio.to_thread(self._signed, data, digest_algorithm)

    def _signed(self, data: bytes, digest_algorithm: str) -> bytes:
        digest = hashlib.new(digest_algorithm, data).digest()  # which few tokens make themselves
        named = self._token
        try:
            with _one_at_a_time:
                pin = read_own(named.pin).decode().splitlines()[0]
                token = pkcs11.lib(str(named.module)).get_token(token_label=named.token)
                with token.open(user_pin=pin) as session:
                    wanted = {
                        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                        Attribute.LABEL: named.label,
                    }
                    [key] = list(session.get_objects(wanted))
                    raw = bytes(cast("SignMixin", key).sign(digest, mechanism=Mechanism.ECDSA))
        except (PKCS11Error, OSError, OpenToOthers, ValueError, IndexError) as error:
            told = f"{type(error).__name__} {error}".strip()
            raise away("no_key", f"the token {named.token!r}: {told}") from error
        return encode_ecdsa_signature(raw)


def signer_of(kept: Kept) -> Signer:
    """Return what signs with a certificate of the vault."""
    chain = tuple(_certificate(each) for each in kept.chain)
    if kept.token is not None:
        return TokenSigner(kept.token, chain)
    assert kept.key is not None
    private = kept.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    registry = SimpleCertificateStore()
    registry.register_multiple(chain)
    return SimpleSigner(chain[0], asn1_keys.PrivateKeyInfo.load(private), registry)


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
