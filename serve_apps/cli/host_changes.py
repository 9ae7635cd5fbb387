"""`yimen hosts drain`, `move` and `replace`: on record, while everybody works on."""

import dataclasses
from collections.abc import Sequence
from uuid import uuid4

from rich.console import Console

from actors.blocks.operations.record import BeginOperation
from actors.runtime.cluster import drain_host, move_shards, replace_hosts
from actors.runtime.host import RELEASE, HostSpec
from actors.runtime.settings import read_settings as read_runtime_settings
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


def move(shards: Sequence[int], written: str, to: str) -> int:
    """Move `shards`, which the operator has `written` so, to the host `to`; return the exit
    status."""

    async def work(directory: Directory) -> None:
        await move_shards(directory, shards, to)
        Console().print(f"{len(shards)} shard(s) are at {to} now.")

    begin = BeginOperation(id=uuid4().hex, action="move", host=to, shards=written)
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
