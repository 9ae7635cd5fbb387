"""Forms that arrive when their session has ended: what was typed goes along, sealed, while its
author signs in again, and is shown to the same account only."""

from urllib.parse import urlencode

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request

from serve_apps.front import sealing
from serve_apps.front.csrf import FIELD, tag_in, tag_of

MOST_BYTES = 512 * 1024  # of entries as a browser sends them; sealed they grow, and must fit again
_PURPOSE = "late form"


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
        return seal(self._key, self.entries, self._tag)


async def late_form(connection: HTTPConnection, key: bytes, token: str) -> LateForm | None:
    """Return the form that `connection` brings if its `token` is that of another session."""
    tag = tag_in(key, token)
    if not tag or not isinstance(connection, Request):
        return None
    return LateForm(key, tag, await entries_of(connection))


async def entries_of(request: Request) -> Entries:
    """Return what the form that `request` brings held."""
    query = f"?{request.url.query}" if request.url.query else ""
    return _entries(request.url.path + query, (await request.form()).multi_items())


def seal(key: bytes, entries: Entries, tag: str) -> str:
    """Return `entries` for a page, to be opened by the account that `tag` stands for; "" if there
    are none."""
    if not (entries.fields or entries.lost):
        return ""
    return sealing.seal(key, _PURPOSE, msgspec.json.encode(entries), tag)


def unseal(key: bytes, sealed: str, account: str) -> Entries | None:
    """Return what was sealed for `account`, None if it was not."""
    plain = sealing.unseal(key, _PURPOSE, sealed, tag_of(key, account))
    return None if plain is None else msgspec.json.decode(plain, type=Entries)


def _entries(address: str, sent: list[tuple[str, str | UploadFile]]) -> Entries:
    fields = tuple(
        (name, value)
        for name, value in sent
        if isinstance(value, str) and name != FIELD and "password" not in name
    )
    files = tuple(value.filename or "" for _, value in sent if isinstance(value, UploadFile))
    dropped = len(urlencode(fields)) > MOST_BYTES
    return Entries(address, () if dropped else fields, tuple(filter(None, files)), dropped)
