"""Fires alarms: scans the due index of the shards served, and sends each as a command in time."""

import asyncio
import heapq
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from actors.kernel.errors import HandlerFailed, Overloaded, Quarantined, Refusal, Unavailable
from actors.kernel.identity import CLOCK
from actors.kernel.ports import Clock, Receipt
from actors.runtime.activation import Answer, Wish, alarm_id
from actors.runtime.codec import Codec
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from storage.mongo import Document
from storage.reminders import Alarm
from storage.tasks import end

_log = structlog.get_logger("yimen.runtime")
_PAGE = 500
_MOST = 5_000  # alarms in memory that wait for their instant
_LATE = timedelta(seconds=1)
_SOON, _LONG = 1.0, 60.0  # seconds until an alarm is tried again that met a fault
_PATIENCE = 30.0  # seconds that a fired alarm may wait in a mailbox

_Id = tuple[str, str, datetime]


class Alarms:
    """Fires each alarm once it is due, at most `alarm_rate` per second.

    That it takes effect once is the entity's doing: it knows which of its alarms are pending. Two
    owners of one shard, or an alarm that comes twice, do no harm.
    """

    def __init__(
        self,
        store: Store,
        stats: Stats,
        settings: RuntimeSettings,
        clock: Clock,
        codecs: Mapping[str, Codec],
        submit: Callable[[Wish], None],
        owned: Callable[[], Collection[int] | None],
    ) -> None:
        self._store = store
        self._stats = stats
        self._settings = settings
        self._clock = clock
        self._codecs = codecs
        self._submit = submit
        self._owned = owned
        self._loop = asyncio.get_running_loop()
        self._heap: list[tuple[datetime, int, Alarm]] = []
        self._known: set[_Id] = set()
        self._done: list[Alarm] = []
        self._pushed = 0
        self._scanned_until = clock.now()
        self._next_scan = 0.0
        self._tokens = settings.alarm_rate
        self._task = self._loop.create_task(self._run())

    def note(self, commit: Document) -> None:
        """Take over the alarms of `commit` that are due soon, before the index has them."""
        horizon = self._clock.now() + timedelta(seconds=self._settings.alarm_ahead)
        for reminder in commit["rem"]:
            due = reminder["at"]
            if due is not None and due <= horizon and len(self._heap) < _MOST:
                self._push(
                    Alarm(
                        key=commit["key"],
                        name=reminder["name"],
                        shard=commit["shard"],
                        due=due,
                        command=reminder["command"],
                    )
                )

    async def close(self) -> None:
        """Fire nothing more."""
        await end(self._task)

    async def _run(self) -> None:
        before = self._loop.time()
        while True:
            await asyncio.sleep(self._settings.alarm_tick)
            now, moment = self._loop.time(), self._clock.now()
            rate = self._settings.alarm_rate
            self._tokens = min(self._tokens + (now - before) * rate, rate)
            before = now
            room = len(self._heap) < _MOST
            if room and (now >= self._next_scan or moment > self._scanned_until):
                await self._scan(moment)
            self._fire_due(moment)
            await self._forget_done()

    async def _scan(self, moment: datetime) -> None:
        until = moment + timedelta(seconds=self._settings.alarm_ahead)
        limit = _PAGE + len(self._known)
        try:
            page = await self._store.due(until, self._owned(), limit=limit)
        except Exception as error:
            _log.warning("alarms.unread", error=type(error).__name__)
            self._next_scan = self._loop.time() + _SOON
            return
        for alarm in page:
            self._push(alarm)
        self._scanned_until = until
        # A full page says that more are due: read on as soon as these are through.
        wait = self._settings.alarm_tick if len(page) == limit else self._settings.alarm_scan
        self._next_scan = self._loop.time() + wait

    def _fire_due(self, moment: datetime) -> None:
        while self._heap and self._heap[0][0] <= moment and self._tokens >= 1:
            self._tokens -= 1
            _, _, alarm = heapq.heappop(self._heap)
            if moment - alarm.due > _LATE:
                self._stats.timers_late += 1
            self._fire(alarm)

    def _fire(self, alarm: Alarm) -> None:
        codec = self._codecs.get(alarm.key.partition(":")[0])
        try:
            command: Any = codec.command(alarm.command) if codec else None
        except msgspec.ValidationError:
            command = None
        if command is None:
            _log.error("alarm.unreadable", key=alarm.key, alarm=alarm.name)
            self._again(alarm, _LONG)
            return

        def answer(value: Answer) -> None:
            self._answered(alarm, value)

        self._submit(
            Wish(
                alarm.key,
                command,
                alarm_id(alarm.key, alarm.name, alarm.due),
                CLOCK,
                self._loop.time() + _PATIENCE,
                answer,
            )
        )

    def _answered(self, alarm: Alarm, value: Answer) -> None:
        if isinstance(value, Receipt | Refusal):
            if isinstance(value, Refusal):
                _log.warning("alarm.refused", key=alarm.key, alarm=alarm.name)
            self._stats.alarms += 1
            self._done.append(alarm)
        elif isinstance(value, HandlerFailed | Quarantined):
            self._again(alarm, _LONG)
        elif isinstance(value, Overloaded | Unavailable):
            self._again(alarm, _SOON)
        else:
            self._known.discard(_id(alarm))  # its shard belongs to another host now

    def _push(self, alarm: Alarm) -> None:
        if _id(alarm) not in self._known:
            self._known.add(_id(alarm))
            self._pushed += 1
            heapq.heappush(self._heap, (alarm.due, self._pushed, alarm))

    def _again(self, alarm: Alarm, seconds: float) -> None:
        self._loop.call_later(seconds, self._repush, alarm)

    def _repush(self, alarm: Alarm) -> None:
        self._known.discard(_id(alarm))
        self._push(alarm)

    async def _forget_done(self) -> None:
        if not self._done:
            return
        done, self._done = self._done, []
        try:
            await self._store.forget(done)
        except Exception as error:
            _log.warning("alarms.unforgotten", alarms=len(done), error=type(error).__name__)
        self._known.difference_update(_id(alarm) for alarm in done)


def _id(alarm: Alarm) -> _Id:
    return alarm.key, alarm.name, alarm.due
