"""Waiting for what follows by itself: views, messages, papers."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from playwright.sync_api import Locator

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


def until_shown(locator: "Locator", address: str = "") -> None:
    """Load the page of `locator`, or `address`, again and again until it has what is looked for.

    Raises:
        AssertionError: it did not within a minute.
    """

    def shown() -> bool:
        if address:
            locator.page.goto(address)
        else:
            locator.page.reload()
        return locator.count() > 0

    until(shown)
