"""`yimen hosts`: the processes in which live cases are."""

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from actors.kernel.errors import Fault
from actors.runtime.placement import SHARDS
from serve_apps.cli.directory import with_directory
from storage.directory import Directory
from storage.leases import HostRecord
from storage.placement import Placement


def show() -> int:
    """Print the living hosts with their shards; return 1 when there is none."""
    return with_directory(_show)


def numbers_in(text: str) -> list[int]:
    """Return the numbers that `text` names: "7", "0-63", "1,5,9", and these together.

    Raises:
        ValueError: it names none, or one that there is not.
    """
    numbers: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise ValueError(f"{text!r} names no shards: write 7, 0-63 or 1,5,9")
        if int(last or first) >= SHARDS:
            raise ValueError(f"there is no shard {last or first}: shards are 0 to {SHARDS - 1}")
        numbers += range(int(first), int(last or first) + 1)
    if not numbers:
        raise ValueError(f"{text!r} names no shards: write 7, 0-63 or 1,5,9")
    return numbers


def hosts_table(hosts: Sequence[HostRecord], placement: Placement, placer: str) -> Table:
    """Return the living hosts as a table."""
    table = Table(
        "Host", "State", "Release", "Shards", "Moving", "Entities", "Waiting", "Turns/s", "CPU",
        title="Hosts", title_justify="left", box=box.SIMPLE,
    )  # fmt: skip
    owned = Counter(placement.owners)
    coming = Counter(placement.moving.values())
    for host in hosts:
        load = host.load
        table.add_row(
            host.owner,
            f"{host.status}, places" if host.owner == placer else host.status,
            host.release,
            str(owned[host.owner]),
            f"+{coming[host.owner]} -{len(placement.leaving(host.owner))}",
            str(load.entities),
            str(load.waiting),
            f"{load.turns:.0f}",
            f"{load.cpu:.0%}",
        )
    return table


async def _show(directory: Directory) -> None:
    hosts = [host for host in await directory.leases.hosts() if host.alive]
    if not hosts:
        raise Fault("no host is up")
    placement, placer = await directory.placements.read(), await directory.leases.placer()
    Console().print(hosts_table(hosts, placement, placer.holder))
