"""The command that `bench scale` sends: an officer claims a review, or gives it back, in turns."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from uuid import uuid4

from actors.blocks.cases.commands import ClaimTask, ReleaseTask
from actors.kernel.identity import Identity
from actors.kernel.ports import Sender

AT_ONCE = 256  # clients, unless told otherwise


class Reviews:
    """The reviews `task` of the cases in one database, and which of them are claimed."""

    def __init__(self, officer: Identity, task: str) -> None:
        self._officer = officer
        self._task = task
        self._claimed: set[str] = set()

    def forget(self) -> None:
        """Take none of the reviews for claimed: the cases are new."""
        self._claimed.clear()

    async def each(self, sender: Sender, keys: Sequence[str]) -> int:
        """Send one command to each of `keys`, so many at once; return how many."""
        waiting = iter(keys)

        async def go_on() -> None:
            for key in waiting:  # shared by all
                await self._step(sender, key)

        await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
        return len(keys)

    async def keep_on(
        self, sender: Sender, keys: Sequence[str], seconds: float, clients: int = AT_ONCE
    ) -> int:
        """Have `clients` send commands to `keys` in turn for so many seconds; return how many."""
        end = time.monotonic() + seconds

        async def go_on(own: Sequence[str]) -> int:
            done = 0
            for key in itertools.cycle(own):
                if time.monotonic() > end:
                    break
                await self._step(sender, key)
                done += 1
            return done

        shares = [keys[first::clients] for first in range(min(clients, len(keys)))]
        return sum(await asyncio.gather(*(go_on(share) for share in shares)))

    async def _step(self, sender: Sender, key: str) -> None:
        claimed = key in self._claimed
        wish = ReleaseTask(task=self._task) if claimed else ClaimTask(task=self._task)
        await sender.send(key, wish, id=uuid4().hex, by=self._officer, timeout=60)
        if claimed:
            self._claimed.discard(key)
        else:
            self._claimed.add(key)
