"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def the_period_ends_after_it_begins(answers: Mapping[str, Any]) -> bool:
    """A period that is asked about ends after it begins."""
    return date.fromisoformat(answers["from_on"]) < date.fromisoformat(answers["until_on"])
