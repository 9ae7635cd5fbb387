"""The hosts of a run: processes that are started, found, paused, killed and started again."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from actors.runtime.simulation.host import HostCore
from actors.runtime.simulation.loop import Process, World
from actors.runtime.simulation.network import Answer, Network
from actors.runtime.simulation.trace import Trace
from actors.runtime.simulation.witness import Witness
from storage.clock import whole_milliseconds

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_PATIENCE = 15.0  # seconds until a call without an answer counts as lost


class SkewedClock:
    """A wall clock that is `skew` seconds ahead of the true time."""

    def __init__(self, world: World, skew: float = 0.0) -> None:
        self._world = world
        self._skew = skew

    def now(self) -> datetime:
        return whole_milliseconds(START + timedelta(seconds=self._world.now + self._skew))


class Machine:
    """Where one host runs, and runs again after it died."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: Process | None = None
        self.core: HostCore | None = None
        self.calls: dict[int, Answer] = {}


class Cluster:
    """The hosts. `start` makes the core of one, in its own process."""

    def __init__(
        self,
        world: World,
        network: Network,
        chance: Random,
        trace: Trace,
        witness: Witness,
        names: list[str],
        make: Callable[[str, Process, Callable[[], None]], HostCore],
    ) -> None:
        self.machines = {name: Machine(name) for name in names}
        self._world = world
        self._network = network
        self._chance = chance
        self._trace = trace
        self._witness = witness
        self._make = make
        self._calls = 0

    def start(self, name: str) -> None:
        """Start the host `name` unless it runs."""
        machine = self.machines[name]
        if machine.process is not None:
            return
        self._trace.note(name, "starts")
        process = self._world.process(name, ahead=self._chance.uniform(0, 1000))
        machine.process = process

        async def run() -> None:
            machine.core = self._make(name, process, lambda: self.crash(name, 0.5))
            await machine.core.run()

        process.call_soon(lambda: process.create_task(run()))

    def crash(self, name: str, seconds: float) -> None:
        """End the host `name` at once; it starts again after `seconds`."""
        machine = self.machines[name]
        if machine.process is None:
            return
        self._trace.note(name, "dies")
        machine.process.end()
        machine.process = machine.core = None
        for answer in machine.calls.values():
            answer(ConnectionError("the host died"))
        machine.calls.clear()
        self._world.after(seconds, self.start, name)

    def pause(self, name: str, seconds: float) -> None:
        """Have the host `name` do nothing for `seconds`."""
        process = self.machines[name].process
        if process is not None and not process.paused:
            self._trace.note(name, f"stands still for {seconds:g} s")
            process.pause()
            self._world.after(seconds, self._resume, process)

    def resume_all(self) -> None:
        """Have every host go on."""
        for machine in self.machines.values():
            if machine.process is not None and machine.process.paused:
                self._resume(machine.process)

    def exchange(self, sender: Process, name: str, payload: bytes) -> "asyncio.Future[bytes]":
        """Call `exchange` of the host `name` from the process `sender`."""

        self._witness.asked(payload)

        def serve(answer: Answer) -> None:
            machine = self.machines[name]
            if machine.process is None or machine.core is None:
                answer(ConnectionError("no host there"))
                return
            self._calls += 1
            number = self._calls
            machine.calls[number] = answer
            machine.process.call_soon(
                self._serve, machine, machine.core, sender.name, payload, number
            )

        return self._network.request(
            sender, name, serve, seconds=_PATIENCE, lost=ConnectionError("no answer")
        )

    def _serve(
        self, machine: Machine, core: HostCore, router: str, payload: bytes, number: int
    ) -> None:
        process = machine.process
        assert process is not None
        task: asyncio.Task[bytes] = process.create_task(core.exchange(payload))

        def returned(task: "asyncio.Task[Any]") -> None:
            answer = machine.calls.pop(number, None)
            if answer is None or task.cancelled():
                return
            if (error := task.exception()) is not None:
                answer(error)
                return
            self._witness.answered(core.owner, router, task.result())
            answer(task.result())

        task.add_done_callback(returned)

    def _resume(self, process: Process) -> None:
        if process.paused and not process.ended:
            self._trace.note(process.name, "goes on")
            process.resume()


class SimulatedTransport:
    """The way from one process to the hosts."""

    def __init__(self, cluster: Cluster, process: Process) -> None:
        self._cluster = cluster
        self._process = process

    async def find(self, host: str) -> "SimulatedLink | None":
        if self._cluster.machines[host].process is None:
            return None
        return SimulatedLink(self._cluster, self._process, host)


class SimulatedLink:
    """The way to one host."""

    def __init__(self, cluster: Cluster, process: Process, host: str) -> None:
        self._cluster = cluster
        self._process = process
        self._host = host

    async def exchange(self, payload: bytes) -> bytes:
        return await self._cluster.exchange(self._process, self._host, payload)
