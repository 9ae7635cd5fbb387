"""The only file that reads the machine's clock."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Self, cast

import pymongo
import structlog
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from storage.mongo import Database, Document
from storage.tasks import begin, end

_TOLERANCE = timedelta(seconds=2)
_STEP = 10.0  # seconds between two looks at the database's clock
_ASKED = 5  # times at most, one after the other, while answers take too long to tell anything
_DEMO_STEP = 0.5  # seconds, since people watch a demonstration
_log = structlog.get_logger("yimen.storage")


def whole_milliseconds(moment: datetime) -> datetime:
    """Cut `moment` to milliseconds, which is all that BSON keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class WallClock:
    """The machine's time plus `offset`, which a demonstration may move on."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return the current instant: aware, UTC, whole milliseconds."""
        return whole_milliseconds(datetime.now(UTC) + self.offset)


class FixedClock:
    """A clock that moves only when it is told to; for tests and for making past cases."""

    def __init__(self, start: datetime) -> None:
        self._now = whole_milliseconds(start.astimezone(UTC))

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to `moment`; never back.

        Raises:
            ValueError: `moment` lies before the current one.
        """
        moment = whole_milliseconds(moment.astimezone(UTC))
        if moment < self._now:
            raise ValueError(f"time does not go back from {self._now} to {moment}")
        self._now = moment


class PlatformClock:
    """The platform's time: the machine's, put right by the database's, which all machines share.

    A machine whose clock is wrong would otherwise raise alarms early or late. Differences of up to
    two seconds are left alone, since asking takes time too. From one comparison to the next the
    machine's monotonic clock counts, so that a clock that is set anew moves nothing meanwhile.

    Use it as an async context manager. With `demo` it follows the document `clock` of the settings
    within a second, which moves time on for a demonstration; without, that document is ignored.
    """

    def __init__(self, database: Database, *, demo: bool) -> None:
        self._admin = database.client.admin
        self._settings = database["settings"]
        self._demo = demo
        self._skew = timedelta()
        self._offset = timedelta()
        self._compared, self._ticks = datetime.now(UTC), monotonic()
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.refresh()
        self._following = begin(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(self._following)

    def now(self) -> datetime:
        """Return the current instant: aware, UTC, whole milliseconds."""
        passed = timedelta(seconds=monotonic() - self._ticks)
        return whole_milliseconds(self._compared + passed + self._offset)

    async def refresh(self) -> None:
        """Read how wrong the machine's clock is, and how far a demonstration has moved time on.

        Raises:
            PyMongoError: the database did not answer.
        """
        with pymongo.timeout(5.0):
            await self._compare()
            if self._demo:
                document = await self._settings.find_one({"_id": "clock"})
                self._offset = timedelta(seconds=document["offset_seconds"] if document else 0)

    async def _compare(self) -> None:
        for _ in range(_ASKED):
            before = datetime.now(UTC)
            theirs = (await self._admin.command("hello"))["localTime"].replace(tzinfo=UTC)
            after, ticks = datetime.now(UTC), monotonic()
            found = skew(before, theirs, after)
            if found is not None:
                if found != self._skew:
                    _log.warning("clock.skewed", seconds=found.total_seconds())
                self._skew = found
                self._compared, self._ticks = after + found, ticks
                return

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_DEMO_STEP if self._demo else _STEP)
            with contextlib.suppress(PyMongoError):  # it keeps going as it went
                await self.refresh()


def skew(before: datetime, theirs: datetime, after: datetime) -> timedelta | None:
    """Return how far a clock is behind another that was asked between `before` and `after`.

    Zero for up to two seconds; None when the answer took too long to tell.
    """
    if not timedelta() <= after - before <= _TOLERANCE / 2:
        return None
    found = theirs - (before + (after - before) / 2)
    return found if abs(found) > _TOLERANCE else timedelta()


async def advance(database: Database, by: timedelta) -> timedelta:
    """Move the platform's clock on by `by`, and return how far it is ahead of the machine's.

    Only platforms in demonstration mode follow.

    Raises:
        ValueError: `by` is negative; time does not go back.
        PyMongoError: the database did not answer.
    """
    if by < timedelta():
        raise ValueError("time does not go back")
    document = await database["settings"].find_one_and_update(
        {"_id": "clock"},
        {"$inc": {"offset_seconds": by.total_seconds()}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return timedelta(seconds=cast("Document", document)["offset_seconds"])
