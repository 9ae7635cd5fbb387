"""A stand-in for what sends the public's messages to a people's congress: WeChat, SMS and the like.

    CHANNEL_KEY=<hex> python -m serve_apps.standins.npc_channel --to http://127.0.0.1:8000 \\
        --channel sms --messages 8 --doubled 2 --reordered --failing 0.3 --delay 50

It is no channel. It signs as one would, and on demand delays, doubles and reorders messages, breaks
off some of its requests and sends them again, or forges its signature. It prints one line of JSON:
how many answers of which status there were, and the ids of the clues that it was told.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

BEGINS = datetime(2026, 3, 5, 1, tzinfo=UTC)  # when the first message was told
AT_ONCE = 4  # requests
TRIES = 5  # of one delivery that breaks off


@dataclass(frozen=True)
class Delivery:
    """One request to make: a message, after a delay in seconds; `broken` times it breaks off
    first."""

    body: bytes
    after: float
    broken: int


@dataclass
class Told:
    """What came of all deliveries."""

    statuses: Counter[int] = field(default_factory=Counter[int])
    clues: set[str] = field(default_factory=set[str])
    broken: int = 0


def message(channel: str, number: int) -> bytes:
    """Return message `number` of `channel`, which is always the same."""
    told = {
        "external_id": f"{channel}-{number}",
        "told_at": (BEGINS + timedelta(minutes=number)).isoformat(),
        "text": f"路灯第 {number} 盏不亮。",
    }
    return json.dumps(told, ensure_ascii=False).encode()


def signature(key: bytes, body: bytes) -> str:
    """Return the HMAC-SHA256 of `body`, in hexadecimal digits."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def plan(asked: argparse.Namespace) -> list[Delivery]:
    """Return what is delivered, in the order in which it begins."""
    chance = random.Random(asked.seed)  # nosec B311 # no secret
    made = [
        Delivery(
            message(asked.channel, number),
            chance.uniform(0, asked.delay / 1000),
            chance.randint(1, TRIES - 1) if chance.random() < asked.failing else 0,
        )
        for number in range(asked.messages)
        for _copy in range(asked.doubled)
    ]
    if asked.reordered:
        chance.shuffle(made)
    return made


async def deliver(
    session: aiohttp.ClientSession, address: str, key: bytes, delivery: Delivery, told: Told
) -> None:
    """Make one delivery, as often as it breaks off and once more."""
    await asyncio.sleep(delivery.after)
    headers = {"content-type": "application/json", "x-signature": signature(key, delivery.body)}
    for _ in range(delivery.broken):
        try:
            async with asyncio.timeout(0.001):
                async with session.post(address, data=delivery.body, headers=headers) as answer:
                    await answer.read()
        except (TimeoutError, aiohttp.ClientError):
            told.broken += 1
    async with session.post(address, data=delivery.body, headers=headers) as answer:
        told.statuses[answer.status] += 1
        if answer.status == 200:
            told.clues.add((await answer.json())["clue"])


async def run(asked: argparse.Namespace, key: bytes) -> Told:
    """Deliver everything and return what came of it."""
    told, gate = Told(), asyncio.Semaphore(AT_ONCE)
    address = f"{asked.to}/intake/npc/{asked.channel}"

    async def one(delivery: Delivery) -> None:
        async with gate:
            await deliver(session, address, key, delivery, told)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*map(one, plan(asked)))
    return told


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a channel of the public.")
    parser.add_argument("--to", required=True, help="address of the platform")
    parser.add_argument("--channel", required=True)
    parser.add_argument("--messages", type=int, default=8)
    parser.add_argument("--doubled", type=int, default=1, help="how often each is sent")
    parser.add_argument("--reordered", action="store_true")
    parser.add_argument("--failing", type=float, default=0.0, help="share that breaks off first")
    parser.add_argument("--delay", type=float, default=0.0, help="milliseconds at most")
    parser.add_argument("--forged", action="store_true", help="sign with another key")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def main() -> None:
    """Run as asked, with the key of the channel from CHANNEL_KEY."""
    asked = arguments().parse_args()
    key = bytes.fromhex(os.environ["CHANNEL_KEY"])
    told = asyncio.run(run(asked, key[::-1] if asked.forged else key))
    summary = {
        "statuses": {str(status): number for status, number in sorted(told.statuses.items())},
        "clues": sorted(told.clues),
        "broken": told.broken,
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
