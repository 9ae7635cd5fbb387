"""One case from its application on: acts, messages and alarms in the order of virtual time."""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.blocks.cases.sample.course import Act, Course
from actors.blocks.cases.sample.odds import NEVER
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.turn import Command
from actors.runtime.engine import Engine
from actors.runtime.pending import alarm_id
from storage.mongo import Document

_TIMEOUT = 120.0  # seconds of real time; the machine may be busy


@dataclass(frozen=True)
class PendingAlarm:
    """An alarm of virtual history that has not fired; `seq` is the commit that set it."""

    key: str
    name: str
    shard: int
    due: datetime
    command: Document
    seq: int


@dataclass(frozen=True)
class _Sending:
    """A command on its way to an entity of this life."""

    key: str
    command: Command
    id: str
    by: Identity


class Life:
    """The case `id` and its watcher. The engine's commits about them are told by `note`."""

    def __init__(self, id: str, engine: Engine, course: Course, refusals: Counter[str]) -> None:
        self.id = id
        self.key = f"case:{id}"
        self.alarms: dict[tuple[str, str], PendingAlarm] = {}
        self._engine = engine
        self._course = course
        self._refusals = refusals
        self._heap: list[tuple[datetime, int, int, Act | _Sending | PendingAlarm]] = []
        self._pushed = 0
        self._acts = 0
        self._planned: set[str] = set()
        self._now: datetime | None = None
        self.closed = False

    @property
    def next(self) -> datetime:
        """When something happens next."""
        return self._heap[0][0] if self._heap else NEVER

    def file(self, command: Command, by: Identity, at: datetime) -> None:
        """Have the application sent at `at`."""
        self._push(at, 2, _Sending(self.key, command, f"{self.id}-file", by))

    def note(self, commit: Document) -> None:
        """Take over the messages and alarms of a commit of this life."""
        at, key = commit["at"], commit["key"]
        for number, message in enumerate(commit["out"]):
            command = self._command(message["key"], message["command"])
            id = f"{key}/{commit['seq']}/{number}"
            self._push(at, 0, _Sending(message["key"], command, id, PLATFORM))
        for reminder in commit["rem"]:
            name, due = reminder["name"], reminder["at"]
            if due is None:
                self.alarms.pop((key, name), None)
                continue
            alarm = PendingAlarm(
                key, name, commit["shard"], due, reminder["command"], commit["seq"]
            )
            self.alarms[key, name] = alarm
            self._push(max(due, at), 1, alarm)

    async def live(self, until: datetime) -> None:
        """Do everything that happens before `until`."""
        while self._heap and self._heap[0][0] < until:
            at, _, _, what = heapq.heappop(self._heap)
            self._now = at if self._now is None else max(at, self._now)
            match what:
                case Act():
                    await self._act(what, self._now)
                case PendingAlarm():
                    await self._fire(what, self._now)
                case _Sending():
                    await self._send(what, self._now)
                    if what.key == self.key:
                        await self._plan(self._now)

    async def _act(self, act: Act, at: datetime) -> None:
        state = (await self._engine.show(self.key, timeout=_TIMEOUT)).state
        if act.still(state):
            self._acts += 1
            await self._send(_Sending(self.key, act.command, f"{self.id}-{self._acts}", act.by), at)
        self._planned.discard(act.name)
        await self._plan(at, just_done=act.name)

    async def _fire(self, alarm: PendingAlarm, at: datetime) -> None:
        if self.alarms.get((alarm.key, alarm.name)) != alarm:
            return  # cancelled, or set anew
        del self.alarms[alarm.key, alarm.name]
        id = alarm_id(alarm.key, alarm.name, alarm.due)
        command = self._command(alarm.key, alarm.command)
        await self._send(_Sending(alarm.key, command, id, CLOCK), at)
        if alarm.key == self.key:
            await self._plan(at)

    async def _send(self, sending: _Sending, at: datetime) -> None:
        try:
            await self._engine.send(
                sending.key,
                sending.command,
                id=sending.id,
                by=sending.by,
                timeout=_TIMEOUT,
                at=at,
            )
        except Refusal as refusal:
            # People err, and cases overtake what was planned for them; counted, to be looked at.
            codes = "+".join(sorted({reason.code for reason in refusal.reasons}))
            self._refusals[f"{type(sending.command).__name__} {codes}"] += 1

    async def _plan(self, now: datetime, just_done: str = "") -> None:
        state = (await self._engine.show(self.key, timeout=_TIMEOUT)).state
        self.closed = state.closed_at is not None
        self._schedule(act for act in self._course.next_acts(state, now) if act.name != just_done)

    def _schedule(self, acts: Iterable[Act]) -> None:
        for act in acts:
            if act.name not in self._planned:
                self._planned.add(act.name)
                self._push(act.at, 2, act)

    def _push(self, at: datetime, rank: int, what: Any) -> None:
        if at < NEVER:
            self._pushed += 1
            heapq.heappush(self._heap, (at, rank, self._pushed, what))

    def _command(self, key: str, document: Document) -> Command:
        return self._engine.codecs[key.partition(":")[0]].command(document)
