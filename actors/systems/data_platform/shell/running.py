"""Does the runs that sources wait for, beside everything else, one after the other.

The rows of the view are the queue. What is told goes under an id of the run and the try, so that
whoever is killed in between does it again: the same content gives the same bytes, and what was
taken is told once.
"""

import asyncio
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import msgspec
import structlog
from pymongo.errors import PyMongoError

from actors.blocks.jobs.shell.workers import Broken, Workers
from actors.blocks.tables.shell.kept_files import KeptFiles, NoSuchFile
from actors.kernel.errors import Fault as PlatformFault
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.shell.connections import NoConnection, connection
from actors.systems.data_platform.shell.fetching import Unfetched, from_postgresql, from_web
from actors.systems.data_platform.shell.measuring import Failed, Step, measure
from actors.systems.data_platform.shell.settings import Settings, read_settings
from actors.systems.data_platform.source.commands import NoteCollected, NoteFailure
from actors.systems.data_platform.source.reading import Wanted
from actors.systems.data_platform.source.sample import FILES
from actors.systems.data_platform.source.state import Run, Source
from actors.systems.data_platform.source.terms import DATA_SOURCE, Fault, Result
from actors.systems.data_platform.source.view import SOURCES
from storage.mongo import Database
from storage.tables import Tables

LOOK = 0.5  # seconds between two looks at the queue
LATER = 5.0  # seconds until it is tried again for which the platform itself was away
SECONDS = 600.0  # of one run
BREAKS = 3  # times that the process of one run may end
_AWAY = (PyMongoError, PlatformFault, OSError)
_log = structlog.get_logger("yimen.sources")


async def collect(database: Database, sender: Sender, library: Library, _clock: Clock) -> None:
    """Collect until cancelled."""
    workers = Workers(1)
    try:
        await Running(database, sender, workers, read_settings()).run()
    finally:
        workers.stop()


class Running:
    """Works the queue off, what waits longest first."""

    def __init__(
        self, database: Database, sender: Sender, workers: Workers, settings: Settings
    ) -> None:
        self._rows = database[SOURCES]
        self._sender = sender
        self._workers = workers
        self._settings = settings
        self._files = KeptFiles(settings.raw)

    async def run(self) -> None:
        """Go on until cancelled."""
        await asyncio.to_thread(Tables(self._settings.tables).sweep)
        while True:
            try:
                row = await self._next()
                if row is not None:
                    await self.work(str(row["_id"]))
            except _AWAY as error:
                _log.warning("sources.put_off", error=type(error).__name__)
                await asyncio.sleep(LATER)
            await asyncio.sleep(LOOK)

    async def _next(self) -> Mapping[str, Any] | None:
        waiting = {"waits": "collecting"}
        return await self._rows.find_one(waiting, {"_id": 1}, sort=[("updated_at", 1)])

    async def work(self, id: str) -> None:
        """Do the run that the source `id` waits for, if there is one.

        Raises:
            PyMongoError, Fault, OSError: the platform itself is away.
        """
        state: Source = (await self._sender.show(f"{DATA_SOURCE}:{id}")).state
        run = state.last
        if run is None or run.state != "queued" or state.phase == "closed":
            return  # the row follows
        try:
            async with asyncio.timeout(SECONDS):
                found = await self._collect(state, run)
        except Unfetched as missed:
            found = NoteFailure(
                number=run.number, tries=run.tries, fault=missed.fault, about=missed.about[:120]
            )
        except TimeoutError:
            found = _failure(run, "broken", "timeout")
        except _AWAY:
            raise
        except Exception as error:  # one that nobody thought of must not hold up the others
            _log.error("sources.broken", source=id, error=type(error).__name__)
            found = _failure(run, "broken", type(error).__name__)
        await self._tell(id, run, found)

    async def _collect(self, state: Source, run: Run) -> NoteCollected | NoteFailure:
        dataset: Dataset = (await self._sender.show(f"{SHARED_DATASET}:{state.dataset}")).state
        if dataset.phase in ("", "withdrawn") or dataset.unit != state.unit:
            raise Unfetched("no_dataset", state.dataset)
        wording = state.wording
        assert wording is not None  # it was registered
        step = Step(
            files=str(self._settings.raw),
            tables=str(self._settings.tables),
            raw=await self._raw(state, run, [each.name for each in dataset.columns]),
            extracted=wording.sort == "postgresql",
            wanted=Wanted(
                columns=dataset.columns,
                rules=state.rules,
                mode=wording.mode,
                fields=state.fields,
                declared=state.declared,
                rows=state.rows,
            ),
            before=state.sha256 if wording.mode == "incremental" else "",
        )
        found = await self._measured(step)
        if isinstance(found, Failed):
            return _failure(run, found.fault)
        return NoteCollected(number=run.number, tries=run.tries, result=found)

    async def _raw(self, state: Source, run: Run, columns: list[str]) -> str:
        """Get what the run reads, and return the digest of the file that it is kept as."""
        wording = state.wording
        assert wording is not None  # it was registered
        match wording.sort:
            case "file":
                return await asyncio.to_thread(self._handed_in, run.upload)
            case "http":
                content = await from_web(wording.address, self._settings.hosts)
            case "postgresql":
                content = await asyncio.to_thread(self._extract, state, columns)
        return await asyncio.to_thread(self._files.keep, BytesIO(content))

    def _handed_in(self, upload: str) -> str:
        try:
            self._files.content(upload)
        except NoSuchFile:
            if upload not in FILES:
                raise Unfetched("no_file") from None
            self._files.keep(BytesIO(FILES[upload]))
        return upload

    def _extract(self, state: Source, columns: list[str]) -> bytes:
        wording = state.wording
        assert wording is not None  # it was registered
        try:
            at = connection(self._settings.connections, wording.connection, state.unit)
        except NoConnection:
            raise Unfetched("connection", wording.connection) from None
        got = from_postgresql(at, wording.table, columns, wording.cursor, state.cursor)
        return msgspec.json.encode(got)

    async def _measured(self, step: Step) -> Result | Failed:
        for _ in range(BREAKS):
            try:
                return await self._workers.do(measure, step)
            except Broken:
                continue
        return Failed(fault="broken")

    async def _tell(self, id: str, run: Run, told: NoteCollected | NoteFailure) -> None:
        once = f"data_source:{id}:{run.number}:{run.tries}"
        try:
            await self._sender.send(f"{DATA_SOURCE}:{id}", told, id=once, by=PLATFORM)
        except Refusal as refusal:  # it was closed meanwhile
            _log.info("sources.told_late", source=id, reason=str(refusal))


def _failure(run: Run, fault: Fault, about: str = "") -> NoteFailure:
    return NoteFailure(number=run.number, tries=run.tries, fault=fault, about=about)
