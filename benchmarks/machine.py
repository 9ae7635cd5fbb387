"""What a figure was measured on."""

import os
from typing import Any


def host() -> dict[str, Any]:
    """Return how many CPUs this process may use and the machine's memory in GiB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cpus": len(os.sched_getaffinity(0)), "memory_gib": round(memory, 1)}
