"""Forms that arrive when their session has ended: what was typed goes along, sealed, while its
author signs in again, and is shown to the same account only."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlencode

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request

from serve_apps.front.csrf import FIELD, tag_in, tag_of

MOST_BYTES = 512 * 1024  # of entries as a browser sends them; sealed they grow, and must fit again
_NONCE_BYTES = 12


class Entries(msgspec.Struct, frozen=True):
    """What a form sent to `address` held: its fields in order, without token and passwords.

    `files` are the names of files, which are too large to go along; `dropped` tells that so were
    the fields.
    """

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    dropped: bool = False

    @property
    def lost(self) -> bool:
        """Whether a part has to be given again."""
        return bool(self.files) or self.dropped


class LateForm(Exception):
    """A form of ours has come whose session has ended, or was followed by another one."""

    def __init__(self, key: bytes, tag: str, entries: Entries) -> None:
        super().__init__("the session of the form has ended")
        self.entries = entries
        self._key = key
        self._tag = tag

    def belongs_to(self, account: str) -> bool:
        """Tell whether `account` was shown the form."""
        return tag_of(self._key, account) == self._tag

    def sealed(self) -> str:
        """Return the entries for a page that anybody may come to see, "" if there are none."""
        entries = self.entries
        return _seal(self._key, self._tag, entries) if entries.fields or entries.lost else ""


async def late_form(connection: HTTPConnection, key: bytes, token: str) -> LateForm | None:
    """Return the form that `connection` brings if its `token` is that of another session."""
    tag = tag_in(key, token)
    if not tag or not isinstance(connection, Request):
        return None
    query = f"?{connection.url.query}" if connection.url.query else ""
    sent = (await connection.form()).multi_items()
    return LateForm(key, tag, _entries(connection.url.path + query, sent))


def unseal(key: bytes, sealed: str, account: str) -> Entries | None:
    """Return what was sealed for `account`, None if it was not."""
    try:
        box = urlsafe_b64decode(sealed)
        nonce, text = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        plain = _cipher(key).decrypt(nonce, text, tag_of(key, account).encode())
    except (ValueError, InvalidTag):
        return None
    return msgspec.json.decode(plain, type=Entries)


def _entries(address: str, sent: list[tuple[str, str | UploadFile]]) -> Entries:
    fields = tuple(
        (name, value)
        for name, value in sent
        if isinstance(value, str) and name != FIELD and "password" not in name
    )
    files = tuple(value.filename or "" for _, value in sent if isinstance(value, UploadFile))
    dropped = len(urlencode(fields)) > MOST_BYTES
    return Entries(address, () if dropped else fields, tuple(filter(None, files)), dropped)


def _seal(key: bytes, tag: str, entries: Entries) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    box = nonce + _cipher(key).encrypt(nonce, msgspec.json.encode(entries), tag.encode())
    return urlsafe_b64encode(box).decode()


def _cipher(key: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, None, b"yimen late form 1").derive(key))
