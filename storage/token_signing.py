"""Signs with a key that never leaves its token, by PKCS#11: Ed25519, as everything here.

Each signature has a session of its own: one a minute costs little, and a token that was taken out,
or a machine that was started anew, is found again by the next.
"""

import asyncio
import contextlib
from threading import Lock
from typing import cast

import pkcs11
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pkcs11 import Attribute, KeyType, Mechanism, Object, ObjectClass, Session, SignMixin
from pkcs11.exceptions import (
    FunctionFailed,
    MultipleTokensReturned,
    NoSuchToken,
    PinIncorrect,
    PinLocked,
    PKCS11Error,
)

from storage.own_files import OpenToOthers, read_own
from storage.signing import UnusableKey
from storage.token_key import TokenKey

_RAW = 32  # bytes of a public key
_one_at_a_time = Lock()  # being signed in holds for all sessions of a process


class TokenSigner:
    """Signs with the key that `key` names. Nothing is asked of the token before it is needed."""

    def __init__(self, key: TokenKey) -> None:
        self._key = key
        self._public = b""
        self._refused = ""  # a PIN that was wrong is not tried again: three times lock a token

    async def identify(self) -> bytes:
        """Return the raw public key, 32 bytes. See `Signer`."""
        if not self._public:
            self._public = await asyncio.to_thread(self._within, b"")
        return self._public

    async def sign(self, statement: bytes) -> bytes:
        """Return the signature of `statement`, 64 bytes. See `Signer`."""
        return await asyncio.to_thread(self._within, statement)

    def _within(self, statement: bytes) -> bytes:
        """Return the signature of `statement`, or the public key where there is none.

        Raises:
            UnusableKey: whatever keeps the token from it, in a sentence.
        """
        with _one_at_a_time:
            pin = self._pin()
            if pin == self._refused:
                raise UnusableKey(f"the PIN in {self._key.pin} is wrong; it is not tried again")
            try:
                return self._ask(pin, statement)
            except PinIncorrect as error:
                self._refused = pin
                raise UnusableKey(f"the PIN in {self._key.pin} is wrong") from error
            except PKCS11Error as error:
                self._begin_anew()
                raise UnusableKey(self._sentence(error)) from error

    def _ask(self, pin: str, statement: bytes) -> bytes:
        token = pkcs11.lib(str(self._key.module)).get_token(token_label=self._key.token)
        with token.open(user_pin=pin) as session:
            public = self._public_key(session)
            if not statement:
                return public
            if self._public not in (b"", public):
                raise UnusableKey(f"{self._named()} were replaced: begin anew with a new label")
            signer = cast("SignMixin", self._one(session, ObjectClass.PRIVATE_KEY))
            signature = bytes(signer.sign(statement, mechanism=Mechanism.EDDSA))
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
        except (InvalidSignature, ValueError) as error:
            raise UnusableKey(f"{self._named()} are no pair") from error
        return signature

    def _public_key(self, session: Session) -> bytes:
        point = bytes(self._one(session, ObjectClass.PUBLIC_KEY)[Attribute.EC_POINT])
        if len(point) not in (_RAW, _RAW + 2):  # plain, or as an OCTET STRING
            raise UnusableKey(f"{self._named()} are not of Ed25519")
        return point[-_RAW:]

    def _one(self, session: Session, of: ObjectClass) -> Object:
        """Return the one key of a class. All are read: a search that is broken off stays open."""
        wanted = {
            Attribute.CLASS: of,
            Attribute.KEY_TYPE: KeyType.EC_EDWARDS,
            Attribute.LABEL: self._key.label,
        }
        found = list(session.get_objects(wanted))
        if not found:
            raise UnusableKey(
                f"the token {self._key.token!r} has no pair of Ed25519 keys {self._key.label!r}"
            )
        if len(found) > 1:
            raise UnusableKey(f"{self._named()} are several")
        return found[0]

    def _pin(self) -> str:
        file = self._key.pin
        try:
            lines = read_own(file).decode().splitlines()
        except OpenToOthers as error:
            raise UnusableKey(str(error)) from error
        except (OSError, ValueError) as error:
            raise UnusableKey(f"the PIN of the token cannot be read: {error}") from error
        if not lines or not lines[0]:
            raise UnusableKey(f"{file} holds no PIN in its first line")
        return lines[0]

    def _begin_anew(self) -> None:
        """Let the library go, since what it knows of its tokens may be of before."""
        with contextlib.suppress(PKCS11Error):
            pkcs11.lib(str(self._key.module)).finalize()

    def _named(self) -> str:
        return f"the keys {self._key.label!r} in the token {self._key.token!r}"

    def _sentence(self, error: PKCS11Error) -> str:
        match error:
            case NoSuchToken():
                return f"{self._key.module} has no token {self._key.token!r}"
            case MultipleTokensReturned():
                return f"{self._key.module} has several tokens {self._key.token!r}"
            case PinLocked():
                return f"the token {self._key.token!r} is locked: its keeper must unlock it"
            case FunctionFailed():
                return f"the token {self._key.token!r} failed; look at the log of its maker"
            case _:
                told = f"{type(error).__name__} {error}".strip()
                return f"the token {self._key.token!r} cannot be used: {told}"
