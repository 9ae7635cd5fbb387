"""What systems bring along of the sample city's past, lived through once in virtual time."""

import asyncio
import heapq
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import UpdateOne

from actors import scan
from actors.blocks.files.formats import MEDIA_TYPES
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act, Installed
from actors.kinds import build_kinds
from actors.runtime.engine import Engine
from actors.runtime.pending import alarm_id
from actors.runtime.store import MongoStore
from storage.clock import FixedClock
from storage.deliveries import messages_of
from storage.files import Files, stored_of
from storage.mongo import Database, Document

_TIMEOUT = 60.0  # seconds of real time for one act
_MESSAGE, _ALARM, _ACT = range(3)  # of one instant in this order


class _Due(NamedTuple):
    """Something that happens at the instant `at`. `what` is a command, an alarm or a message as
    the journal has them; `number` keeps the order of what is of one instant and one sort."""

    at: datetime
    rank: int
    number: int
    key: str
    what: Any
    by: Identity
    id: str


async def live(database: Database, library: Library, now: datetime) -> int:
    """Live through the past of everything installed that has not been, and return how many acts
    that took. What an entity waits for after the instant `now` is left to the platform. Files that
    lie beside the past, `sample/*.pdf` of its owner, are kept.

    Raises:
        Refusal: the rules refuse an act: a mistake of its system.
        Overloaded, Unavailable: the journal could not be written.
    """
    acts = 0
    for owner in library[Installed].owners:
        plan = tuple(owner.past(library, now)) if owner.past else ()
        if plan and not await _begun(database, plan[0][1].key):
            for file in sorted((scan.folder_of(owner) / "sample").glob("*.pdf")):
                content = file.read_bytes()
                stored = stored_of(content, MEDIA_TYPES["pdf"])
                await Files(database).keep(io.BytesIO(content), stored)
            past = _Past(database, owner.name, now)
            await past.live(library, plan)
            acts += len(plan)
    return acts


async def _begun(database: Database, key: str) -> bool:
    range_ = {"_id": {"$gt": f"{key}/", "$lt": f"{key}/~"}}
    return await database["journal"].find_one(range_, {"_id": 1}) is not None


class _Past:
    """Acts, messages and alarms of one system in the order of virtual time."""

    def __init__(self, database: Database, owner: str, now: datetime) -> None:
        self._database = database
        self._owner = owner
        self._until = now
        self._heap: list[_Due] = []
        self._pushed = 0
        self._alarms: dict[tuple[str, str], Document] = {}

    async def live(self, library: Library, plan: Iterable[tuple[datetime, Act]]) -> None:
        """Do everything up to the end, and leave the alarms that are still set to the platform."""
        for number, (at, act) in enumerate(plan):
            id = f"past:{self._owner}:{number}"
            self._push(at, _ACT, act.key, act.command, act.by, id)
        begin = self._heap[0].at
        async with Engine(
            build_kinds(library),
            MongoStore(self._database),
            FixedClock(begin),
            name="past",
            virtual=True,
            on_commit=self._note,
        ) as engine:
            now = begin
            while self._heap and self._heap[0].at <= self._until:
                together = self._together()
                now = max(now, together[0].at)
                await asyncio.gather(*(self._do(engine, each, now) for each in together))
        await self._release()

    def _together(self) -> list["_Due"]:
        """Return what happens next: of one instant and one sort, to entities that all differ."""
        found = [heapq.heappop(self._heap)]
        keys = {found[0].key}
        while self._heap and self._heap[0][:2] == found[0][:2] and self._heap[0].key not in keys:
            found.append(heapq.heappop(self._heap))
            keys.add(found[-1].key)
        return found

    async def _do(self, engine: Engine, due: "_Due", now: datetime) -> None:
        command = due.what
        if due.rank == _ALARM:
            name = (due.key, due.what["name"])
            if self._alarms.get(name) is not due.what:
                return  # cancelled, or set anew
            del self._alarms[name]
        if due.rank != _ACT:
            stored = due.what["command"] if due.rank == _ALARM else due.what
            command = engine.codecs[due.key.partition(":")[0]].command(stored)
        try:
            await engine.send(due.key, command, id=due.id, by=due.by, timeout=_TIMEOUT, at=now)
        except Refusal:
            if due.rank == _ACT:
                raise

    def _push(self, at: datetime, rank: int, key: str, what: Any, by: Identity, id: str) -> None:
        self._pushed += 1
        heapq.heappush(self._heap, _Due(at, rank, self._pushed, key, what, by, id))

    def _note(self, commit: Document) -> None:
        """Take over the messages and alarms of a commit."""
        at, key = commit["at"], commit["key"]
        for message in messages_of(commit):
            self._push(at, _MESSAGE, message.key, message.command, PLATFORM, message.id)
        for reminder in commit["rem"]:
            name, due = reminder["name"], reminder["at"]
            self._alarms.pop((key, name), None)
            if due is not None:
                alarm = {**reminder, "shard": commit["shard"], "seq": commit["seq"]}
                self._alarms[key, name] = alarm
                self._push(max(due, at), _ALARM, key, alarm, CLOCK, alarm_id(key, name, due))

    async def _release(self) -> None:
        """Put the alarms that have not fired into the due index, with the seq of their commit, so
        that a follower that folds it later neither holds them back nor sets them twice."""
        left = [
            UpdateOne(
                {"_id": f"{key}/{name}"},
                {
                    "$set": {
                        "key": key,
                        "name": name,
                        "shard": alarm["shard"],
                        "due": alarm["at"],
                        "command": alarm["command"],
                        "seq": alarm["seq"],
                    },
                    "$unset": {"held": ""},
                },
                upsert=True,
            )
            for (key, name), alarm in self._alarms.items()
        ]
        if left:
            await self._database["reminders"].bulk_write(left, ordered=False)
