"""What a figure was measured on, and small things every benchmark needs of the machine."""

import contextlib
import os
import socket
import time
from typing import Any


def host() -> dict[str, Any]:
    """Return how many CPUs this process may use and the machine's memory in GiB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cpus": len(os.sched_getaffinity(0)), "memory_gib": round(memory, 1)}


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return so many different ports of 127.0.0.1 that nobody listens on."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def await_port(port: int, seconds: float = 60.0) -> None:
    """Wait until somebody listens on `port` of 127.0.0.1.

    Raises:
        OSError: nobody did within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=3):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
