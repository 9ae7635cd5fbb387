"""A real Ray for the whole session, and hosts on it for a test."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import ray

from actors.runtime.cluster import start_hosts, stop_hosts
from actors.runtime.host import HostSpec
from actors.runtime.settings import RuntimeSettings
from benchmarks.chaos.leftovers import once_more
from storage.directory import Directory
from storage.mongo import Database
from storage.schema import prepare
from storage.settings import StorageSettings


@dataclass(frozen=True)
class RayHosts:
    """Hosts that run for a test, on the test's database."""

    database: Database
    directory: Directory
    namespace: str


@pytest.fixture(scope="session")
def ray_session() -> Iterator[None]:
    """A Ray of the session's own, in a folder with a short path; every folder of tests that uses
    it shares it."""
    if ray.is_initialized():
        yield
        return
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")
    os.environ |= {"RAY_AUTH_MODE": "disabled", "RAY_raylet_start_wait_time_s": "120"}
    once_more(lambda: _begin(folder), Path(folder))
    yield
    ray.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def _begin(folder: str) -> None:
    ray.shutdown()  # what did not come up
    ray.init(
        num_cpus=4,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=100 * 2**20,
        _temp_dir=folder,
    )


def spec_of(
    namespace: str,
    storage: StorageSettings,
    kinds: str = "tests.integration.kinds:kinds",
    runtime: RuntimeSettings | None = None,
) -> HostSpec:
    """Return what hosts of a test are started with."""
    runtime = replace(runtime or RuntimeSettings(), namespace=namespace)
    return HostSpec(kinds=kinds, storage=storage, runtime=runtime)


@asynccontextmanager
async def running_hosts(
    database: Database,
    storage: StorageSettings,
    *,
    count: int = 2,
    kinds: str = "tests.integration.kinds:kinds",
    runtime: RuntimeSettings | None = None,
) -> AsyncIterator[RayHosts]:
    """Run `count` hosts in a namespace of their own, and stop them afterwards."""
    await prepare(database)
    namespace = f"test-{storage.database}"
    directory = Directory(database)
    try:
        await start_hosts(count, spec_of(namespace, storage, kinds, runtime), directory)
        yield RayHosts(database, directory, namespace)
    finally:
        await stop_hosts(directory, namespace, timeout=5)
