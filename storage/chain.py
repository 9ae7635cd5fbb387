"""The chain of an entity's commits: each carries the digest of the one before it.

The digest of a commit is the SHA-256 of its whole document as BSON, byte for byte as it was written
and as the database keeps it: `_id` comes first, the other fields in the order in which they were
written, `prev` among them. Reading a commit into Python and encoding it again gives the same bytes
for all that commits are made of (dicts, lists, strings, integers, floats, booleans, null, bytes and
instants of whole milliseconds), so it does not matter through which of the two a digest is worked
out. `prev` of commit n is the digest of commit n - 1; that of commit 1 is the root of its key.

Commits of releases without a chain have no `prev`. The first commit after them carries the digest
of the last of them, so that one is protected too.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import bson

_ROOT = b"yimen journal\0"
_DIGITS = 10


def commit_id(key: str, seq: int) -> str:
    """Return the `_id` of commit `seq` of the entity `key`: ("case:7f", 1) -> "case:7f/0000000001".

    It is unique, so of two owners of one entity only one can write a given `seq`.
    """
    return f"{key}/{seq:0{_DIGITS}d}"


def root(key: str) -> bytes:
    """Return what the first commit of `key` has in the place of a digest, 32 bytes."""
    return hashlib.sha256(_ROOT + key.encode()).digest()


def digest(raw: bytes | memoryview) -> bytes:
    """Return the digest of a commit from its BSON, 32 bytes."""
    return hashlib.sha256(raw).digest()


def digest_of(commit: Mapping[str, Any]) -> bytes:
    """Return the digest of a commit that was read, 32 bytes."""
    return digest(bson.encode(commit))


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain tells of one commit. `key` and `seq` are those of its `_id`; `sound` says
    that its fields of these names agree with them. `prev` is None in commits without a chain."""

    key: str
    seq: int
    prev: bytes | None
    digest: bytes
    sound: bool = True


def link(commit: Mapping[str, Any], raw: bytes | memoryview) -> Link | None:
    """Return the link of `commit`, whose BSON is `raw`; None when no commit has such an `_id`."""
    id = commit.get("_id")
    if not isinstance(id, str):
        return None
    key, slash, number = id.rpartition("/")
    if not (slash and len(number) >= _DIGITS and number.isascii() and number.isdigit()):
        return None
    seq, prev = int(number), commit.get("prev")
    if seq < 1 or commit_id(key, seq) != id:
        return None
    sound = (
        commit.get("key") == key
        and commit.get("seq") == seq
        and (prev is None or (isinstance(prev, bytes) and len(prev) == 32))
        and ("prev" in commit) == (prev is not None)
    )
    return Link(key, seq, bytes(prev) if sound and prev else None, digest(raw), sound)


Kind = Literal["altered", "missing", "inserted"]


@dataclass(frozen=True, slots=True)
class Damage:
    """The first thing wrong with an entity: commit `seq` was altered or inserted, or is missing.

    `since` is less than `seq` where only this is certain: the first altered commit is one of
    `since` to `seq`, since the chain was made anew from there on, or its end is not sealed.
    """

    key: str
    seq: int
    kind: Kind
    since: int


class ChainCheck:
    """Checks the commits of one entity in order: `add` each, then `end`. Memory is bounded.

    `sealed` is the seq of the last commit of the entity that a seal holds, 0 for none. Of one thing
    that was done to one commit, it names the commit and what was done. Where neighbours were
    altered together, it names one of them. A commit that no seal holds and that does not follow one
    that is vouched for counts as inserted.
    """

    def __init__(self, key: str, sealed: int) -> None:
        self.key = key
        self.commits = 0
        self.unchained = 0
        self.damage: Damage | None = None
        self._sealed = sealed
        self._before = b""  # the digest of the commit before the last
        self._last = Link(key, 0, None, root(key))
        self._vouched = 0  # the last commit that a seal vouches for; all before it are sound
        self._doubt: Literal["", "link", "seal"] = ""  # it does not follow, or a seal denies it

    @property
    def seq(self) -> int:
        """The number of the last commit that was added."""
        return self._last.seq

    @property
    def unsealed(self) -> int:
        """How many of the commits no seal holds yet."""
        return max(0, self._last.seq - self._sealed) if self.commits else 0

    def add(self, link: Link, sealed: bytes | None) -> None:
        """Take the next commit; `sealed` is the digest that a seal holds of it, if any."""
        self.commits += 1
        self.unchained += link.prev is None and link.sound
        if self.damage is None and self._doubt:
            self._settle(link)
        if self.damage is None:
            self._check(link, sealed)
        self._before, self._last = self._last.digest, link

    def end(self) -> Damage | None:
        """Return what is wrong, if anything; there are no more commits."""
        last = self._last.seq
        if self.damage is None:
            if self._doubt == "link":
                self._found("altered", last, since=last - 1)
            elif self._doubt == "seal":
                self._found("altered", last, since=self._vouched + 1)
            elif last < self._sealed:
                self._found("missing", last + 1)
        return self.damage

    def _check(self, link: Link, sealed: bytes | None) -> None:
        last, seq = self._last, link.seq
        if seq == last.seq:  # the same commit from the journal and from an archive
            if link.digest != last.digest:
                self._found("altered", seq)
        elif seq > last.seq + 1:
            self._found("missing", last.seq + 1)
        elif not link.sound or (link.prev is None and last.prev is not None):
            self._found("altered", seq)
        elif link.prev is not None and link.prev != last.digest:
            self._broken(link, sealed)
        elif sealed is not None and sealed != link.digest:
            self._doubt = "seal"
        elif sealed is not None:
            self._vouched = seq

    def _broken(self, link: Link, sealed: bytes | None) -> None:
        """`link` does not follow the last commit: find out which of the two is wrong."""
        seq = link.seq
        if self._vouched < seq - 1 and link.prev == self._before:
            self._found("inserted", seq - 1)
        elif sealed == link.digest and seq > 1:
            self._found("altered", seq - 1)
        elif sealed is not None or (self._vouched == seq - 1 and seq <= self._sealed):
            self._doubt = "seal"
        elif self._vouched == seq - 1:
            self._found("inserted", seq)
        else:
            self._doubt = "link"

    def _settle(self, link: Link) -> None:
        """The next commit tells whether the last one is as it was when this was written."""
        last = self._last.seq
        follows = link.seq == last + 1 and link.prev == self._last.digest
        if link.prev is not None and link.prev == self._before:
            self._found("inserted", last)
        elif self._doubt == "link":
            self._found("altered", last - 1 if follows else last)
        else:
            self._found("altered", last, since=self._vouched + 1 if follows else last)

    def _found(self, kind: Kind, seq: int, *, since: int | None = None) -> None:
        self.damage = Damage(self.key, seq, kind, seq if since is None else max(since, 1))
