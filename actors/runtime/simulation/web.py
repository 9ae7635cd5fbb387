"""The processes that send: routers, and clients that use them."""

import asyncio
from collections.abc import Sequence
from random import Random

from actors.runtime.router import Router
from actors.runtime.simulation.checker import History
from actors.runtime.simulation.ground import Ground
from actors.runtime.simulation.ledger import Put
from actors.runtime.simulation.loop import Process
from actors.runtime.simulation.scenario import HEALED
from actors.runtime.simulation.workload import Client
from storage.failures import until_answered

ROUTERS = ("web-0", "web-1")


class Web:
    """Clients of the scenario, spread over two routers; once all is healed, every one of `keys` is
    asked whether it still answers."""

    def __init__(self, seed: int, ground: Ground, keys: Sequence[str]) -> None:
        world = ground.world
        self.history = History(now=lambda: world.now)
        self.unanswered = ground.scenario.clients
        self.silent = len(keys)
        self._seed = seed
        self._ground = ground
        self._scenario = ground.scenario
        self._keys = keys
        chance = Random(f"{seed}/web")
        for name in ROUTERS:
            process = world.process(name, ahead=chance.uniform(0, 1000))
            process.spawn(self._run(process))

    async def _run(self, process: Process) -> None:
        router = self._ground.router(process)
        await until_answered(router.__aenter__)
        first = ROUTERS.index(process.name)
        numbers = range(first, self._scenario.clients, len(ROUTERS))
        await asyncio.gather(*(self._use(f"client-{number}", router) for number in numbers))
        await asyncio.sleep(max(HEALED - self._ground.world.now, 0.0))
        await asyncio.gather(
            *(self._probe(key, router) for key in self._keys[first :: len(ROUTERS)])
        )

    async def _use(self, name: str, router: Router) -> None:
        moments = self._scenario.moments(Random(f"{self._seed}/{name}/moments"))
        await self._client(name, router).run(self._keys, moments)
        self.unanswered -= 1

    async def _probe(self, key: str, router: Router) -> None:
        client = self._client(f"probe-{key}", router)
        await client.command(key, f"probe-{key}", Put(1))
        while not await client.read(key):
            await asyncio.sleep(0.2)
        self.silent -= 1

    def _client(self, name: str, router: Router) -> Client:
        chance = Random(f"{self._seed}/{name}")
        return Client(name, router, self.history, chance, self._ground.trace, self._scenario)
