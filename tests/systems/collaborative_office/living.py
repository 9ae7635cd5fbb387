"""Acts of offices on a running platform, for tests of pages."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from serve_apps.front.disclosing import ledger_of
from storage.clock import WallClock
from tests.acceptance.site import Site


def in_a_year(later: int = 0) -> str:
    """Return the day in 365 days, or so many `later`, as a form has it."""
    return (local_day(WallClock().now()) + timedelta(days=365 + later)).isoformat()


def send(site: Site, key: str, command: Command, by: Identity) -> None:
    """Have `by` send `command` to the entity `key`."""
    assert site.services is not None
    site.run(site.services.sender.send(key, command, id=uuid4().hex, by=by))


def until(site: Site, key: str, true: Callable[[Any], bool]) -> Any:
    """Wait until `true` of the document `key`, which changes by messages, and return its state."""
    assert site.services is not None
    sender = site.services.sender

    async def wait() -> Any:
        async with asyncio.timeout(60):
            while not true(state := (await sender.show(key)).state):
                await asyncio.sleep(0.05)
            return state

    return site.run(wait(), 65)


def readings(site: Site, key: str) -> int:
    """Return how many readings of the document `key` are on record."""
    assert site.services is not None
    ledger = ledger_of(*key.split(":"))
    return site.run(site.services.sender.show(ledger)).seq
