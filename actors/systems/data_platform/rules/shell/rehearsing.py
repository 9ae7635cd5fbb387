"""Rehearses rules beside everything else: over what the journal says has happened to shared data in
the days that were asked for. The rows of the view are the queue."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.kernel.deadlines import end_of_day, start_of_day
from actors.kernel.errors import Fault, Quarantined, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.rules.condition import holds
from actors.systems.data_platform.rules.rehearsal import Occurrence, rehearse
from actors.systems.data_platform.rules.rule.records import NoteRehearsal, Rehearsal, Rule, Terms
from actors.systems.data_platform.rules.signals import OF, about, signals_of
from actors.systems.data_platform.rules.terms import DATA_RULE
from actors.systems.data_platform.rules.views import RULES
from storage.mongo import Database
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

LOOK = 0.5  # seconds between two looks at the queue
LATER = 5.0  # seconds until it is tried again for which something was away
PAGE = 500  # commits that are opened at once
_AWAY = (PyMongoError, Fault, OSError)
_log = structlog.get_logger("yimen.data_rules")


async def rehearse_rules(
    database: Database, sender: Sender, _library: Library, _clock: Clock
) -> None:
    """Rehearse until cancelled."""
    await Rehearsing(database, sender).run()


class Rehearsing:
    """Works the queue off, what waits longest first."""

    def __init__(self, database: Database, sender: Sender) -> None:
        self._database = database
        self._sender = sender
        self._keys = data_keys(database)
        self._known: dict[str, Dataset | None] = {}
        self._broken: set[str] = set()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            try:
                row = await self._next()
                if row is not None:
                    await self._alone(str(row["_id"]))
            except _AWAY as error:
                _log.warning("data_rules.put_off", error=type(error).__name__)
                await asyncio.sleep(LATER)
            await asyncio.sleep(LOOK)

    async def work(self, id: str) -> None:
        """Rehearse the rule `id`, if it waits for that."""
        state: Rule = (await self._sender.show(f"{DATA_RULE}:{id}")).state
        asked, terms = state.rehearsal, state.terms
        if asked is None or asked.outcome is not None or terms is None:
            return
        self._known = {}
        found = [each async for each in self._occurrences(state.unit, terms, asked)]
        outcome = await asyncio.to_thread(
            rehearse, found, partial(holds, terms.condition), terms.most
        )
        told = NoteRehearsal(number=asked.number, outcome=outcome)
        key, once = f"{DATA_RULE}:{id}", f"rehearsed:{id}:{asked.number}"
        try:
            await self._sender.send(key, told, id=once, by=PLATFORM)
        except Refusal as refusal:
            _log.info("data_rules.told_late", code=refusal.reasons[0].code)

    async def _alone(self, id: str) -> None:
        try:
            await self.work(id)
        except _AWAY:
            raise
        except Exception as error:  # one that nobody thought of must not hold up the others
            self._broken.add(id)
            _log.error("data_rules.broken", rule=id, error=type(error).__name__)

    async def _next(self) -> Mapping[str, Any] | None:
        waiting = {"rehearses": True, "_id": {"$nin": sorted(self._broken)}}
        return await self._database[RULES].find_one(waiting, {"_id": 1}, sort=[("updated_at", 1)])

    async def _occurrences(
        self, unit: str, terms: Terms, asked: Rehearsal
    ) -> AsyncIterator[Occurrence]:
        """Yield what happened in those days that a rule of `unit` hears of, in order."""
        types = [type for type, name in OF.items() if name == terms.signal]
        span = {"$gte": start_of_day(asked.since), "$lt": end_of_day(asked.until)}
        of_kind = {"$gte": f"{SHARED_DATASET}:", "$lt": f"{SHARED_DATASET};"}  # next after ":"
        wanted = {"_id": of_kind, "at": span, "ev.type": {"$in": types}}
        found = self._database["journal"].find(wanted, allow_disk_use=True)
        commits = found.sort([("at", 1), ("_id", 1)])
        while page := await commits.to_list(PAGE):
            for commit in await opened_all(page, self._keys):
                for signal in signals_of(commit):
                    dataset = await self._dataset(commit["key"])
                    heard = dataset and unit in (dataset.unit, profile().reviewing_unit)
                    if signal.name == terms.signal and dataset and heard:
                        facts = about(signal, unit=dataset.unit, sharing=dataset.sharing)
                        yield Occurrence(at=commit["at"], subject=signal.subject, facts=facts)

    async def _dataset(self, key: str) -> Dataset | None:
        if key not in self._known:
            try:
                self._known[key] = (await self._sender.show(key)).state
            except Quarantined:
                self._known[key] = None
        return self._known[key]
