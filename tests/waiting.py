"""Waiting for what follows by itself: views, messages, papers."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0  # seconds; a busy machine takes its time


def until(holds: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Wait until `holds` says something that is true, and return that.

    Raises:
        AssertionError: it did not within `seconds`.
    """
    end = time.monotonic() + seconds
    while not (said := holds()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)
    return said
