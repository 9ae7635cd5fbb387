"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.identifiers import age, birth_date

OLD = 80  # years of age, 老年人权益保障法 Art. 33


def eighty_when_the_allowance_begins(answers: Mapping[str, Any]) -> bool:
    """Nobody is paid for months before the eightieth birthday."""
    born = date.fromisoformat(answers["born_on"])
    return age(born, date.fromisoformat(answers["begins_on"])) >= OLD


def the_birth_date_is_that_of_the_id(answers: Mapping[str, Any]) -> bool:
    """Who was born when his ID number says is of the age that he says."""
    return birth_date(answers["person_id"]) == date.fromisoformat(answers["born_on"])
