"""The one process of a run that is connected to Ray: starts hosts, sends traffic, delivers effects.

It is a process of its own because Ray knows one cluster a process, and because clients are outside
of what is tested. It reads one JSON object a line, `{"do": NAME, …}`, and answers each with one.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import ray

from actors.followers.projector import Projector
from actors.kinds import all_views
from actors.library import load_library
from actors.runtime.cluster import replace_hosts, start_hosts
from actors.runtime.codec import Codec
from actors.runtime.host import HostSpec, load_kinds
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import LeaseTimes, RuntimeSettings
from benchmarks.chaos.record import History
from benchmarks.chaos.settling import all_delivered
from benchmarks.chaos.traffic import Traffic
from serve_apps.front.front_door import NEWS
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import StorageSettings
from storage.tasks import end

KINDS = "benchmarks.chaos.kinds:kinds"
_LONG = 180.0  # seconds after which an order to the driver has failed


class DriverFailed(Exception):
    """An order to the driver failed; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What a driver is started with.

    Attributes:
        ray: the address of the cluster.
        uri: that of the database.
        database: its name, which is the namespace of the hosts too.
        record: the file that the record goes to.
        kinds: "module:function".
        keys: for how many ledgers there is traffic.
        rate: operations a second.
        seed: decides the traffic, and sets its ids apart from those of other drivers.
        dead: seconds without a sign of life after which a host counts as dead.
        most_hosts: up to which number hosts are added under load; 0: none are.
        idle: seconds for which hosts must have been too many until one is taken away.
        home: the folder of the nodes of Ray on one of which the clients are; "": on the head.
    """

    ray: str
    uri: str
    database: str
    record: str
    kinds: str = KINDS
    keys: int = 60
    rate: float = 25.0
    seed: int = 1
    dead: float = 10.0
    most_hosts: int = 0
    idle: float = 600.0
    home: str = ""

    @property
    def storage(self) -> StorageSettings:
        """Where documents live."""
        return StorageSettings(uri=self.uri, database=self.database, data=Path("/tmp"), port=0)

    @property
    def ledgers(self) -> list[str]:
        """The keys that traffic goes to."""
        return [f"ledger:{number}" for number in range(self.keys)]

    def spec(self, release: str = "1", kinds: str = "") -> HostSpec:
        """Return what hosts are started with; without `kinds` they have those of the clients."""
        times = LeaseTimes(beat=self.dead / 5, fence=self.dead * 0.7, dead=self.dead)
        runtime = RuntimeSettings(
            namespace=self.database,
            times=times,
            most_hosts=self.most_hosts,
            idle_seconds=self.idle,
        )
        return HostSpec(
            kinds=kinds or self.kinds, storage=self.storage, runtime=runtime, release=release
        )


class Driver:
    """The way to a driver process from the process that does the faults."""

    def __init__(self, assignment: Assignment, process: asyncio.subprocess.Process) -> None:
        self.assignment = assignment
        self._process = process

    async def order(self, do: str, timeout: float = _LONG, **more: object) -> Any:
        """Have the driver do something and return what it answers; see `_Work`.

        Raises:
            DriverFailed: it could not, or did not in `timeout` seconds.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        try:
            async with asyncio.timeout(timeout):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            raise DriverFailed(f"{do} took more than {timeout:g} s") from error
        if not line:
            raise DriverFailed(f"the driver ended during {do}")
        answer = json.loads(line)
        if "failed" in answer:
            raise DriverFailed(f"{do}: {answer['failed']}")
        return answer["done"]

    async def kill(self) -> None:
        """End the driver at once, clients and all."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def driver(assignment: Assignment, log: Path) -> AsyncIterator[Driver]:
    """Run a driver while the block does. Its log goes to the file `log`."""
    with log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.chaos.driver",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, **NEWS},
        )
    assert process.stdin is not None
    # Not as a word of the command, which everybody on the machine may read: it has a password.
    process.stdin.write(msgspec.json.encode(assignment) + b"\n")
    running = Driver(assignment, process)
    try:
        yield running
    finally:
        await running.kill()


class _Work:
    """What the driver can be told to do; the names of its methods are the orders."""

    def __init__(
        self,
        assignment: Assignment,
        directory: Directory,
        traffic: Traffic,
        delivered: Callable[[], Awaitable[None]],
    ) -> None:
        self._assignment = assignment
        self._directory = directory
        self._traffic = traffic
        self._delivered = delivered
        self._running: asyncio.Task[None] | None = None

    async def hosts(self, count: int) -> list[str]:
        """Start hosts."""
        return await start_hosts(count, self._assignment.spec(), self._directory, timeout=120)

    async def nodes(self) -> list[str]:
        """Answer the ids of Ray's living nodes."""
        return [node["NodeID"] for node in await asyncio.to_thread(ray.nodes) if node["Alive"]]

    async def begin(self) -> None:
        """Begin the traffic."""
        self._running = asyncio.create_task(self._traffic.run())

    async def finish(self) -> None:
        """Stop the traffic, and see every command through."""
        await end(self._running)
        await self._traffic.finish()

    async def probe(self, keys: Sequence[str]) -> float:
        """Send a fresh command to each of `keys`; answer the seconds until all had answered."""
        return await self._traffic.probe(keys)

    async def send(self, key: str, command: dict[str, Any], id: str) -> None:
        """Send one command, and see it through."""
        codec = Codec(load_kinds(self._assignment.kinds)[key.partition(":")[0]])
        await self._traffic.command(key, codec.command(command), id)

    async def settle(self) -> None:
        """Have every message delivered and everything folded."""
        await self._delivered()

    async def show(self, keys: Sequence[str]) -> dict[str, Any]:
        """Answer number and state of each of `keys`."""
        sender = self._traffic.sender
        shown = [await sender.show(key, timeout=30) for key in keys]
        return {each.key: [each.seq, msgspec.to_builtins(each.state)] for each in shown}

    async def replace(self, release: str, kinds: str = "") -> None:
        """Put hosts of `release`, which have `kinds`, in the place of those that run."""
        await replace_hosts(self._assignment.spec(release, kinds), self._directory)


async def _serve(assignment: Assignment) -> None:
    ray.init(
        address=assignment.ray,
        namespace=assignment.database,
        log_to_driver=False,
        _temp_dir=assignment.home or None,
    )
    database = connect(assignment.storage)
    directory, kinds = Directory(database), load_kinds(assignment.kinds)
    transport = RayTransport(assignment.database)
    history = History(log=Path(assignment.record))
    async with (
        Router(kinds, directory.placements, transport) as router,
        Projector(database, all_views(load_library()), sender=router, kinds=kinds) as projector,
    ):
        traffic = Traffic(
            router, history, assignment.ledgers, rate=assignment.rate, seed=assignment.seed
        )
        delivered = partial(all_delivered, projector, database)
        work = _Work(assignment, directory, traffic, delivered)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            try:
                answer = {"done": await getattr(work, order.pop("do"))(**order)}
            except Exception as error:  # told to who ordered it
                answer = {"failed": f"{type(error).__name__}: {error}"}
            _answers.write(json.dumps(answer) + "\n")
            _answers.flush()


if __name__ == "__main__":
    _answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed goes to the log
    asyncio.run(_serve(msgspec.json.decode(sys.stdin.readline(), type=Assignment)))
