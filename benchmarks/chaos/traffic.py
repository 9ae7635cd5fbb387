"""Traffic that keeps a record: an open loop, so that a platform that answers late is not spared."""

import asyncio
import itertools
import random
import time
from collections.abc import Sequence

from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Sender
from actors.kernel.turn import Command
from benchmarks.chaos.kinds import GATEWAYS, Fix, Order, Put
from benchmarks.chaos.record import History

ME = Identity("person:chaos")
_PATIENCE = 2.0  # seconds that a client waits before it sends the same command again
_MOST = 2_000  # operations under way: a client machine has an end too
_PAUSE = 0.1  # seconds before a command is sent again
_SYNC = 0.1  # seconds between two writes of the record to the disk


class Traffic:
    """Sends `rate` operations a second to `keys` of the chaos ledgers, and writes down what it saw.

    Of a hundred operations ten are reads, ten order an effect, five set an alarm, five are refused
    by the rules. A command without an answer is sent again by the same id until it has one.
    """

    def __init__(
        self, sender: Sender, history: History, keys: Sequence[str], *, rate: float, seed: int
    ) -> None:
        self.history = history
        self.sender = sender
        self._keys = keys
        self._rate = rate
        self._chance = random.Random(seed)
        self._name = f"chaos-{seed}"
        self._under_way: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count()
        self._probes = itertools.count()

    async def run(self) -> None:
        """Send until cancelled; what is under way goes on, see `finish`."""
        loop = asyncio.get_running_loop()
        began, synced = loop.time(), loop.time()
        for sent in itertools.count():
            await asyncio.sleep(max(began + sent / self._rate - loop.time(), 0.0))
            if len(self._under_way) < _MOST:
                self._start(next(self._numbers))
            if loop.time() - synced > _SYNC:
                synced = loop.time()
                await asyncio.to_thread(self.history.sync)

    async def finish(self, timeout: float = 60.0) -> None:
        """See every command through that was begun.

        Raises:
            TimeoutError: some had no answer within `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while self._under_way:
                await asyncio.wait(set(self._under_way))
        await asyncio.to_thread(self.history.sync)

    async def probe(self, keys: Sequence[str], timeout: float = 60.0) -> float:
        """Send a fresh command to each of `keys`; return the seconds until all had answered.

        Raises:
            TimeoutError: one had no answer within `timeout` seconds.
        """
        began, number = time.monotonic(), next(self._probes)
        async with asyncio.timeout(timeout):
            await asyncio.gather(
                *(self.command(key, Put(1), f"{self._name}-probe-{number}-{key}") for key in keys)
            )
        return time.monotonic() - began

    async def command(self, key: str, command: Command, id: str) -> None:
        """Send `command` until its outcome is known, and record every try."""
        while True:
            began = time.monotonic()
            try:
                receipt = await self.sender.send(key, command, id=id, by=ME, timeout=_PATIENCE)
            except Refusal:
                self.history.add(key, id, began, "refused")
                return
            except Fault:
                self.history.add(key, id, began, "unknown")
                await asyncio.sleep(_PAUSE)
            else:
                self.history.add(key, id, began, "ok", seq=receipt.seq, replayed=receipt.replayed)
                return

    def _start(self, number: int) -> None:
        key = self._chance.choice(self._keys)
        id = f"{self._name}-{number}"
        dice = self._chance.randrange(100)
        if dice < 10:
            work = self._read(key)
        elif dice < 20:
            gateway = f"gateway:{self._chance.randrange(GATEWAYS)}"
            work = self.command(key, Order(id, gateway), id)
        elif dice < 25:
            work = self.command(key, Fix(self._chance.uniform(0.2, 2.0)), id)
        elif dice < 30:
            work = self.command(key, Put(-(10**9)), id)
        else:
            work = self.command(key, Put(1), id)
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _read(self, key: str) -> None:
        began = time.monotonic()
        try:
            shown = await self.sender.show(key, timeout=_PATIENCE)
        except Fault:
            return
        self.history.add(key, "", began, "ok", seq=shown.seq, read=True)
