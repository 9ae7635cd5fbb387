"""Makes past cases: a simulation of a city hall's year on the real engine and the real rules.

Virtual time is cut into spans of some days, long enough for a few hundred applications. All cases
that have something to do in a span do it at the same time, each in its own order, so that the
engine commits many of them in one write; every turn carries its own instant. Cases share nothing
but the serial numbers, which are taken before a span begins, so the same seed gives the same
journal.
"""

import asyncio
import heapq
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymongo import UpdateOne

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.commands import Submit
from actors.blocks.cases.items import reference_of
from actors.blocks.cases.sample.course import Course
from actors.blocks.cases.sample.filing import (
    YEAR,
    Filing,
    answers_of,
    applicant_of,
    materials_of,
    plan,
)
from actors.blocks.cases.sample.odds import window_clerk
from actors.blocks.cases.state import Applicant
from actors.blocks.clocks.load import load_work_tables
from actors.blocks.numbers.serial import TakeNumbers, case_number
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kinds import build_kinds
from actors.place.city.load import City
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from actors.runtime.store import MongoStore
from serve_apps.cli.past.life import Life, PendingAlarm
from serve_apps.cli.past.samples import SampleFile, keep_samples
from storage.clock import FixedClock
from storage.files import Files
from storage.mongo import Database, Document

Progress = Callable[[int, int], None]
"""Called with how many of how many applications have been filed."""

_NAMESPACE = uuid.UUID("6f1c2c0e-2a6b-4a5e-9a3d-7f3f2d1b9c11")
_SETTINGS = RuntimeSettings(max_waiting=200_000, batch=512, writes=2)
_TOGETHER = 1_000  # cases that move at the same time
_FILED = 400  # applications in a span, about
_LONGEST = 30  # days of a span


class AlreadyMade(Exception):
    """The journal holds the cases of this seed; the message says so."""


@dataclass
class Made:
    """What was made. `refusals` counts commands that the rules refused, by name and reason."""

    cases: int = 0
    commits: int = 0
    open_cases: int = 0
    refusals: Counter[str] = field(default_factory=Counter[str])


class History:
    """Makes `cases` cases of the year before `until` (an instant) from `seed`."""

    def __init__(
        self,
        database: Database,
        library: Library,
        city: City,
        *,
        cases: int,
        seed: int,
        until: datetime,
    ) -> None:
        self.made = Made()
        self._database = database
        self._library = library
        self._city = city
        self._seed = seed
        self._until = until
        self._filings = plan(library, cases=cases, seed=seed, until=until)
        self._tables = load_work_tables(library[Calendar])
        self._known = tuple(person.applicant for person in city.applicants)
        self._lives: dict[str, Life] = {}
        self._stopping = False
        days = min(_LONGEST, YEAR.days * _FILED // max(1, cases))
        self._span = timedelta(days=days)

    def stop(self) -> None:
        """End after the span under way; its cases stay as they are and are handed over."""
        self._stopping = True

    async def make(self, progress: Progress | None = None) -> Made:
        """Make them, and hand the open ones over to the platform.

        Raises:
            AlreadyMade: this seed was used on this database before.
        """
        await self._require_new()
        files = await keep_samples(Files(self._database))
        start = self._filings[0].at if self._filings else self._until
        async with Engine(
            build_kinds(self._library),
            MongoStore(self._database),
            FixedClock(start),
            _SETTINGS,
            name="sample",
            virtual=True,
            on_commit=self._note,
        ) as engine:
            await self._run(engine, files, progress)
        await self._release()
        self.made.open_cases = sum(1 for life in self._lives.values() if not life.closed)
        return self.made

    async def _require_new(self) -> None:
        if self._filings:
            first = f"case:{_case_id(self._filings[0])}/"
            found = await self._database["journal"].find_one(
                {"_id": {"$gt": first, "$lt": f"{first}~"}}
            )
            if found is not None:
                raise AlreadyMade(f"the cases of seed {self._seed} are in this database already")

    async def _run(
        self, engine: Engine, files: Sequence[SampleFile], progress: Progress | None
    ) -> None:
        waiting: list[tuple[datetime, str]] = []  # when each life goes on
        position = 0
        while not self._stopping:
            coming = self._filings[position].at if position < len(self._filings) else self._until
            day = min(coming, waiting[0][0] if waiting else self._until)
            if day >= self._until:
                return
            end = min(end_of_day(local_day(day) + self._span), self._until)
            today = position
            while position < len(self._filings) and self._filings[position].at < end:
                position += 1
            filed = self._filings[today:position]
            numbers = await self._numbers(engine, filed)
            going = [self._begin(engine, filing, numbers, files) for filing in filed]
            while waiting and waiting[0][0] < end:
                going.append(self._lives[heapq.heappop(waiting)[1]])
            for first in range(0, len(going), _TOGETHER):
                await asyncio.gather(*(life.live(end) for life in going[first : first + _TOGETHER]))
            for life in going:
                if life.next < self._until:
                    heapq.heappush(waiting, (life.next, life.id))
            self.made.cases = position
            if progress is not None:
                progress(position, len(self._filings))

    async def _numbers(self, engine: Engine, filed: Sequence[Filing]) -> Mapping[str, str]:
        """Take the serial numbers of a span's applications; return number by filing."""
        by_serial: dict[tuple[str, str], list[Filing]] = defaultdict(list)
        for filing in filed:
            by_serial[filing.item.implementation_code, f"{filing.day:%Y%m%d}"].append(filing)
        receipts = await asyncio.gather(
            *(
                engine.send(
                    f"serial:{code}-{day}",
                    TakeNumbers(cases=tuple(map(_case_id, filings))),
                    id=f"sample-{self._seed}",
                    by=PLATFORM,
                    timeout=60.0,
                    at=filings[0].at,
                )
                for (code, day), filings in by_serial.items()
            )
        )
        return {
            filing.id: case_number(code, day, serial)
            for ((code, day), filings), receipt in zip(by_serial.items(), receipts, strict=True)
            for filing, serial in zip(filings, receipt.reply, strict=True)
        }

    def _begin(
        self,
        engine: Engine,
        filing: Filing,
        numbers: Mapping[str, str],
        files: Sequence[SampleFile],
    ) -> Life:
        library = self._library
        applicant = applicant_of(filing, library, self._known)
        answers = answers_of(filing, library, applicant)
        command = Submit(
            number=numbers[filing.id],
            item=filing.item.code,
            item_version=filing.item.version,
            channel=filing.channel,
            place=filing.place,
            applicant=applicant,
            form=answers,
            materials=materials_of(filing, answers, files),
            statement=reference_of(filing.item),
            guardian_consents=bool(filing.item.child),
        )
        course = Course(filing, applicant, library, self._tables, files)
        life = Life(_case_id(filing), engine, course, self.made.refusals)
        life.file(command, self._sender(filing, applicant), filing.at)
        self._lives[life.id] = life
        return life

    def _sender(self, filing: Filing, applicant: Applicant) -> Identity:
        if filing.channel == "window":
            return window_clerk(filing, self._library)
        if filing.channel == "kiosk":
            kiosk = filing.chance.choice(self._city.kiosks)
            return Identity(f"terminal:{kiosk.id}")
        return Identity(f"person:{applicant.account}", (RESIDENT,))

    def _note(self, commit: Document) -> None:
        self.made.commits += 1
        life = self._lives.get(commit["key"].partition(":")[2])
        if life is not None:
            life.note(commit)

    async def _release(self) -> None:
        """Put the alarms that have not fired into the due index, for the platform to fire.

        They are written with the seq of their commit, so that a follower that folds it later
        neither holds them back nor sets them twice.
        """
        pending = [alarm for life in self._lives.values() for alarm in life.alarms.values()]
        for first in range(0, len(pending), _TOGETHER):
            await self._database["reminders"].bulk_write(
                [_released(alarm) for alarm in pending[first : first + _TOGETHER]], ordered=False
            )


def _released(alarm: PendingAlarm) -> UpdateOne:
    fields: Document = {
        "key": alarm.key,
        "name": alarm.name,
        "shard": alarm.shard,
        "due": alarm.due,
        "command": alarm.command,
        "seq": alarm.seq,
    }
    return UpdateOne(
        {"_id": f"{alarm.key}/{alarm.name}"}, {"$set": fields, "$unset": {"held": ""}}, upsert=True
    )


def _case_id(filing: Filing) -> str:
    return uuid.uuid5(_NAMESPACE, filing.id).hex
