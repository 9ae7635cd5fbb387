"""What operators change on the command line: done on the cluster, and kept in the record."""

import getpass
import os
import sys

from actors.blocks.operations.record import BeginOperation
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.identity import Identity
from actors.kinds import platform_kinds
from actors.runtime import processes
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import read_settings as read_runtime_settings
from serve_apps.blocks.operations.operating import record
from serve_apps.cli.directory import Work, with_directory
from serve_apps.cli.runfile import RunFile
from storage.directory import Directory
from storage.settings import read_settings


def on_record(begin: BeginOperation, work: Work) -> int:
    """Do `work`, recorded as what the user of this machine had the hosts do; return the exit
    status."""
    by = Identity(f"shell:{getpass.getuser()}", (OPERATOR,))
    namespace = read_runtime_settings().namespace
    _join(namespace)

    async def recorded(directory: Directory) -> None:
        way = RayTransport(namespace)
        async with Router(platform_kinds(), directory.placements, way) as router:
            against = await record(router, by, begin, lambda: work(directory))
        if against is not None:
            raise against

    return with_directory(recorded)


def _join(namespace: str) -> None:
    known = RunFile(read_settings().data).read().get("ray_address")
    address = os.environ.get("RAY_ADDRESS") or known
    if not address:
        sys.exit("Yimen is not running here, and RAY_ADDRESS names no cluster.")
    processes.join(namespace, str(address))
