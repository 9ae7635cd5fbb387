"""The spool: what the terminal has to tell, on disk before it is sent.

Entries get their place in the stream (`seq`) when they are first sent, so that the bounded spool
may drop telemetry that was not sent yet without tearing a gap. An epoch names one life of the
file; the platform learns from a new epoch that an old spool was lost.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from actors.blocks.terminals.reports import EntriesLost, Measured, SentEntry

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER UNIQUE, lane TEXT NOT NULL,
    name TEXT NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS unsent ON entries (lane, id) WHERE seq IS NULL;
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, detail TEXT NOT NULL, taken REAL NOT NULL);
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
BATCH_BYTES = 256 << 10  # of entries that are sent together; a frame holds four times as much
_LOST = "lost"  # the name of the entry that tells of dropped ones
_ROW_BYTES = 64  # what a row costs beside its body
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(SentEntry).decode


class SpoolFull(Exception):
    """There is no room left even for a transaction; the kiosk must not take any."""


class Spool:
    """The spool in one SQLite file. Blocking; use it from one thread at a time.

    `max_bytes` bounds the waiting entries. Every commit is on disk when its method returns
    (WAL, synchronous=FULL).
    """

    def __init__(self, path: Path, *, max_bytes: int = 64 << 20) -> None:
        self.path = path
        self.max_bytes = max_bytes
        self._bytes = 0
        self.lost = 0  # entries dropped since the start
        self._open()

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = self._connect()
        except sqlite3.DatabaseError:
            self._set_aside()
            self._database = self._connect()
        with self._transaction():
            self._keep_meta("epoch", self._meta("epoch", uuid4().hex))
            self._keep_meta("seq", self._meta("seq", 0))
        self.epoch = str(self._meta("epoch", ""))
        row = self._database.execute("SELECT COALESCE(SUM(size), 0) FROM entries").fetchone()
        self._bytes = int(row[0])

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.executescript(_SCHEMA)
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _set_aside(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            file = self.path.with_name(self.path.name + suffix)
            if file.exists():
                file.replace(file.with_name(file.name + ".damaged"))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def waiting_bytes(self) -> int:
        """Bytes of entries that the platform has not acknowledged."""
        return self._bytes

    @property
    def waiting(self) -> int:
        """Number of entries that the platform has not acknowledged."""
        return int(self._database.execute("SELECT COUNT(*) FROM entries").fetchone()[0])

    def waiting_by_lane(self) -> dict[str, int]:
        """Return how many entries of each lane the platform has not acknowledged."""
        rows = self._database.execute("SELECT lane, COUNT(*) FROM entries GROUP BY lane")
        return {str(lane): int(count) for lane, count in rows}

    @property
    def last_seq(self) -> int:
        """The last place in the stream that was given away in this epoch."""
        return int(self._meta("seq", 0))

    def append(self, entries: Iterable[SentEntry]) -> None:
        """Put `entries` (their `seq` is ignored) behind all others, in one commit.

        Telemetry replaces what waits under the same name. Over the bound the oldest telemetry goes
        first, then the oldest changes of state; the loss becomes an entry itself.

        Raises:
            SpoolFull: an entry of lane A does not fit; nothing was appended.
        """
        with self._transaction():
            for entry in entries:
                self._append(entry)

    def next_batch(self, after: int, limit: int) -> list[SentEntry]:
        """Return up to `limit` entries that follow `after` in the stream, giving places to those
        that have none yet; together no more than `BATCH_BYTES`, but one at least."""
        rows = self._numbered(after, limit)
        if len(rows) < limit:
            with self._transaction():
                seq = self.last_seq
                fresh = self._database.execute(
                    "SELECT id FROM entries WHERE seq IS NULL ORDER BY id LIMIT ?",
                    (limit - len(rows),),
                ).fetchall()
                for (id,) in fresh:
                    seq += 1
                    self._database.execute("UPDATE entries SET seq = ? WHERE id = ?", (seq, id))
                if fresh:
                    self._keep_meta("seq", seq)
            rows = self._numbered(after, limit)
        batch: list[SentEntry] = []
        size = 0
        for seq, body in rows:
            size += len(body)
            if batch and size > BATCH_BYTES:
                break
            batch.append(msgspec.structs.replace(_decode(body), seq=seq))
        return batch

    def acknowledge(self, received: int) -> int:
        """Forget every entry up to and including the place `received`; return how many."""
        with self._transaction():
            row = self._database.execute(
                "SELECT COALESCE(SUM(size), 0) FROM entries WHERE seq <= ?", (received,)
            ).fetchone()
            gone = self._database.execute("DELETE FROM entries WHERE seq <= ?", (received,))
            self._bytes -= int(row[0])
        return gone.rowcount

    def agrees_with(self, received: int) -> bool:
        """Tell whether a platform that has everything up to `received` can go on from here.

        It cannot when this file or the platform's went back to an older copy.
        """
        row = self._database.execute("SELECT MIN(seq) FROM entries").fetchone()
        first = self.last_seq + 1 if row[0] is None else int(row[0])
        return first - 1 <= received <= self.last_seq

    def renew_epoch(self) -> None:
        """Begin a new epoch with what waits; its places are given anew from 1."""
        with self._transaction():
            self._database.execute("UPDATE entries SET seq = NULL")
            self._keep_meta("seq", 0)
            self._keep_meta("epoch", uuid4().hex)
        self.epoch = str(self._meta("epoch", ""))

    def begin_order(self, id: str) -> bool:
        """Note that the order `id` is about to be carried out; False if it was noted before."""
        with self._transaction():
            cursor = self._database.execute(
                "INSERT OR IGNORE INTO orders VALUES (?, '', '', ?)", (id, time.time())
            )
        return cursor.rowcount == 1

    def end_order(self, id: str, code: str, detail: str, entry: SentEntry) -> None:
        """Keep how the order `id` ended, and append `entry` that tells so, in one commit."""
        with self._transaction():
            self._database.execute(
                "UPDATE orders SET code = ?, detail = ? WHERE id = ?", (code, detail, id)
            )
            self._append(entry)

    def order_end(self, id: str) -> tuple[str, str]:
        """Return code and detail of how the order `id` ended, both empty if it has no end."""
        row = self._database.execute(
            "SELECT code, detail FROM orders WHERE id = ?", (id,)
        ).fetchone()
        return ("", "") if row is None else (str(row[0]), str(row[1]))

    def unfinished_orders(self) -> list[str]:
        """Return the orders that were begun and have no end."""
        rows = self._database.execute("SELECT id FROM orders WHERE code = '' ORDER BY taken")
        return [str(row[0]) for row in rows]

    def forget_orders(self, seconds: float) -> None:
        """Forget ended orders that are older than `seconds`."""
        with self._transaction():
            self._database.execute(
                "DELETE FROM orders WHERE code <> '' AND taken < ?", (time.time() - seconds,)
            )

    def keep(self, name: str, value: bytes) -> None:
        """Keep a document of the platform for times without a link."""
        with self._transaction():
            self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> bytes:
        """Return the document kept as `name`, empty if there is none."""
        row = self._database.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return b"" if row is None else bytes(row[0])

    def _append(self, entry: SentEntry) -> None:
        report = entry.report
        name = report.name if entry.lane == "C" and isinstance(report, Measured) else ""
        if name:
            self._drop("lane = 'C' AND name = ?", (name,))
        self._insert(entry, name)

    def _insert(self, entry: SentEntry, name: str) -> None:
        body = _encode(entry)
        size = len(body) + _ROW_BYTES
        if not self._make_room(size):
            if entry.lane == "A":
                raise SpoolFull(f"the spool holds {self._bytes} of {self.max_bytes} bytes")
            self._note_loss(None, [entry])
            return
        self._database.execute(
            "INSERT INTO entries (lane, name, size, body) VALUES (?, ?, ?, ?)",
            (entry.lane, name, size, body),
        )
        self._bytes += size

    def _make_room(self, size: int) -> bool:
        for lane in ("C", "B"):
            while self._bytes + size > self.max_bytes:
                rows = self._database.execute(
                    "SELECT id, size, body FROM entries "
                    "WHERE seq IS NULL AND lane = ? AND name <> ? ORDER BY id LIMIT 16",
                    (lane, _LOST),
                ).fetchall()
                if not rows:
                    break
                ids = [row[0] for row in rows]
                self._drop(f"id IN ({','.join('?' * len(ids))})", ids)
                self._note_loss(ids[-1], [_decode(row[2]) for row in rows])
        return self._bytes + size <= self.max_bytes

    def _note_loss(self, place: int | None, lost: list[SentEntry]) -> None:
        """Tell of `lost` at the row `place` of the newest of them, or in the note that waits."""
        moments = [entry.at for entry in lost]
        count, first, last = len(lost), min(moments), max(moments)
        self.lost += count
        note = self._database.execute(
            "SELECT id, size, body FROM entries WHERE seq IS NULL AND name = ?", (_LOST,)
        ).fetchone()
        if note is not None:
            place, old = note[0], _decode(note[2]).report
            self._bytes -= note[1]
            assert isinstance(old, EntriesLost)
            count += old.count
            first, last = min(first, old.first_at), max(last, old.last_at)
        report = EntriesLost(count=count, first_at=first, last_at=last)
        body = _encode(msgspec.structs.replace(lost[-1], lane="B", report=report))
        size = len(body) + _ROW_BYTES
        self._database.execute(
            "INSERT OR REPLACE INTO entries (id, lane, name, size, body) VALUES (?, 'B', ?, ?, ?)",
            (place, _LOST, size, body),
        )
        self._bytes += size

    def _drop(self, condition: str, values: Iterable[object]) -> None:
        where, values = f"seq IS NULL AND {condition}", tuple(values)  # a condition of this file
        asked = f"SELECT COALESCE(SUM(size), 0) FROM entries WHERE {where}"  # nosec B608 # ours
        row = self._database.execute(asked, values).fetchone()
        self._database.execute(f"DELETE FROM entries WHERE {where}", values)  # nosec B608 # ours
        self._bytes -= int(row[0])

    def _numbered(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        return self._database.execute(
            "SELECT seq, body FROM entries WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
        ).fetchall()

    def _meta(self, name: str, default: Any) -> Any:
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return default if row is None else row[0]

    def _keep_meta(self, name: str, value: object) -> None:
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        before = self._bytes, self.lost
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            self._bytes, self.lost = before
            raise
        self._database.execute("COMMIT")
