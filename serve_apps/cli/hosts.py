"""`yimen hosts`: the processes in which live cases are; drain, move and replace them, on record."""

import asyncio
import dataclasses
import getpass
import logging
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from uuid import uuid4

import ray
from rich import box
from rich.console import Console
from rich.table import Table

from actors.blocks.operations.record import BeginOperation
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.errors import Fault
from actors.kernel.identity import Identity
from actors.kinds import platform_kinds
from actors.runtime.cluster import NotPlaced, drain_host, move_shards, replace_hosts
from actors.runtime.host import RELEASE, HostSpec
from actors.runtime.placement import SHARDS
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import read_settings as read_runtime_settings
from serve_apps.blocks.operations.operating import record
from serve_apps.cli.runfile import RunFile
from storage.directory import Directory
from storage.leases import HostRecord
from storage.mongo import connect
from storage.placement import Placement
from storage.settings import read_settings

Work = Callable[[Directory], Awaitable[None]]


def show() -> int:
    """Print the living hosts with their shards; return 1 when there is none."""
    return with_directory(_show)


def drain(name: str) -> int:
    """Have the host `name` hand over and end; return the exit status."""

    async def work(directory: Directory) -> None:
        await drain_host(directory, name)
        Console().print(f"{name} has handed its shards over and ended.")

    return on_record(BeginOperation(id=uuid4().hex, action="drain", host=name), work)


def move(shards: str, to: str) -> int:
    """Move `shards` ("7", "0-63" or "1,5,9") to the host `to`; return the exit status."""
    try:
        numbers = numbers_in(shards)
    except ValueError as error:
        Console().print(f"[red]{error}[/red]")
        return 1

    async def work(directory: Directory) -> None:
        await move_shards(directory, numbers, to)
        Console().print(f"{len(numbers)} shard(s) are at {to} now.")

    begin = BeginOperation(id=uuid4().hex, action="move", host=to, shards=shards.strip())
    return on_record(begin, work)


def replace() -> int:
    """Start a host of this release for each that runs, and drain the old one; return the exit
    status."""
    storage, runtime, console = read_settings(), read_runtime_settings(), Console()
    demo = bool(RunFile(storage.data).read().get("demo", runtime.demo))
    spec = HostSpec(
        kinds="actors.kinds:platform_kinds",
        storage=dataclasses.replace(storage, uri=storage.address),
        runtime=dataclasses.replace(runtime, demo=demo),
    )

    async def work(directory: Directory) -> None:
        console.print(f"Replacing the hosts by those of release {RELEASE}, one after the other.")
        await replace_hosts(spec, directory, tell=console.print)

    return on_record(BeginOperation(id=uuid4().hex, action="replace"), work)


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
        raise NotPlaced("no host is up")
    placement, placer = await directory.placements.read(), await directory.leases.placer()
    Console().print(hosts_table(hosts, placement, placer.holder))


def on_record(begin: BeginOperation, work: Work) -> int:
    """Do `work`, recorded as what the user of this machine had the hosts do; return the exit
    status."""
    by = Identity(f"shell:{getpass.getuser()}", (OPERATOR,))
    namespace = read_runtime_settings().namespace
    _join(namespace)

    async def recorded(directory: Directory) -> None:
        way = RayTransport(namespace)
        async with Router(platform_kinds(), directory.placements, way) as router:
            against = await record(router, by, begin, lambda: work(directory))
        if against is not None:
            raise against

    return with_directory(recorded)


def with_directory(work: Work) -> int:
    """Do `work`, and print what stands against it; return the exit status."""

    async def run() -> None:
        database = connect(read_settings())
        try:
            await work(Directory(database))
        finally:
            await database.client.close()

    try:
        asyncio.run(run())
    except Fault as error:
        Console().print(f"[red]{error}[/red]")
        return 1
    return 0


def _join(namespace: str) -> None:
    known = RunFile(read_settings().data).read().get("ray_address")
    address = os.environ.get("RAY_ADDRESS") or known
    if not address:
        sys.exit("Yimen is not running here, and RAY_ADDRESS names no cluster.")
    ray.init(
        address=str(address), namespace=namespace, log_to_driver=False, logging_level=logging.ERROR
    )
