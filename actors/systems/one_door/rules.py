"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.identifiers import age, birth_date

MAN, WOMAN = 22, 20  # years of age, 民法典 Art. 1047


def the_spouse_agrees(answers: Mapping[str, Any]) -> bool:
    """Whoever is asked about has agreed; nobody else needs to."""
    return answers["scope"] == "self" or answers["spouse_agrees"] is True


def both_are_of_marriageable_age(answers: Mapping[str, Any]) -> bool:
    """A man and a woman, both of age on the day they come (民法典 Art. 1046, 1047)."""
    on = date.fromisoformat(answers["comes_on"])
    man, woman = answers["man_id"], answers["woman_id"]
    if int(man[16]) % 2 == 0 or int(woman[16]) % 2 == 1:
        return False
    born = birth_date(man), birth_date(woman)
    return all(
        day is not None and age(day, on) >= years
        for day, years in zip(born, (MAN, WOMAN), strict=True)
    )


def who_rents_owns_no_home(answers: Mapping[str, Any]) -> bool:
    """Savings are paid out for rent to who owns no home here (住房公积金管理条例 Art. 24(6) with
    建金〔2015〕19号)."""
    return answers["ground"] != "rent" or answers["owns_home"] is False


def no_more_than_was_spent(answers: Mapping[str, Any]) -> bool:
    """The withdrawal is no larger than the price, the instalments or the rent that it is for."""
    return answers["amount"] <= answers["spent"]
