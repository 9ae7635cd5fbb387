"""Takes in what was handed in and renders what was approved, beside everything else.

The rows of the view are the queue. What is told goes under an id of the version and the reading, so
that whoever is killed in between does it again, to the same bytes.
"""

import asyncio
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.jobs.shell.files import keep
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.turn import Command
from actors.systems.open_data.dataset.commands import NotePrepared, NoteRendered
from actors.systems.open_data.dataset.state import Dataset, Measured, OpenFile, Version
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from actors.systems.open_data.intake.preparing import Prepared, prepare
from actors.systems.open_data.intake.reading import BadFile
from actors.systems.open_data.sample import tables
from actors.systems.open_data.shell.rendering import as_arrow, render
from actors.systems.open_data.shell.settings import Settings, read_settings
from actors.systems.open_data.shell.stores import NoSuchFile, OpenStore, RawStore
from actors.systems.open_data.views import WORKED_ON
from storage.mongo import Database

LOOK = 0.5  # seconds between two looks at the queue
LATER = 5.0  # seconds until it is tried again for which something was away
_AWAY = (PyMongoError, Fault, OSError)
_log = structlog.get_logger("yimen.open_data")


async def keep_open(database: Database, sender: Sender, library: Library, _clock: Clock) -> None:
    """Take in and render until cancelled."""
    await Running(database, sender, library, read_settings()).run()


class Running:
    """Works the queue off, what waits longest first."""

    def __init__(
        self, database: Database, sender: Sender, library: Library, settings: Settings
    ) -> None:
        self._rows = database[WORKED_ON]
        self._sender = sender
        self._library = library
        self._raw = RawStore(settings.raw)
        self._open = OpenStore(settings.open)
        self._broken: set[str] = set()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            try:
                row = await self._next()
                if row is not None:
                    await self._work_alone(str(row["_id"]))
            except _AWAY as error:
                _log.warning("open_data.put_off", error=type(error).__name__)
                await asyncio.sleep(LATER)
            await asyncio.sleep(LOOK)

    async def _work_alone(self, id: str) -> None:
        try:
            await self.work(id)
        except _AWAY:
            raise
        except Exception as error:  # one that nobody thought of must not hold up the others
            self._broken.add(id)
            _log.error("open_data.broken", dataset=id, error=type(error).__name__)

    async def work(self, id: str) -> None:
        """Do what the dataset `id` waits for, if anything."""
        state: Dataset = (await self._sender.show(f"{OPEN_DATASET}:{id}")).state
        version = state.next
        if version is None:
            return
        what = f"{version.number}:{version.attempt}"
        if state.phase == "received":
            measured = await asyncio.to_thread(self._take_in, version)
            told = NotePrepared(number=version.number, attempt=version.attempt, measured=measured)
            await self._tell(id, told, f"prepared:{what}")
        elif state.phase == "approved" and not version.files:
            files = await asyncio.to_thread(self._render, version)
            await self._tell(
                id, NoteRendered(number=version.number, files=files), f"rendered:{what}"
            )

    async def _next(self) -> Mapping[str, Any] | None:
        waits = {"$in": ["preparing", "rendering"]}
        waiting = {"waits": waits, "_id": {"$nin": sorted(self._broken)}}
        return await self._rows.find_one(waiting, {"_id": 1}, sort=[("updated_at", 1)])

    def _take_in(self, version: Version) -> Measured:
        try:
            return self._prepared(version).measured
        except NoSuchFile:
            return Measured(faults=("no_file",))
        except BadFile as bad:
            return Measured(faults=(bad.fault,), about=bad.about)

    def _render(self, version: Version) -> tuple[OpenFile, ...]:
        prepared = self._prepared(version)
        if prepared.measured != version.measured:
            raise RuntimeError(f"version {version.number} is not what was approved")
        return render(self._open, prepared.measured.fields, prepared.release)

    def _prepared(self, version: Version) -> Prepared:
        """Return what comes of the version's file; the rows that were read stay in the raw
        store."""
        prepared = prepare(self._content(version.source), version.wording, self._raw.key())
        keep(self._raw.tables, as_arrow(prepared.found.types, prepared.found.rows))
        return prepared

    def _content(self, source: str) -> bytes:
        try:
            return self._raw.content(source)
        except NoSuchFile:
            sample = tables.by_digest(self._library).get(source)
            if sample is None:
                raise
            self._raw.keep(BytesIO(sample))
            return sample

    async def _tell(self, id: str, told: Command, what: str) -> None:
        try:
            await self._sender.send(
                f"{OPEN_DATASET}:{id}", told, id=f"open_data:{id}:{what}", by=PLATFORM
            )
        except Refusal as refusal:  # it was withdrawn meanwhile
            _log.info("open_data.told_late", dataset=id, what=what, reason=str(refusal))
