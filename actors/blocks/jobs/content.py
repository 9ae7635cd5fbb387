"""The digest of what a table says (内容指纹): the same rows have it in whatever file they stand.

It is SHA-256 of the rows as lines of JSON in UTF-8, fields in the order of the columns, without
spaces, with `null` where nothing stands. Instants are told in UTC.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec


class Digest:
    """Takes in rows one after the other."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._encoder = msgspec.json.Encoder()
        self.rows = 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in `rows`, whose fields are in the order of the columns."""
        for row in rows:
            self._hash.update(self._encoder.encode(row))
            self._hash.update(b"\n")
            self.rows += 1

    @property
    def value(self) -> str:
        """The digest of what was taken in."""
        return self._hash.hexdigest()
