"""Traffic that keeps a record: many clients, each sending again by the same id until it knows."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from actors.kernel.errors import Fault, Refusal
from actors.kernel.ports import Sender
from benchmarks.chaos.record import History
from tests.integration.conftest import ME
from tests.integration.kinds import Put


class Load:
    """`clients` tasks that send to `keys` of a ledger until `stop`, and write down what they saw.

    One in ten operations is a read, one in twenty a command that the rules refuse.
    """

    def __init__(
        self, sender: Sender, keys: Sequence[str], *, clients: int, seed: int, timeout: float = 2.0
    ) -> None:
        self.history = History()
        self._sender = sender
        self._keys = keys
        self._clients = clients
        self._seed = seed
        self._timeout = timeout
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send while the block runs; afterwards see each client's last command through."""
        tasks = [asyncio.create_task(self._client(number)) for number in range(self._clients)]
        try:
            yield
        finally:
            self._stopping = True
            await asyncio.gather(*tasks)

    async def acknowledged(self, more: int, timeout: float = 60.0) -> None:
        """Wait until `more` further commands have been acknowledged.

        Raises:
            TimeoutError: they were not, within `timeout` seconds.
        """
        goal = len(self.history.acknowledged) + more
        async with asyncio.timeout(timeout):
            while len(self.history.acknowledged) < goal:
                await asyncio.sleep(0.02)

    async def unknown(self, more: int, timeout: float = 60.0) -> None:
        """Wait until `more` further tries have gone without an answer.

        Raises:
            TimeoutError: that was not so within `timeout` seconds.
        """
        goal = self._unknown + more
        async with asyncio.timeout(timeout):
            while self._unknown < goal:
                await asyncio.sleep(0.02)

    @property
    def _unknown(self) -> int:
        return sum(each.status == "unknown" for each in self.history.operations)

    async def _client(self, number: int) -> None:
        chance = random.Random(f"{self._seed}-{number}")
        for count in itertools.count():
            if self._stopping:
                return
            key = chance.choice(self._keys)
            if chance.random() < 0.1:
                await self._read(key)
            else:
                amount = -(10**9) if chance.random() < 0.05 else 1
                await self._command(key, f"client-{self._seed}-{number}-{count}", amount)

    async def _read(self, key: str) -> None:
        began = time.monotonic()
        try:
            shown = await self._sender.show(key, timeout=self._timeout)
        except Fault:
            return
        self.history.add(key, "", began, "ok", seq=shown.seq, read=True)

    async def _command(self, key: str, id: str, amount: int) -> None:
        while True:
            began = time.monotonic()
            try:
                receipt = await self._sender.send(
                    key, Put(amount), id=id, by=ME, timeout=self._timeout
                )
            except Refusal:
                self.history.add(key, id, began, "refused")
                return
            except Fault:
                self.history.add(key, id, began, "unknown")
                await asyncio.sleep(0.05)
            else:
                self.history.add(key, id, began, "ok", seq=receipt.seq, replayed=receipt.replayed)
                return
