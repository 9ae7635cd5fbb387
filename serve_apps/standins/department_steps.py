"""What the stand-in for a department's approval system knows and does wrong, and how it tells of
its own steps."""

import asyncio
import base64
import contextlib
import hmac
import json
import random
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

TRIES = 5  # of one report


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong. Shares are from 0 to 1, times in milliseconds.

    Attributes:
        delay: before it answers.
        fails_before, fails_after: share of steps that it answers with 503 before it has taken them,
            and with 500 after that.
        silent_after: share after which it takes the step and does not answer for `silence`.
        refuses: share of steps that it refuses for good.
        down: every request is answered with 503.
        forgetful: it does not know ids again: what is told twice is worked on twice.
        lies: share of steps that its lists call refused though it has taken them.
        report_delay: before it tells, at most.
        doubled: how often it tells the same.
        reordered: it tells what came last first, of those that it is to tell at once.
        untold: share of its steps that it never tells, though its list has them.
        forged: it signs with another key.
        denies: as a register, it says of everything that it is not so.
    """

    seed: int = 1
    delay: float = 0
    fails_before: float = 0
    fails_after: float = 0
    silent_after: float = 0
    silence: float = 60_000
    refuses: float = 0
    down: bool = False
    forgetful: bool = False
    lies: float = 0
    report_delay: float = 0
    doubled: int = 1
    reordered: bool = False
    untold: float = 0
    forged: bool = False
    denies: bool = False

    def chance(self, what: str) -> random.Random:
        """Return the chance of one thing, the same each time."""
        return random.Random(f"{self.seed}/{what}")  # nosec B311 # no secret


@dataclass(frozen=True)
class Step:
    """A step that it was told, and what it did with it."""

    told: dict[str, Any]
    state: str
    at: datetime
    receipt: str = ""
    reason: str = ""

    def line(self) -> dict[str, str]:
        """Return it as it is told of."""
        return {
            "id": self.told["id"],
            "state": self.state,
            "at": self.at.isoformat(),
            "receipt": self.receipt,
            "reason": self.reason,
        }


@dataclass
class Case:
    """A case as it knows it: the steps that it was told, and how many it has told."""

    steps: list[Step] = field(default_factory=list[Step])
    told: int = 0


class Teller:
    """Tells of steps at `address`, signed with `keys`, over `session`, which is there once the
    stand-in serves."""

    session: aiohttp.ClientSession

    def __init__(self, address: str, keys: list[bytes]) -> None:
        self.address = address
        self.keys = keys
        self.behaviour = Behaviour()
        self._reporting: set[asyncio.Task[None]] = set()

    def tell_later(self, told: list[dict[str, Any]]) -> None:
        """Tell of steps in a while, as often and in the order that its behaviour has it."""
        kept = [
            each
            for each in told
            if self.behaviour.chance(f"{each['case']}/{each['seq']}/told").random()
            >= self.behaviour.untold
        ]
        said = kept * self.behaviour.doubled
        if self.behaviour.reordered:
            said.reverse()
        if self.address and said:
            task = asyncio.create_task(self._report(said))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)

    async def _report(self, told: list[dict[str, Any]]) -> None:
        for each in told:
            chance = self.behaviour.chance(f"{each['case']}/{each['seq']}/report")
            await asyncio.sleep(chance.random() * self.behaviour.report_delay / 1000)
            for again in range(TRIES):
                if await self._reported(each):
                    break
                await asyncio.sleep(0.2 * 2**again)

    async def _reported(self, told: dict[str, Any]) -> bool:
        body, at = json.dumps(told).encode(), str(int(time.time()))
        id = f"{told['case']}.{told['seq']}"
        keys = [k[::-1] for k in self.keys] if self.behaviour.forged else self.keys
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": " ".join(signature(key, id, at, body) for key in keys),
        }
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self.session.post(self.address, data=body, headers=headers) as answer:
                return answer.status < 500
        return False


def signature(key: bytes, id: str, at: str, body: bytes) -> str:
    """Return the signature of `body` sent as `id` at the second `at` since 1970."""
    signed = hmac.digest(key, b".".join((id.encode(), at.encode(), body)), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def keys_of(said: str) -> list[bytes]:
    """Return the keys of `said`: one or more in hexadecimal digits, with blanks between them."""
    return [bytes.fromhex(each) for each in said.split()]
