"""A dataset of one test alone on the shared site, brought as far as a test wants by commands."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

from actors.kernel.identity import Identity
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.terms import OPEN_DATASET, Wording
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import RawStore
from actors.systems.open_data.views import PUBLISHED
from tests.acceptance.site import Site
from tests.systems.open_data.opening import HEAD, REVIEWER, STEWARD, STOPS, WORDING, said

PATIENCE = 60.0


def send(site: Site, key: str, command: Any, by: Identity) -> Any:
    """Send a command to an entity of the platform."""
    assert site.services is not None
    return site.run(site.services.sender.send(key, command, id=uuid4().hex, by=by))


def state_of(site: Site, key: str, holds: Callable[[Any], bool]) -> Any:
    """Wait until the state of an entity is so, and return it."""
    assert site.services is not None
    sender = site.services.sender

    async def there() -> Any:
        async with asyncio.timeout(PATIENCE):
            while not holds(state := (await sender.show(key)).state):
                await asyncio.sleep(0.05)
        return state

    return site.run(there())


def row_of(site: Site, slug: str, holds: Callable[[Any], bool]) -> Any:
    """Wait until the row of a dataset in the published catalogue is so, and return it."""

    async def there() -> Any:
        async with asyncio.timeout(PATIENCE):
            while (row := await site.database[PUBLISHED].find_one({"_id": slug})) is None or (
                not holds(row)
            ):
                await asyncio.sleep(0.05)
        return row

    return site.run(there())


def hand_over(site: Site, slug: str, content: bytes) -> None:
    """Have a file be the next version, and the head of the unit agree to it."""
    assert site.services is not None
    key = f"{OPEN_DATASET}:{slug}"
    source = RawStore(site.services[Settings].raw).keep(BytesIO(content))
    send(site, key, c.HandInTable(source=source, file_name="stops.csv"), STEWARD)
    state_of(site, key, lambda state: state.phase == "openable")
    send(site, key, c.HandOver(), STEWARD)
    send(site, key, c.EndorseVersion(), HEAD)


def open_one(site: Site, wording: Wording = WORDING, content: bytes = STOPS) -> str:
    """Have a dataset be live, and return its name."""
    slug = f"stops-{uuid4().hex[:8]}"
    key = f"{OPEN_DATASET}:{slug}"
    send(site, key, c.AddDataset(slug=slug, **said(wording)), STEWARD)
    hand_over(site, slug, content)
    send(site, key, c.ApproveVersion(), REVIEWER)
    row_of(site, slug, lambda row: row["state"] == "live")
    return slug
