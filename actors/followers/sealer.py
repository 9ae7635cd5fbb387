"""The sealer: notes which entities wrote something, and seals their heads once in a while."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from pymongo.errors import PyMongoError

from actors.followers.witnesses.handing import Handing
from actors.followers.witnesses.witness import Witness
from storage.clock import WallClock
from storage.follower import Follower
from storage.mongo import Database
from storage.places import ABANDONED_SECONDS
from storage.sealing import MOST, Seals
from storage.seals import Seal, seal_digest
from storage.security_events import SecurityEvent, keep
from storage.signing import Signer, UnusableKey
from storage.tasks import begin, end

KEY_CHANGED = "key_changed"  # the sort of event that another key of the seals is
_FOLLOWER = "seals"
_log = structlog.get_logger("yimen.seals")


class Sealer:
    """Seals every `seconds` if something changed, and hands the seals to `witnesses`. It follows
    the journal, off the way of commands.

    Each seal is logged with its digest: whoever keeps the log elsewhere can show later that a seal
    is gone. `owner` tells who runs it; see `Follower`.
    """

    def __init__(
        self,
        database: Database,
        signer: Signer,
        *,
        seconds: float,
        witnesses: Sequence[Witness] = (),
        owner: str = "projector",
    ) -> None:
        self._database = database
        self._seals = Seals(database)
        self._signer = signer
        self._seconds = seconds
        self.trouble = ""  # why nothing could be sealed the last time
        self.handing = Handing(database, witnesses)
        self.follower = Follower(database, _FOLLOWER, self._seals.note, owner=owner)

    async def run(self) -> None:
        """Follow, seal and hand over until cancelled."""
        beside = [begin(self.follower.run()), begin(self.handing.run())]
        try:
            while True:
                await asyncio.sleep(self._seconds)
                try:
                    if await self.seal():
                        self.handing.tell()
                    self.trouble = ""
                except PyMongoError as error:  # what waits goes on waiting
                    _log.warning("seals.none_made", error=type(error).__name__)
                except UnusableKey as error:
                    self.trouble = str(error)
                    _log.error("seals.no_key", reason=self.trouble)
        finally:
            await end(*beside)

    async def seal(self) -> list[Seal]:
        """Seal what waits now, and return the seals.

        Raises:
            UnusableKey: the key cannot be used just now.
            PyMongoError: the database did not answer.
        """
        made: list[Seal] = []
        before = await self._seals.last()
        while seal := await self._seals.seal(self._signer, WallClock().now()):
            if before is None or before.signer != seal.signer:
                changed = SecurityEvent(
                    at=seal.until, kind=KEY_CHANGED, target=f"seal_key:{seal.signer}"
                )
                await keep(self._database, changed)
            before = seal
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
