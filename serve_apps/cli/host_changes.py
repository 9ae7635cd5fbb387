"""`yimen hosts drain`, `move` and `replace`: on record, while everybody works on."""

import dataclasses
from uuid import uuid4

from rich.console import Console

from actors.blocks.operations.record import BeginOperation
from actors.runtime.cluster import drain_host, move_shards, replace_hosts
from actors.runtime.host import RELEASE, HostSpec
from actors.runtime.settings import read_settings as read_runtime_settings
from serve_apps.cli.hosts import numbers_in
from serve_apps.cli.recorded import on_record
from serve_apps.cli.runfile import RunFile
from storage.directory import Directory
from storage.settings import read_settings


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
