"""The sealer: notes which entities wrote something, and seals their heads once in a while."""

import asyncio
import time

import structlog
from pymongo.errors import PyMongoError

from storage.clock import WallClock
from storage.follower import Follower
from storage.mongo import Database
from storage.places import ABANDONED_SECONDS
from storage.sealing import MOST, Seals
from storage.seals import Seal, seal_digest
from storage.signing import Signer, UnusableKey
from storage.tasks import end

_FOLLOWER = "seals"
_log = structlog.get_logger("yimen.seals")


class Sealer:
    """Seals every `seconds` if something changed. It follows the journal, off the way of commands.

    Each seal is logged with its digest: whoever keeps the log elsewhere can show later that a seal
    is gone. `owner` tells who runs it; see `Follower`.
    """

    def __init__(
        self, database: Database, signer: Signer, *, seconds: float, owner: str = "projector"
    ) -> None:
        self._seals = Seals(database)
        self._signer = signer
        self._seconds = seconds
        self.follower = Follower(database, _FOLLOWER, self._seals.note, owner=owner)

    async def run(self) -> None:
        """Follow and seal until cancelled."""
        following = asyncio.create_task(self.follower.run())
        try:
            while True:
                await asyncio.sleep(self._seconds)
                try:
                    await self.seal()
                except (PyMongoError, UnusableKey) as error:  # what waits goes on waiting
                    _log.warning("seals.none_made", error=type(error).__name__)
        finally:
            await end(following)

    async def seal(self) -> list[Seal]:
        """Seal what waits now, and return the seals.

        Raises:
            UnusableKey: the key cannot be used just now.
            PyMongoError: the database did not answer.
        """
        made: list[Seal] = []
        while seal := await self._seals.seal(self._signer, WallClock().now()):
            _log.info(
                "seals.made", seal=seal.number, heads=seal.count, digest=seal_digest(seal).hex()
            )
            made.append(seal)
            if seal.count < MOST:
                break
        return made


async def catch_up(database: Database, sealer: Sealer) -> None:
    """Wait until everything durable now has been noted: by the platform, or by `sealer`'s own
    follower where no platform runs.

    Raises:
        TimeoutError: that took more than a minute.
    """
    if await _noted_by_platform(database):
        return
    following = asyncio.create_task(sealer.follower.run())
    try:
        await sealer.follower.settled(60.0)
    finally:
        await end(following)


async def _noted_by_platform(database: Database) -> bool:
    """Wait for two signs of life of the platform's follower: the first may be about what was
    before; False when it gives none."""
    deadline = time.monotonic() + ABANDONED_SECONDS
    first: tuple[int, int] | None = None
    while time.monotonic() < deadline:
        place = await database["followers"].find_one({"_id": _FOLLOWER})
        if place is None or place["owner"] == "":
            return False
        now = (int(place["rev"]), int(place["beat"]))
        first = first or now
        if now >= (first[0], first[1] + 2):
            return True
        await asyncio.sleep(0.1)
    return False
