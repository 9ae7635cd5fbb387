"""How things stand with every outside party (外部机构一览)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actors.blocks.calls.shell.counting import counted, differing
from actors.kernel.words import Title
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.mongo import Document


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One party: `state` is "well", "sick", "held" or "unset", that is without settings; `wrong`
    tells what is wrong with these. `until` is when a sick one is tried again."""

    name: str
    title: Title
    state: str
    wrong: str = ""
    reason: str = ""
    until: datetime | None = None
    reconciles: bool = False
    wanted: tuple[str, ...] = ()
    compared: str = ""
    differences: int = 0
    counts: Mapping[str, int]

    @property
    def queue(self) -> int:
        """How many calls wait to be made, or are."""
        return sum(self.counts.get(state, 0) for state in ("wished", "under_way", "waiting"))


async def standings(services: Services) -> list[Standing]:
    """Return every party that is declared, and those that were once called.

    Raises:
        PyMongoError: the database does not answer.
    """
    database = services[Records].database
    rows: dict[str, Document] = {
        row["_id"]: row async for row in database["parties"].find().sort("_id", 1)
    }
    counts = await counted(database)
    open_ones = await differing(database)
    connections = services[Connections]
    wrong, declared = connections.wrong(), {each.name: each for each in connections.parties()}
    names = sorted({*declared, *rows, *counts})
    return [
        Standing(
            name=name,
            title=declared[name].title if name in declared else Title(zh=name, en=name),
            state="unset" if name in wrong or name not in declared else _state(rows.get(name)),
            wrong=wrong.get(name, ""),
            reason=rows.get(name, {}).get("reason", ""),
            until=rows.get(name, {}).get("until"),
            reconciles=name in declared and declared[name].reconciles,
            wanted=tuple(rows.get(name, {}).get("wanted", ())),
            compared=rows.get(name, {}).get("compared", ""),
            differences=open_ones[name],
            counts=counts.get(name, Counter()),
        )
        for name in names
    ]


async def open_differences(services: Services, most: int) -> list[Document]:
    """Return the latest differences that are open, `most` at most."""
    found = services[Records].database["call_differences"].find({"state": "open"})
    return await found.sort([("day", -1), ("_id", -1)]).limit(most).to_list()


def _state(row: Document | None) -> str:
    return "well" if row is None else row["state"]
