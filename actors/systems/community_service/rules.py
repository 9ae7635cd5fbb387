"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.identifiers import age, birth_date

OLD = 80  # years of age, 老年人权益保障法 Art. 33
SIXTY = 60  # years of age, the same law, Art. 2
JOINS = 16  # years of age, 国发〔2014〕8号


def eighty_when_the_allowance_begins(answers: Mapping[str, Any]) -> bool:
    """Nobody is paid for months before the eightieth birthday."""
    born = date.fromisoformat(answers["born_on"])
    return age(born, date.fromisoformat(answers["begins_on"])) >= OLD


def the_birth_date_is_that_of_the_id(answers: Mapping[str, Any]) -> bool:
    """Who was born when his ID number says is of the age that he says."""
    return birth_date(answers["person_id"]) == date.fromisoformat(answers["born_on"])


def the_applicant_is_sixty(answers: Mapping[str, Any]) -> bool:
    """Who is sixty is old by law (老年人权益保障法 Art. 2)."""
    born = birth_date(answers.get("applicant:id_number", ""))
    return born is not None and age(born, date.fromisoformat(answers["applied:on"])) >= SIXTY


def neither_at_school_nor_insured(answers: Mapping[str, Any]) -> bool:
    """Who joins is neither at school nor insured as an employee (国发〔2014〕8号), and sixteen."""
    born = birth_date(answers.get("applicant:id_number", ""))
    return (
        answers["student"] is False
        and answers["employed"] is False
        and born is not None
        and age(born, date.fromisoformat(answers["applied:on"])) >= JOINS
    )


def nobody_works_while_unemployed(answers: Mapping[str, Any]) -> bool:
    """Who has work is not without it."""
    return answers["working"] is False


def nobody_is_insured_twice(answers: Mapping[str, Any]) -> bool:
    """Who is insured as an employee does not join the residents' insurance."""
    return answers["employed"] is False


def one_member_is_the_applicant(answers: Mapping[str, Any]) -> bool:
    """Who applies lives in the household that he applies for (社会救助暂行办法 Art. 11)."""
    return [row["relation"] for row in answers["members"]].count("self") == 1
