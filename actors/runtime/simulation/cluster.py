"""The hosts of a run: processes that are started, found, paused, killed and started again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

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


class Start:
    """One start of a host. `serving` is there once it serves, `calls` are those under way."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.serving: Serving | None = None
        self.calls: dict[int, Answer] = {}


class Machine:
    """Where one host runs, and runs again after it died unless it is `over`. `ghost` is an earlier
    start that lives on though everybody took it for dead."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.over = False
        self.start: Start | None = None
        self.ghost: Start | None = None
        self.mourners: list[asyncio.Future[None]] = []

    @property
    def starts(self) -> list[Start]:
        """What runs there."""
        return [each for each in (self.start, self.ghost) if each is not None]


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
        machine.over = False
        if machine.start is not None:
            return
        self._trace.note(name, "starts")
        process = self._world.process(name, ahead=self._chance.uniform(0, 1000))
        start = machine.start = Start(process)

        async def serve() -> None:
            serving = await self._make(name, process, lambda: self._end(machine, start, _AGAIN))
            await serving.__aenter__()
            start.serving = serving
            self._trace.note(name, f"serves as {serving.owner}")

        process.spawn(serve())

    def crash(self, name: str, seconds: float) -> None:
        """End the host `name` at once; it starts again after `seconds`."""
        machine = self.machines[name]
        if machine.start is not None:
            self._end(machine, machine.start, seconds)

    def mourn(self, name: str) -> None:
        """Have it known that the host `name` died, sooner or later, whether it did or not."""
        machine = self.machines[name]
        for mourner in machine.mourners:
            self._world.after(self._chance.expovariate(1 / _NEWS), _wake, mourner)
        machine.mourners.clear()

    def double(self, name: str) -> None:
        """Have the host `name` started once more while it lives on, since it was taken for dead."""
        machine = self.machines[name]
        if machine.start is not None and machine.ghost is None:
            self._trace.note(name, "is taken for dead and lives on")
            machine.ghost, machine.start = machine.start, None
            self.mourn(name)
            self.start(name)

    def pause(self, name: str, seconds: float) -> None:
        """Have the host `name` do nothing for `seconds`."""
        for start in self.machines[name].starts:
            if not start.process.paused:
                self._trace.note(name, f"stands still for {seconds:g} s")
                start.process.pause()
                self._world.after(seconds, self._resume, start.process)

    def leave(self, name: str, seconds: float) -> None:
        """Have the host `name` hand over what it owns and end; it starts again after `seconds`."""
        machine = self.machines[name]
        start = machine.start
        if start is None or start.serving is None:
            return
        self._trace.note(name, "leaves")
        start.process.spawn(self._leave(machine, start, start.serving, seconds))

    def take_away(self, machine: Machine) -> None:
        """End the host of `machine` at once and for good."""
        if machine.start is not None:
            self._trace.note(machine.name, "is taken away")
            self._witness.taken_away(machine.start.serving)
            self._end(machine, machine.start, 0.0)
        machine.over = True

    def resume_all(self) -> None:
        """Have every host go on."""
        for machine in self.machines.values():
            for start in machine.starts:
                self._resume(start.process)

    @property
    def placer(self) -> str | None:
        """The host that places shards, if one does."""
        for machine in self.machines.values():
            if machine.start and machine.start.serving and machine.start.serving.placing:
                return machine.name
        return None

    def exchange(self, sender: Process, name: str, payload: bytes) -> "asyncio.Future[bytes]":
        """Call `exchange` of the host `name` from the process `sender`."""

        def serve(answer: Answer) -> None:
            starts = [each for each in self.machines[name].starts if each.serving is not None]
            if not starts:
                answer(ConnectionError("no host there"))
                return
            start = self._chance.choice(starts)
            self._witness.delivered(payload)
            self._calls += 1
            start.calls[self._calls] = answer
            start.process.spawn(self._serve(start, sender.name, payload, self._calls))

        return self._network.request(
            sender, name, serve, seconds=_PATIENCE, error_when_lost=ConnectionError
        )

    async def _serve(self, start: Start, router: str, payload: bytes, number: int) -> None:
        serving = start.serving
        assert serving is not None
        found: Any
        try:
            found = await serving.exchange(payload)
        except Exception as error:
            found = error
        else:
            believes = start.process.time() <= serving.engine.serve_until
            self._witness.answered(serving.owner, router, found, believes=believes)
        answer = start.calls.pop(number, None)
        if answer is not None:
            answer(found)

    async def _leave(
        self, machine: Machine, start: Start, serving: Serving, seconds: float
    ) -> None:
        await serving.leave(_LEAVING)
        await asyncio.sleep(0.5)  # lets the last replies go
        self._end(machine, start, seconds)

    def _end(self, machine: Machine, start: Start, seconds: float) -> None:
        """End `start` at once; if it was the latest of its host, another follows."""
        self._trace.note(machine.name, "dies")
        start.process.end()
        for answer in start.calls.values():
            answer(ConnectionError("the host died"))
        start.calls.clear()
        if machine.ghost is start:
            machine.ghost = None
        elif machine.start is start:
            machine.start = None
            self.mourn(machine.name)
            self._world.after(seconds, self._start_again, machine)

    def _start_again(self, machine: Machine) -> None:
        if not machine.over:
            self.start(machine.name)

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
        if machine is None or not machine.starts:
            return None
        return SimulatedLine(self._cluster, self._process, host)

    async def ended(self, host: str, generation: int) -> None:
        machine = self._cluster.machines[host]
        serving = machine.start.serving if machine.start else None
        if serving is None or serving.owner == f"{host}#{generation}":
            mourner: asyncio.Future[None] = self._process.create_future()
            machine.mourners.append(mourner)
            await mourner


class SimulatedActors:
    """Starts and ends hosts, on machines that take a while to be had. `begin` is called with the
    name of each that is to start."""

    def __init__(
        self, world: World, cluster: Cluster, chance: Random, begin: Callable[[str], None]
    ) -> None:
        self._world = world
        self._cluster = cluster
        self._chance = chance
        self._begin = begin

    def start(self, host: str) -> None:
        self._begin(host)
        self._world.after(self._chance.uniform(0.1, 1.0), self._cluster.start, host)

    async def ender(self, host: str) -> Callable[[], None]:
        machine = self._cluster.machines[host]
        return lambda: self._cluster.take_away(machine)


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
