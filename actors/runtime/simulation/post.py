"""The post: a courier that follows the journal, dies, and is started again, now and then too soon.

How a place moves together with what was written is told by `storage.follower`; what is delivered,
and how, is the platform's own `Courier`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from pymongo.errors import PyMongoError

from actors.followers.courier import Courier
from actors.runtime.simulation.access import Access, State
from actors.runtime.simulation.cluster import SkewedClock
from actors.runtime.simulation.database import Change, Database
from actors.runtime.simulation.deliveries import SimulatedDeliveries, Transaction
from actors.runtime.simulation.ground import Ground
from actors.runtime.simulation.keys import meant
from actors.runtime.simulation.loop import Process
from storage.failures import until_answered
from storage.mongo import Document

_LAG = 0.1  # seconds until a follower hears of a commit, on average
_PATIENCE = 0.2  # seconds that a batch waits for a target: short, so that much is parked
_AGAIN = 0.2  # seconds until a follower tries again
_SUPERSEDED = 5.0  # the same, after another one had its place
_NAME = "courier"


@dataclass(frozen=True)
class Place:
    """Where the follower is: behind so many commits. `rev` grows with every owner."""

    rev: int = 0
    position: int = 0

    def after(self, commits: Sequence[Document]) -> "Place":
        """Return the place behind `commits`, which come next."""
        return replace(self, position=self.position + len(commits))


class Post:
    """Couriers of the scenario; none, where there is no mail. `make` is their class."""

    def __init__(
        self, ground: Ground, database: Database, chance: Random, make: type[Courier]
    ) -> None:
        self._ground = ground
        self._scenario = ground.scenario
        self._world = ground.world
        self._trace = ground.trace
        self._database = database
        self._chance = chance
        self._make = make
        self._commits: list[Document] = []
        self._readers: list[asyncio.Future[None]] = []
        self._started = 0
        self._latest: Process | None = None
        self._ghost: Process | None = None
        if self._scenario.mail:
            database.listeners.append(self._changed)

    @property
    def courier(self) -> str:
        """The name of the process of the latest courier."""
        return f"{_NAME}-{self._started}"

    def start(self) -> None:
        """Start a courier unless one runs."""
        if self._latest is not None or not self._scenario.mail:
            return
        self._started += 1
        process = self._world.process(self.courier, ahead=self._chance.uniform(0, 1000))
        skew = self._chance.choice(self._scenario.skews)
        self._trace.note(process.name, "starts")
        self._latest = process
        process.spawn(self._run(process, skew))

    def crash(self, seconds: float) -> None:
        """End the courier at once; another starts after `seconds`."""
        if self._latest is not None:
            self._trace.note(self._latest.name, "dies")
            self._latest.end()
            self._latest = None
            self._world.after(seconds, self.start)

    def double(self) -> None:
        """Have another courier started while this one, taken for dead, lives on."""
        if self._ghost is None and self._latest is not None:
            self._trace.note(self._latest.name, "is taken for dead and lives on")
            self._ghost, self._latest = self._latest, None
            self.start()

    def pause(self, seconds: float) -> None:
        """Have the courier do nothing for `seconds`."""
        if self._latest is not None and not self._latest.paused:
            self._trace.note(self._latest.name, f"stands still for {seconds:g} s")
            self._latest.pause()
            self._world.after(seconds, self._resume, self._latest)

    def resume_all(self) -> None:
        """Have every courier go on."""
        for process in (self._latest, self._ghost):
            if process is not None:
                self._resume(process)

    def read_again(self, commits: int, seconds: float) -> None:
        """Have the courier begin again, after `seconds`, with the latest `commits` once more."""

        def back(state: State) -> tuple[list[Change], None]:
            place = _place(state)
            position = max(place.position - commits, 0)
            return [("followers", _NAME, replace(place, position=position))], None

        self.crash(seconds)
        self._database.write(back, lambda _: None)

    async def hand_on(
        self, access: Access, courier: Courier, place: Place, commits: Sequence[Document]
    ) -> bool:
        """Have `commits` delivered, which come at `place`; tell whether the place was still its
        own."""
        transaction: Any = Transaction()
        await courier.handle(commits, transaction)
        if transaction.parked:
            self._trace.note(self.courier, f"has {len(transaction.parked)} messages parked")
        return await self.finish(access, place, commits, transaction)

    async def finish(
        self, access: Access, place: Place, commits: Sequence[Document], transaction: Transaction
    ) -> bool:
        """Write what `transaction` does, with the place behind `commits`, unless another follower
        has the place: then return False."""

        def move(state: State) -> tuple[list[Change], bool]:
            moved, still = _replacing(state, place, place.after(commits))
            return [*moved, *transaction.changes(state)] if still else [], still

        return await access.write(move)

    async def _run(self, process: Process, skew: float) -> None:
        access, router = self._ground.access(process), self._ground.router(process)
        await until_answered(router.__aenter__)
        courier = self._make(
            SimulatedDeliveries(access),
            router,
            self._ground.kinds,
            clock=SkewedClock(self._world, skew),
            patience=_PATIENCE,
        )
        process.spawn(courier.run())
        while True:
            superseded = not await self._follow(process, access, courier)
            await asyncio.sleep(_SUPERSEDED if superseded else _AGAIN)

    async def _follow(self, process: Process, access: Access, courier: Courier) -> bool:
        """Follow until something breaks. Return False once another courier has the place, or its
        own write was tried twice: the driver does not tell that apart."""
        try:
            found: Place = await access.read(_place)
            place = replace(found, rev=found.rev + 1)
            taken = await access.write(lambda state: _replacing(state, found, place))
            while taken:
                await self._news(process, place.position)
                commits = await access.read(self._read(place))
                if not await self.hand_on(access, courier, place, commits):
                    self._trace.note(process.name, "is superseded")
                    return False
                place = place.after(commits)
        except PyMongoError:
            pass
        return True

    async def _news(self, process: Process, position: int) -> None:
        """Wait until there is a commit behind `position`."""
        if position >= len(self._commits):
            reader: asyncio.Future[None] = process.create_future()
            self._readers.append(reader)
            await reader

    def _read(self, place: Place) -> Callable[[State], list[Document]]:
        until = place.position + self._scenario.batch
        return lambda state: self._commits[place.position : until]

    def _changed(self, collection: str, id: str, document: object) -> None:
        if collection == "journal" and isinstance(document, bytes):
            commit = meant(self._database.durable, document)
            if commit is not None and commit["out"]:
                self._commits.append(commit)
                for reader in self._readers:
                    self._world.after(self._chance.expovariate(1 / _LAG), _wake, reader)
                self._readers.clear()

    def _resume(self, process: Process) -> None:
        if process.paused and not process.ended:
            self._trace.note(process.name, "goes on")
            process.resume()


def _place(state: State) -> Place:
    return state["followers"].get(_NAME, Place())


def _replacing(state: State, old: Place, new: Place) -> tuple[list[Change], bool]:
    """Return what replacing `old` by `new` changes, and whether it can be done."""
    if _place(state) != old:
        return [], False
    return [("followers", _NAME, new)], True


def _wake(reader: "asyncio.Future[None]") -> None:
    if not reader.done():
        reader.set_result(None)
