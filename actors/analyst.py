"""The entry of analysts on the command line (分析作业入口): has a job done, and waits for it.

    ray job submit --working-dir . -- python -m actors.analyst case_volume --params p.toml

`p.toml` holds the job's parameters by their names. Each step is a line of JSON on standard output;
the exit status is 0 once the job is complete, 1 if it was refused, failed or was aborted.
"""

import argparse
import asyncio
import getpass
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import msgspec
import stamina

from actors.blocks.jobs.asked import jobs_of
from actors.blocks.jobs.job import JOB, JobState, StartJob
from actors.blocks.jobs.roles import ANALYST
from actors.blocks.jobs.shell.settings import read_settings as read_job_settings
from actors.kernel.errors import Fault, Overloaded, Refusal, Unavailable
from actors.kernel.identity import Identity
from actors.kernel.system import Installed
from actors.kinds import platform_kinds
from actors.library import load_library
from actors.runtime import processes
from actors.runtime.router import Router
from actors.runtime.settings import read_settings as read_runtime_settings
from storage.mongo import connect
from storage.placement import Placements
from storage.settings import read_settings
from storage.tables import Tables

_LOOK = 0.5  # seconds between two looks at the job
_PATIENCE = 180.0  # seconds that the platform may be without an answer


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m actors.analyst", description=__doc__)
    parser.add_argument("job", nargs="?", help="the job's name; without one, all are listed")
    parser.add_argument("--params", type=Path, help="a TOML file with its parameters")
    given = parser.parse_args()
    if given.job is None:
        return _list()
    try:
        parameters = _read(given.params)
    except (OSError, ValueError) as error:
        _tell(refused=f"{given.params}: {error}")
        return 1
    return asyncio.run(_run(StartJob(job=given.job, parameters=parameters)))


def _list() -> int:
    for job in jobs_of(load_library()[Installed]).values():
        names = [each.name for each in job.parameters]
        _tell(job=job.name, title=job.title.en, parameters=names)
    return 0


def _read(file: Path | None) -> dict[str, str]:
    found = tomllib.loads(file.read_text("utf-8")) if file else {}
    return {name: str(value) for name, value in found.items()}


async def _run(wish: StartJob) -> int:
    namespace = read_runtime_settings().namespace
    processes.join(namespace)
    by = Identity(f"shell:{getpass.getuser()}", (ANALYST,))
    database = connect(read_settings(), "readers")
    try:
        way = processes.RayTransport(namespace)
        async with Router(platform_kinds(), Placements(database), way) as router:
            return await _follow(router, wish, by)
    except Refusal as refusal:
        _tell(refused=str(refusal))
    except Fault as fault:
        _tell(failed=str(fault))
    finally:
        await database.client.close()
    return 1


async def _follow(router: Router, wish: StartJob, by: Identity) -> int:
    key = f"{JOB}:{uuid4().hex}"
    async for attempt in _again():
        with attempt:  # of one id, so that it is one job however often it is asked for
            await router.send(key, wish, id=f"{by.id}/{key}", by=by)
    told: tuple[str, int] | None = None
    while True:
        state = await _looked_at(router, key)
        if (state.phase, len(state.done)) != told:
            told = state.phase, len(state.done)
            _tell(job=state.id, phase=state.phase, done=len(state.done), parts=len(state.parts))
        if state.is_over:
            break
        await asyncio.sleep(_LOOK)
    if state.result is None:
        _tell(job=state.id, failed=state.code or state.reason, detail=state.detail)
        return 1
    path = Tables(read_job_settings().tables).path(state.result.digest)
    _tell(job=state.id, result=str(path), digest=state.result.digest, rows=state.result.rows)
    return 0


async def _looked_at(router: Router, key: str) -> JobState:
    async for attempt in _again():
        with attempt:
            return (await router.show(key)).state
    raise AssertionError("stamina ends by raising")


def _again() -> AsyncIterator[stamina.Attempt]:
    """Try anew while the platform is busy or a host has moved: jobs are for work that can wait."""
    waits = (Unavailable, Overloaded)
    return aiter(stamina.retry_context(on=waits, attempts=None, timeout=_PATIENCE, wait_max=5.0))


def _tell(**facts: object) -> None:
    sys.stdout.write(msgspec.json.encode(facts).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
