"""The hosts of a run: processes that are started, found, paused, killed and started again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from pymongo.errors import PyMongoError

from actors.runtime.serving import Serving
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.network import Answer, Network
from actors.runtime.simulation.trace import Trace
from actors.runtime.simulation.witness import Witness
from storage.clock import whole_milliseconds

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_PATIENCE = 15.0  # seconds until a call without an answer counts as lost
_NEWS = 0.5  # seconds until others hear of a death, on average
_AGAIN = 0.5  # seconds until a host starts again that has ended by itself
_LEAVING = 5.0  # seconds that a host may take to hand everything over


class SkewedClock:
    """A wall clock that is `skew` seconds ahead of the true time."""

    def __init__(self, world: World, skew: float = 0.0) -> None:
        self._world = world
        self._skew = skew

    def now(self) -> datetime:
        return whole_milliseconds(START + timedelta(seconds=self._world.now + self._skew))


class Machine:
    """Where one host runs, and runs again after it died. `serving` is there once it serves."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: Process | None = None
        self.serving: Serving | None = None
        self.calls: dict[int, Answer] = {}
        self.mourners: list[asyncio.Future[None]] = []


class Cluster:
    """The hosts. `make` makes what one serves with, in its own process; it is given the host's
    name, its process, and what ends it."""

    def __init__(
        self,
        world: World,
        network: Network,
        chance: Random,
        trace: Trace,
        witness: Witness,
        make: Callable[[str, Process, Callable[[], None]], Awaitable[Serving]],
    ) -> None:
        self.machines: dict[str, Machine] = {}
        self._world = world
        self._network = network
        self._chance = chance
        self._trace = trace
        self._witness = witness
        self._make = make
        self._calls = 0

    def start(self, name: str) -> None:
        """Start the host `name` unless it runs."""
        machine = self.machines.setdefault(name, Machine(name))
        if machine.process is not None:
            return
        self._trace.note(name, "starts")
        process = self._world.process(name, ahead=self._chance.uniform(0, 1000))
        machine.process = process

        async def serve() -> None:
            serving = await self._make(name, process, lambda: self.crash(name, _AGAIN))
            await serving.__aenter__()
            machine.serving = serving
            self._trace.note(name, f"serves as {serving.owner}")

        process.spawn(serve())

    def crash(self, name: str, seconds: float) -> None:
        """End the host `name` at once; it starts again after `seconds`."""
        machine = self.machines[name]
        if machine.process is None:
            return
        self._trace.note(name, "dies")
        machine.process.end()
        machine.process = machine.serving = None
        for answer in machine.calls.values():
            answer(ConnectionError("the host died"))
        machine.calls.clear()
        self.mourn(name)
        self._world.after(seconds, self.start, name)

    def mourn(self, name: str) -> None:
        """Have it known that the host `name` died, sooner or later, whether it did or not."""
        machine = self.machines[name]
        for mourner in machine.mourners:
            self._world.after(self._chance.expovariate(1 / _NEWS), _wake, mourner)
        machine.mourners.clear()

    def pause(self, name: str, seconds: float) -> None:
        """Have the host `name` do nothing for `seconds`."""
        process = self.machines[name].process
        if process is not None and not process.paused:
            self._trace.note(name, f"stands still for {seconds:g} s")
            process.pause()
            self._world.after(seconds, self._resume, process)

    def leave(self, name: str, seconds: float) -> None:
        """Have the host `name` hand over what it owns and end; it starts again after `seconds`."""
        machine = self.machines[name]
        process, serving = machine.process, machine.serving
        if process is None or serving is None:
            return
        self._trace.note(name, "leaves")

        async def leave() -> None:
            try:
                await serving.leave(_LEAVING)
            except PyMongoError:
                self._trace.note(name, "could not leave in order")
            await asyncio.sleep(0.5)  # lets the last replies go
            self.crash(name, seconds)

        process.spawn(leave())

    def resume_all(self) -> None:
        """Have every host go on."""
        for machine in self.machines.values():
            if machine.process is not None:
                self._resume(machine.process)

    @property
    def placer(self) -> str | None:
        """The host that places shards, if one does."""
        return next(
            (each.name for each in self.machines.values() if each.serving and each.serving.placing),
            None,
        )

    def exchange(self, sender: Process, name: str, payload: bytes) -> "asyncio.Future[bytes]":
        """Call `exchange` of the host `name` from the process `sender`."""
        self._witness.asked(payload)

        def serve(answer: Answer) -> None:
            machine = self.machines[name]
            if machine.process is None or machine.serving is None:
                answer(ConnectionError("no host there"))
                return
            self._calls += 1
            machine.calls[self._calls] = answer
            work = self._serve(machine, machine.serving, sender.name, payload, self._calls)
            machine.process.spawn(work)

        return self._network.request(
            sender, name, serve, seconds=_PATIENCE, lost=ConnectionError("no answer")
        )

    async def _serve(
        self, machine: Machine, serving: Serving, router: str, payload: bytes, number: int
    ) -> None:
        found: Any
        try:
            found = await serving.exchange(payload)
        except Exception as error:
            found = error
        else:
            self._witness.answered(serving.owner, router, found)
        answer = machine.calls.pop(number, None)
        if answer is not None:
            answer(found)

    def _resume(self, process: Process) -> None:
        if process.paused and not process.ended:
            self._trace.note(process.name, "goes on")
            process.resume()


class SimulatedTransport:
    """The way from one process to the hosts."""

    def __init__(self, cluster: Cluster, process: Process) -> None:
        self._cluster = cluster
        self._process = process

    async def find(self, host: str) -> "SimulatedLine | None":
        machine = self._cluster.machines.get(host)
        if machine is None or machine.process is None:
            return None
        return SimulatedLine(self._cluster, self._process, host)

    async def ended(self, host: str, generation: int) -> None:
        machine = self._cluster.machines[host]
        serving = machine.serving
        if serving is None or serving.owner == f"{host}#{generation}":
            mourner: asyncio.Future[None] = self._process.create_future()
            machine.mourners.append(mourner)
            await mourner


class SimulatedLine:
    """The way to one host."""

    def __init__(self, cluster: Cluster, process: Process, host: str) -> None:
        self._cluster = cluster
        self._process = process
        self._host = host

    async def exchange(self, payload: bytes) -> bytes:
        return await self._cluster.exchange(self._process, self._host, payload)


def _wake(mourner: "asyncio.Future[None]") -> None:
    if not mourner.done():
        mourner.set_result(None)
