"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.identifiers import age

OLD = 80  # years of age, 老年人权益保障法 Art. 33


def eighty_when_the_allowance_begins(answers: Mapping[str, Any]) -> bool:
    """Nobody is paid for months before the eightieth birthday."""
    born = date.fromisoformat(answers["born_on"])
    return age(born, date.fromisoformat(answers["begins_on"])) >= OLD
