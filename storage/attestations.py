"""What all witnesses told, at hand while the seals are checked: on disk, so memory is bounded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from storage.attestation import Attestation
from storage.table_on_disk import TableOnDisk


@dataclass
class Heard:
    """How one witness was heard.

    `keeps`: it keeps what it was given, and was asked for it; otherwise all that is known of it are
    its receipts, kept beside the seals. `silent` says why it could not be heard, "" when it was.
    `bad` are attestations and receipts that are not its own, in words.
    """

    name: str
    keeps: bool
    silent: str = ""
    bad: list[str] = field(default_factory=list[str])


class Attestations(TableOnDisk):
    """What they told, and what receipts tell that were kept beside the seals."""

    def __init__(self) -> None:
        super().__init__("witnesses")
        self.heard: dict[str, Heard] = {}

    def _prepare(self) -> None:
        self._table.execute("pragma cache_size = -8000")
        for table in ("told", "receipts"):
            self._table.execute(
                f"create table {table} (number int, witness text, digest blob, at text, "
                "primary key (number, witness, digest)) without rowid"
            )
        self._table.execute("begin")

    def hear(self, witness: str, *, keeps: bool) -> Heard:
        """Begin to hear `witness`; what is bad or silent about it is put into what is returned."""
        return self.heard.setdefault(witness, Heard(witness, keeps))

    def add(self, witness: str, told: Attestation) -> None:
        """Take what `witness` told; the same told twice is told once."""
        self._put("told", witness, told)

    def add_receipt(self, witness: str, told: Attestation) -> None:
        """Take what a receipt of `witness` tells that was kept beside the seals."""
        self._put("receipts", witness, told)

    def of(self, number: int) -> dict[str, list[bytes]]:
        """Return the digests of the seal `number` by witness: from receipts, and what was told."""
        query = (
            "select witness, digest from told where number = ?1 "
            "union select witness, digest from receipts where number = ?1 order by 1, 2"
        )
        found: dict[str, list[bytes]] = {}
        for witness, digest in self._table.execute(query, (number,)):
            found.setdefault(witness, []).append(digest)
        return found

    def since(self, number: int) -> dict[str, datetime]:
        """Return by witness the first instant, UTC, at which it says to have known the seal."""
        query = (
            "select witness, min(at) from (select * from told union all select * from receipts) "
            "where number = ? and at is not null group by witness"
        )
        found = self._table.execute(query, (number,))
        return {witness: datetime.fromisoformat(at) for witness, at in found}

    def through(self, witness: str) -> int:
        """Return the number of the last seal that `witness` answers for, 0 for none: by what it
        told where it was asked, by its receipts where it keeps nothing or was silent."""
        heard = self.heard[witness]
        table = "told" if heard.keeps and not heard.silent else "receipts"
        query = f"select max(number) from {table} where witness = ?"  # nosec B608 # one of two
        return self._table.execute(query, (witness,)).fetchone()[0] or 0

    def unknown(self, witness: str) -> Iterator[tuple[int, int]]:
        """Yield in order the gaps, (first, last) number, within what `witness` told."""
        before = 0
        query = "select distinct number from told where witness = ? order by number"
        for (number,) in self._table.execute(query, (witness,)):
            if before and number > before + 1:
                yield before + 1, number - 1
            before = number

    def forgotten(self, witness: str) -> Iterator[int]:
        """Yield in order the numbers for which `witness` gave a receipt, and which it does not
        tell of."""
        query = (
            "select distinct number from receipts where witness = ?1 and number not in "
            "(select number from told where witness = ?1) order by number"
        )
        for (number,) in self._table.execute(query, (witness,)):
            yield number

    def beyond(self, number: int) -> Iterator[tuple[str, int]]:
        """Yield each witness that told of seals after `number`, with the first of them."""
        query = (
            "select witness, min(number) from (select * from told union select * from receipts) "
            "where number > ? group by witness order by witness"
        )
        yield from self._table.execute(query, (number,))

    def _put(self, table: str, witness: str, told: Attestation) -> None:
        self._table.execute(
            f"insert or ignore into {table} values (?, ?, ?, ?)",
            (told.number, witness, told.digest, told.at and told.at.isoformat()),
        )
