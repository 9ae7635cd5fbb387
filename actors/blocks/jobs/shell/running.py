"""Does the jobs that were asked for, one after the other, beside everything else.

The rows of the view are the queue. A job's tables are fixed before anything is reckoned, every part
is told of when it is done, and each under an id of its own: whoever is killed in between has lost
one part at most, which is done again over the same files, to the same bytes.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.jobs.asked import jobs_of, tables_for
from actors.blocks.jobs.job import (
    JOB,
    JobState,
    RecordBegun,
    RecordComplete,
    RecordFailure,
    RecordPart,
    Table,
)
from actors.blocks.jobs.shell.files import BadTable
from actors.blocks.jobs.shell.settings import Settings, read_settings
from actors.blocks.jobs.shell.taking import take
from actors.blocks.jobs.shell.workers import Broken, Workers
from actors.blocks.jobs.shell.working import Flaw, Step, join, split, work
from actors.blocks.jobs.view import JOBS
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.job import Job
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.system import Installed
from actors.kernel.turn import Command
from storage.mongo import Database
from storage.tables import Tables
from storage.tasks import end

LOOK = 0.5  # seconds between two looks at the queue, and at whether a job was aborted
BREAKS = 3  # times that the process of one step may end
LATER = 5.0  # seconds until a job is tried again for which something was away
_WHOLE = "all"  # the part of work that is one
_AWAY = (PyMongoError, Fault, OSError)
_log = structlog.get_logger("yimen.jobs")


async def run_jobs(database: Database, sender: Sender, library: Library, _clock: Clock) -> None:
    """Do what is asked for until cancelled."""
    settings = read_settings()
    workers = Workers(settings.at_once)
    try:
        await Running(database, sender, library, workers, settings).run()
    finally:
        workers.stop()


class Running:
    """Works the queue off, in the order in which jobs were asked for."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        library: Library,
        workers: Workers,
        settings: Settings,
    ) -> None:
        self._database = database
        self._sender = sender
        self._jobs = jobs_of(library[Installed])
        self._known = tables_for(library[Installed])
        self._workers = workers
        self._tables = Tables(settings.tables)
        self._root = str(settings.tables)

    async def run(self) -> None:
        """Do jobs until cancelled."""
        await asyncio.to_thread(self._tables.sweep)
        while True:
            try:
                row = await self._next()
                if row is not None:
                    await self._work(str(row["_id"]))
            except _AWAY as error:
                _log.warning("jobs.put_off", error=type(error).__name__)
                await asyncio.sleep(LATER)
            await asyncio.sleep(LOOK)

    async def _next(self) -> Mapping[str, Any] | None:
        open_jobs = {"state": {"$in": ["queued", "running"]}}
        return await self._database[JOBS].find_one(open_jobs, {"_id": 1}, sort=[("asked_at", 1)])

    async def _work(self, id: str) -> None:
        state = await self._state(id)
        if state.phase not in ("queued", "running"):
            return  # the row follows
        job = self._jobs.get(state.job)
        if job is None:
            await self._tell(state, RecordFailure(attempt=state.attempt, code="no_job"), "failed")
            return
        doing = asyncio.create_task(self._do(job, state))
        watching = asyncio.create_task(self._watch(id, state.attempt))
        try:
            async with asyncio.timeout(job.seconds):
                await asyncio.wait((doing, watching), return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                await doing
        except TimeoutError:
            await self._tell(state, RecordFailure(attempt=state.attempt, code="too_long"), "failed")
        finally:
            await end(doing, watching)

    async def _watch(self, id: str, attempt: int) -> None:
        """Return once the job is over or taken up anew, whoever did that."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                state = await self._state(id)
            except _AWAY:
                continue
            if state.is_over or state.attempt != attempt:
                return

    async def _do(self, job: Job, state: JobState) -> None:
        try:
            if not state.parts:
                state = await self._begin(job, state)
            done = await self._parts(job, state)
            step = self._step(job, state, job.joins, joined=tuple(done))
            result = await self._step_done(join, step)
            finished = RecordComplete(attempt=state.attempt, result=result)
            await self._tell(state, finished, "complete")
        except BadTable as flaw:
            failed = RecordFailure(attempt=state.attempt, code=flaw.code, detail=flaw.what)
            await self._tell(state, failed, "failed")
        except _AWAY:
            raise
        except Exception as error:  # a job that nobody thought of must not hold up the others
            _log.error("job.broken", job=state.id, error=type(error).__name__)
            failed = RecordFailure(attempt=state.attempt, code="broken")
            await self._tell(state, failed, "failed")

    async def _begin(self, job: Job, state: JobState) -> JobState:
        wanted = [self._known[name] for name in state.reads if name in self._known]
        if len(wanted) < len(state.reads):
            raise BadTable("no_table", ", ".join({*state.reads} - self._known.keys()))
        inputs = await take(self._database, wanted, self._tables)
        parts = (_WHOLE,)
        if job.parts:
            tables = {name: table.digest for name, table in inputs.items()}
            step = self._step(job, state, job.parts, tables=tables)
            parts = await self._step_done(split, step)
        begun = RecordBegun(attempt=state.attempt, inputs=inputs, parts=parts or (_WHOLE,))
        await self._tell(state, begun, "begun")
        return await self._state(state.id)

    async def _parts(self, job: Job, state: JobState) -> list[str]:
        """Do the parts that are not done, several at once; return the digests of all, in order."""
        doing = [
            asyncio.create_task(self._part(job, state, n, part))
            for n, part in enumerate(state.parts)
            if part not in state.done
        ]
        try:
            made = dict(await asyncio.gather(*doing))
        finally:
            await end(*doing)
        found = {**state.done, **made}
        return [found[part].digest for part in state.parts]

    async def _part(self, job: Job, state: JobState, n: int, part: str) -> tuple[str, Table]:
        table = await self._step_done(work, self._step(job, state, job.work, part=part))
        told = RecordPart(attempt=state.attempt, part=part, table=table)
        await self._tell(state, told, f"part{n}")
        return part, table

    async def _step_done(self, function: Callable[[Step], Any], step: Step) -> Any:
        """Return what `function` makes of `step`.

        Raises:
            BadTable: it cannot be done.
        """
        for _ in range(BREAKS):
            try:
                made = await self._workers.do(function, step)
            except Broken:
                continue
            if isinstance(made, Flaw):
                raise BadTable(made.code, made.detail)
            return made
        raise BadTable("killed")

    def _step(
        self,
        job: Job,
        state: JobState,
        function: str,
        *,
        part: str = "",
        tables: Mapping[str, str] | None = None,
        joined: tuple[str, ...] = (),
    ) -> Step:
        defaults = {parameter.name: "" for parameter in job.parameters}
        return Step(
            function=function,
            root=self._root,
            tables=tables or {name: table.digest for name, table in state.inputs.items()},
            parameters=defaults | state.parameters,
            part=part,
            joined=joined,
        )

    async def _state(self, id: str) -> JobState:
        return (await self._sender.show(f"{JOB}:{id}")).state

    async def _tell(self, state: JobState, told: Command, what: str) -> None:
        id = f"job:{state.id}:{state.attempt}:{what}"
        try:
            await self._sender.send(f"{JOB}:{state.id}", told, id=id, by=PLATFORM)
        except Refusal as refusal:  # it is over; what is told comes too late
            _log.info("job.told_late", job=state.id, what=what, reason=str(refusal))
