"""The shards as a picture: a square of cells, one colour a host. No text of our own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

COLUMNS, CELL = 32, 10  # cells in a row; the side of a cell in user units
LOOKS = 8  # different colours; more hosts share them, and the table tells them apart
MOST_RANGES = 6


@dataclass(frozen=True)
class Run:
    """Neighbouring cells of one row that look alike; `moving` when they are on their way."""

    x: int
    y: int
    width: int
    look: str
    title: str
    moving: bool = False


@dataclass(frozen=True)
class Share:
    """What one host owns: how many shards, which ones in words, and how many come to it."""

    host: str
    look: str
    count: int
    ranges: str
    coming: int


@dataclass(frozen=True)
class Picture:
    """What operator/shards.html draws; `side` in user units."""

    side: int
    height: int
    runs: list[Run]
    shares: list[Share]


def picture(hosts: Sequence[str], owners: Sequence[str], moving: Mapping[int, str]) -> Picture:
    """Return the picture of `owners`, the name of a host for each shard. `hosts` are all hosts, in
    the order of their colours; `moving` tells where a shard is on its way to."""
    looks = {host: str(index % LOOKS + 1) for index, host in enumerate(hosts)}
    rows = -(-len(owners) // COLUMNS)
    return Picture(
        side=COLUMNS * CELL,
        height=rows * CELL,
        runs=[run for row in range(rows) for run in _row(row, owners, moving, looks)],
        shares=[
            Share(
                host,
                look,
                owners.count(host),
                ranges([shard for shard, owner in enumerate(owners) if owner == host]),
                sum(1 for target in moving.values() if target == host),
            )
            for host, look in looks.items()
        ],
    )


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending `numbers` as ranges, "0–341, 500"; after a few only how many more."""
    found: list[str] = []
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        members = [number for _, number in group]
        found.append(str(members[0]) if len(members) == 1 else f"{members[0]}–{members[-1]}")
    if len(found) > MOST_RANGES:
        found = [*found[:MOST_RANGES], f"… (+{len(found) - MOST_RANGES})"]
    return ", ".join(found)


def _row(
    row: int, owners: Sequence[str], moving: Mapping[int, str], looks: Mapping[str, str]
) -> Iterator[Run]:
    shards = range(row * COLUMNS, min((row + 1) * COLUMNS, len(owners)))
    for (owner, target), group in groupby(
        shards, key=lambda shard: (owners[shard], moving.get(shard, ""))
    ):
        members = list(group)
        way = f"{owner} → {target}" if target else owner
        yield Run(
            x=(members[0] - shards[0]) * CELL,
            y=row * CELL,
            width=len(members) * CELL,
            look=looks.get(owner, "none"),
            title=f"{ranges(members)}: {way}",
            moving=bool(target),
        )
