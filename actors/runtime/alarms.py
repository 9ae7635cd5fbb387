"""Fires alarms: scans the due index of the shards served, and sends each as a command in time."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import structlog

from actors.kernel.alarms import Reminder
from actors.kernel.errors import HandlerFailed, Overloaded, Quarantined, Unavailable
from actors.kernel.identity import CLOCK
from actors.kernel.ports import Clock, Receipt
from actors.runtime.activation import Answer, Wish
from actors.runtime.codec import Codec
from actors.runtime.pace import Pace
from actors.runtime.pending import alarm_id
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from actors.runtime.upcoming import Upcoming
from storage.reminders import Alarm
from storage.tasks import begin, end

_log = structlog.get_logger("yimen.runtime")
_PAGE = 1_000  # alarms of one scan that are news
_FEW = 500  # waiting in memory, and more are read without delay
_MOST = 5_000  # in memory, whatever becomes of them
_NOTED = 2_500  # of them before they are due, so that there is always room for what is
_UNDERWAY = 100  # fired and not answered: what a live command may find before it
_REACH = 3  # scans ahead that a scan looks, so that one may fail
_LATE = timedelta(seconds=1)
_SOON = 1.0  # seconds until an alarm is tried again that met a bound
_HELD = timedelta(minutes=1)  # until one is tried again that nobody can carry out
_PATIENCE = 30.0  # seconds that a fired alarm may wait in a mailbox


class Alarms:
    """Fires each alarm once it is due, at most `alarm_rate` per second, the oldest first.

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
        self._upcoming = Upcoming(_MOST)
        self._pace = Pace(settings.alarm_rate, self._loop.time())
        self._underway = 0
        self._done: list[Alarm] = []
        self._stuck: list[Alarm] = []
        self._scanned_until = clock.now()
        self._more = False  # the last scan has left some in the index
        self._next_scan = self._next_release = 0.0
        self._served: Collection[int] = ()
        self._gained: set[int] = set()  # shards whose held alarms were not looked at here yet
        self._handing_over: set[asyncio.Task[None]] = set()
        self._task = begin(self._run())

    def __len__(self) -> int:
        """Return how many are in memory."""
        return len(self._upcoming)

    def note(self, key: str, shard: int, seq: int, reminders: Iterable[Reminder]) -> None:
        """Take over those of `reminders`, pending with the entity `key` since its commit `seq` or
        before, that are due soon; the index may not have them yet."""
        horizon = self._clock.now() + timedelta(seconds=self._settings.alarm_ahead)
        if len(self._upcoming) >= _NOTED:
            return
        for each in reminders:
            if each.at is not None and each.at <= horizon and each.command is not None:
                alarm = Alarm(key, each.name, shard, each.at, each.command, seq)
                self._upcoming.add(alarm, indexed=False)

    def own(self, shards: Collection[int] | None) -> None:
        """Look at once for what is due in `shards`, which are served from now on, and give what
        waits of others to the index, where their owners find it. What the owner before could not
        carry out is tried here: this host may be of a newer release."""
        self._next_scan = 0.0
        if shards is not None:
            self._gained.update(shard for shard in shards if shard not in self._served)
            self._next_release = 0.0 if self._gained else self._next_release
            self._served = frozenset(shards)
            self._give(self._upcoming.take_unindexed(lambda alarm: alarm.shard not in shards))

    async def close(self) -> None:
        """Fire nothing more; what waits goes to the index."""
        await end(self._task)
        await self._hand_over(self._upcoming.take_unindexed(lambda alarm: True))
        await asyncio.gather(*self._handing_over)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._settings.alarm_tick)
            now, moment = self._loop.time(), self._clock.now()
            self._pace.go_on(now)
            if now >= self._next_release:
                await self._release()
            hungry = self._more and self._upcoming.waiting < _FEW
            wanted = hungry or now >= self._next_scan or moment > self._scanned_until
            if wanted and not self._upcoming.full:
                await self._scan()
            self._fire_due()
            await self._tidy()

    async def _scan(self) -> None:
        """Read what is due soon. Each scan reads again what is known and still in the index, so
        there is no hurry while enough of it waits."""
        seconds = self._settings.alarm_scan
        until = self._clock.now() + timedelta(seconds=_REACH * seconds)
        limit = _PAGE + len(self._upcoming)
        try:
            page = await self._store.due(until, self._owned(), limit=limit)
        except Exception as error:
            _log.warning("alarms.unread", error=type(error).__name__)
            self._next_scan = self._loop.time() + _SOON
            return
        for alarm in page:
            self._upcoming.add(alarm, indexed=True)
        self._scanned_until = until
        self._more = len(page) == limit
        self._next_scan = self._loop.time() + seconds

    def _fire_due(self) -> None:
        moment = self._clock.now()
        while self._underway < _UNDERWAY and self._pace.take():
            alarm = self._upcoming.pop(moment)
            if alarm is None:
                return
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
            self._stuck.append(alarm)
            return

        def answer(value: Answer) -> None:
            self._underway -= 1
            self._answered(alarm, value)

        self._underway += 1
        id = alarm_id(alarm.key, alarm.name, alarm.due)
        deadline = self._loop.time() + _PATIENCE
        self._submit(Wish(alarm.key, command, id, CLOCK, deadline, answer))

    def _answered(self, alarm: Alarm, value: Answer) -> None:
        if isinstance(value, Receipt) and value.seq >= alarm.seq:
            self._stats.alarms += 1
            self._done.append(alarm)
        elif isinstance(value, HandlerFailed | Quarantined):
            self._stuck.append(alarm)
        elif isinstance(value, Overloaded | Unavailable):
            self._pace.slow_down(self._loop.time())
            self._loop.call_later(_SOON, self._upcoming.put_back, alarm)
        else:
            # Its shard belongs to another host now; or the entity was asked that it had been before
            # the alarm was set, by a host that does not know yet that it has been superseded.
            self._give([alarm] if self._upcoming.unindexed(alarm) else [])
            self._upcoming.forget([alarm])

    async def _tidy(self) -> None:
        """Take what is done out of the index, and set aside for a while what cannot be done."""
        done, self._done = self._done, []
        stuck, self._stuck = self._stuck, []
        try:
            if done:
                await self._store.forget(done)
            if stuck:
                await self._store.hold(stuck, self._clock.now() + _HELD)
        except Exception as error:
            count = len(done) + len(stuck)
            _log.warning("alarms.untidy", alarms=count, error=type(error).__name__)
        self._upcoming.forget(done)
        self._upcoming.forget(stuck)

    async def _release(self) -> None:
        gained, self._gained = self._gained, set()
        self._next_release = self._loop.time() + _HELD.total_seconds() / 2
        try:
            await self._store.release(self._clock.now(), gained)
        except Exception as error:
            _log.warning("alarms.unreleased", error=type(error).__name__)
            self._gained |= gained
            self._next_release = self._loop.time() + _SOON

    def _give(self, alarms: list[Alarm]) -> None:
        """Have `alarms` in the index, where their owners find them."""
        if alarms:
            task = self._loop.create_task(self._hand_over(alarms))
            self._handing_over.add(task)
            task.add_done_callback(self._handing_over.discard)

    async def _hand_over(self, alarms: list[Alarm]) -> None:
        try:
            await self._store.keep(alarms)
        except Exception as error:
            _log.warning("alarms.unkept", alarms=len(alarms), error=type(error).__name__)
