"""Seals: signed statements of how far entities had come, and by which digest.

A seal lists the heads (key, seq, digest) of the entities that wrote something since the seal
before, in pages of at most `PAGE`, sorted by key. The digest of a page is the SHA-256 of its heads
as compact JSON, `[["case:7f", 4, "<hex>"], …]` without spaces; the root is the SHA-256 of the
digests of the pages, one after the other. What is signed is `statement`, JSON with sorted keys. The
statement carries the digest of the statement before it, so the seals are a chain too.

Nothing here reads or writes; `sealing.py` does.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from storage.signing import key_id, signed_by

PAGE = 1_000
NOTHING = bytes(32)  # what the first seal has in the place of the digest of the one before


class Head(NamedTuple):
    """The last commit of an entity, with its digest."""

    key: str
    seq: int
    digest: bytes


class Seal(msgspec.Struct, frozen=True):
    """A seal without its pages. `since` is the instant of the seal before it, None for the first,
    `until` its own; `count` is the number of heads. `signer` is the name of the key."""

    number: int
    since: datetime | None
    until: datetime
    count: int
    pages: int
    root: bytes
    previous: bytes
    signer: str
    signature: bytes = b""


def pages_of(heads: Sequence[Head]) -> list[list[Head]]:
    """Return `heads` sorted, in pages."""
    ordered = sorted(heads)
    return [ordered[first : first + PAGE] for first in range(0, len(ordered), PAGE)]


def page_digest(heads: Sequence[Head]) -> bytes:
    """Return the digest of a page, 32 bytes."""
    rows = [[head.key, head.seq, head.digest.hex()] for head in heads]
    return hashlib.sha256(_json(rows)).digest()


def root_of(page_digests: Sequence[bytes]) -> bytes:
    """Return the root over the digests of all pages, 32 bytes."""
    return hashlib.sha256(b"".join(page_digests)).digest()


def illegible(number: int) -> Seal:
    """Return what stands for a seal that cannot be read."""
    return Seal(number, None, datetime.min.replace(tzinfo=UTC), 0, 0, b"", b"", "")


def unsigned(
    pages: Sequence[Sequence[Head]], before: Seal | None, until: datetime, public_key: bytes
) -> Seal:
    """Return the seal over `pages` that follows `before`, still to be signed."""
    return Seal(
        number=before.number + 1 if before else 1,
        since=before.until if before else None,
        until=until,
        count=sum(len(page) for page in pages),
        pages=len(pages),
        root=root_of([page_digest(page) for page in pages]),
        previous=seal_digest(before) if before else NOTHING,
        signer=key_id(public_key),
    )


def statement(seal: Seal) -> bytes:
    """Return what is signed."""
    return _json(
        {
            "count": seal.count,
            "number": seal.number,
            "pages": seal.pages,
            "previous": seal.previous.hex(),
            "root": seal.root.hex(),
            "signer": seal.signer,
            "since": seal.since and seal.since.isoformat(),
            "until": seal.until.isoformat(),
        }
    )


def seal_digest(seal: Seal) -> bytes:
    """Return the digest of a seal, 32 bytes: what the next one carries, and what to note."""
    return hashlib.sha256(statement(seal)).digest()


def fault(
    seal: Seal,
    before: Seal | None,
    page_digests: Sequence[bytes],
    keys: Mapping[str, bytes],
    *,
    began: bool = False,
) -> str:
    """Return in a few words what is wrong with `seal`, which follows `before`; "" for nothing.

    `keys` are the public keys that are trusted, by name. `began`: the reading begins with this one,
    so what it follows is not known.
    """
    if seal.signer == "":
        return "cannot be read"
    if seal.signer not in keys:
        return "is signed with a key that is not trusted"
    if not signed_by(keys, seal.signer, statement(seal), seal.signature):
        return "was altered, or its signature is forged"
    if not began and seal.previous != (seal_digest(before) if before else NOTHING):
        return "does not follow the one before it"
    if len(page_digests) != seal.pages or root_of(page_digests) != seal.root:
        return "has other heads than those that were signed"
    return ""


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
