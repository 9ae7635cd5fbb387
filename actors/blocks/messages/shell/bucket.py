"""How many letters leave in a minute: a bucket of tokens (令牌桶), which knows their number."""

import asyncio
import time
from collections.abc import Callable


class Bucket:
    """Holds `burst` tokens at most; `minute` of them come in a minute."""

    def __init__(
        self, minute: int, burst: int, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._second = minute / 60
        self._burst = burst
        self._now = now
        self._tokens = float(burst)
        self._at = now()

    def wait(self) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._second)
        self._at = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._second
        self._tokens -= 1
        return 0.0

    async def take(self) -> None:
        """Take a token, once there is one."""
        while seconds := self.wait():
            await asyncio.sleep(seconds)
