"""Start the kiosk: `python -m edge`, or `python -m edge --simulated` with simulated devices.

Settings come from the environment (`YIMEN_EDGE_...`, see edge/settings.py).
"""

import argparse
import asyncio
import dataclasses
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from edge.agent import Agent, RestartAsked
from edge.keys import NotEnrolled
from edge.logs import log_as_json
from edge.settings import EdgeSettings, WrongSettings, read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger("yimen.edge")


@asynccontextmanager
async def simulators(settings: EdgeSettings, desk_port: int) -> "AsyncIterator[EdgeSettings]":
    """Run simulated devices in a child process; yield the settings that use them."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge.simulators", "--follow-input",
        "--ports", str(settings.data / "ports"), "--desk-port", str(desk_port),
        stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        line = await child.stdout.readline()
        if not line:
            raise WrongSettings(f"the simulated devices did not start (desk port {desk_port})")
        told = json.loads(line)
        yield dataclasses.replace(
            settings, reader=told["reader"], printer=told["printer"], desk=told["desk"]
        )
    finally:
        await _end(child)


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.terminate()
    await child.wait()


async def run(settings: EdgeSettings) -> None:
    """Run the agent until SIGTERM or SIGINT; print the screen's address once it is up.

    Raises:
        NotEnrolled, RestartAsked: as for the agent.
    """
    agent = Agent(settings)
    running = asyncio.create_task(agent.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    starting = asyncio.create_task(agent.started.wait())
    await asyncio.wait((running, starting), return_when=asyncio.FIRST_COMPLETED)
    if agent.started.is_set():
        print(json.dumps({"screen": agent.address, "desk": settings.desk}), flush=True)
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def run_simulated(settings: EdgeSettings, desk_port: int) -> None:
    """Run the agent together with simulated devices.

    Raises:
        NotEnrolled, RestartAsked, WrongSettings: as for the parts.
    """
    async with simulators(settings, desk_port) as with_devices:
        await run(with_devices)


def main() -> int:
    """Read arguments and settings, and run; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m edge", description=__doc__)
    parser.add_argument("--simulated", action="store_true", help="with simulated devices")
    parser.add_argument("--data", type=Path, help="folder of spool and key")
    parser.add_argument("--desk-port", type=int, default=8471, help="of the simulated devices")
    given = parser.parse_args()
    log_as_json()
    try:
        settings = read_settings()
        if given.data is not None:
            settings = dataclasses.replace(settings, data=given.data.absolute())
        if given.simulated:
            asyncio.run(run_simulated(settings, given.desk_port))
        else:
            asyncio.run(run(settings))
    except (NotEnrolled, WrongSettings) as error:
        print(error, file=sys.stderr)
        return 2
    except RestartAsked:
        log.info("restarting as ordered")
        os.execv(sys.executable, [sys.executable, "-m", "edge", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
