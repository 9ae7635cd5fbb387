"""The heads of all seals, at hand while the journal is checked: on disk, so memory is bounded."""

from collections.abc import Iterable, Iterator

from storage.seals import Head
from storage.table_on_disk import TableOnDisk


class SealedHeads(TableOnDisk):
    """By key and seq, and which keys were met."""

    def __init__(self) -> None:
        super().__init__("heads")

    def _prepare(self) -> None:
        self._table.execute(
            "create table heads (key text, seq int, digest blob, primary key (key, seq)) "
            "without rowid"
        )
        self._table.execute("create table seen (key text primary key) without rowid")

    def add(self, heads: Iterable[Head]) -> list[Head]:
        """Take `heads` in; return those that contradict what is here already."""
        self._table.execute("begin")
        added = [head for head in heads if not self._fits(head)]
        self._table.execute("commit")
        return added

    def digest(self, key: str, seq: int) -> bytes | None:
        """Return the digest of a commit, None when no seal holds it."""
        found = self._table.execute(
            "select digest from heads where key = ? and seq = ?", (key, seq)
        ).fetchone()
        return found and found[0]

    def last(self, key: str) -> int:
        """Return the seq of the last commit of `key` that a seal holds, 0 for none."""
        found = self._table.execute("select max(seq) from heads where key = ?", (key,)).fetchone()
        return found[0] or 0

    def see(self, key: str) -> None:
        """Note that `key` was met."""
        self._table.execute("insert or ignore into seen values (?)", (key,))

    def keys(self) -> Iterator[str]:
        """Yield the keys of all heads, in the order of their commits' ids."""
        query = "select distinct key from heads order by key || '/'"
        for row in self._table.execute(query):
            yield row[0]

    def unseen(self) -> Iterator[str]:
        """Yield the keys in order that were not met."""
        query = (
            "select distinct key from heads where key not in (select key from seen) order by key"
        )
        for row in self._table.execute(query):
            yield row[0]

    def _fits(self, head: Head) -> bool:
        there = self.digest(head.key, head.seq)
        if there is None:
            self._table.execute("insert into heads values (?, ?, ?)", tuple(head))
        return there in (None, head.digest)
