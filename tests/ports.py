"""Ports for the tests, apart from those that anything else is given."""

import os
import re
import socket
from itertools import cycle

# Below the ports that the system hands out by itself (from 32768), above those of Ray's workers
# (to 19999). Each process that has a share of the tests has a part of the range.
FIRST, PART, PARTS = 20_000, 4_000, 3


def free_port() -> int:
    """Return a TCP port that nothing listens on, and that nobody was given before."""
    return next(port for port in _ports if _is_free(port))


def _part() -> range:
    worker = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or "0"
    start = FIRST + int(worker) % PARTS * PART
    return range(start, start + PART)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


# From a place of this process on, since another run may be under way on the same machine.
_mine = _part()
_ports = cycle([*_mine[os.getpid() * 37 % PART :], *_mine[: os.getpid() * 37 % PART]])
