"""Questions that only these items ask, over answers whose form is in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actors.kernel.identifiers import age, birth_date, is_womans

MAN, WOMAN = 22, 20  # years of age, 民法典 Art. 1047


def the_spouse_agrees(answers: Mapping[str, Any]) -> bool:
    """Whoever is asked about has agreed; nobody else needs to."""
    return answers["scope"] == "self" or answers["spouse_agrees"] is True


def a_man_and_a_woman(answers: Mapping[str, Any]) -> bool:
    """A man and a woman, each with his own number (民法典 Art. 1046)."""
    return not is_womans(answers["man_id"]) and is_womans(answers["woman_id"])


def both_are_of_marriageable_age(answers: Mapping[str, Any]) -> bool:
    """Both are of age on the day they come (民法典 Art. 1047)."""
    on = date.fromisoformat(answers["comes_on"])
    born = birth_date(answers["man_id"]), birth_date(answers["woman_id"])
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


def the_mother_is_a_woman(answers: Mapping[str, Any]) -> bool:
    """The mother's number is a woman's, so it is not the father's either."""
    return is_womans(answers["mother_id"])


def the_father_is_a_man(answers: Mapping[str, Any]) -> bool:
    """The father's number, where he is entered, is a man's."""
    return "father_id" not in answers or not is_womans(answers["father_id"])


def the_parents_are_older_than_the_child(answers: Mapping[str, Any]) -> bool:
    """Nobody is born before his parents."""
    child = date.fromisoformat(answers["born_on"])
    numbers = [answers[name] for name in ("mother_id", "father_id") if name in answers]
    born = [birth_date(number) for number in numbers]
    return all(day is not None and day < child for day in born)


def the_spouse_is_somebody_else(answers: Mapping[str, Any]) -> bool:
    """Nobody is his own spouse."""
    return "spouse_id" not in answers or answers["spouse_id"] != answers.get("applicant:id_number")


def the_seller_is_somebody_else(answers: Mapping[str, Any]) -> bool:
    """Nobody buys from himself; the applicant is who buys."""
    return answers["seller_id"] != answers.get("applicant:id_number")


def nobody_else_is_asked_about(answers: Mapping[str, Any]) -> bool:
    """Who asks about himself alone needs nobody's consent, so that nobody has to look at one."""
    return answers["scope"] == "self" and answers["purpose"] != "other"


def the_appointment_is_without_ceremony(answers: Mapping[str, Any]) -> bool:
    """An hour is booked by rule; a ceremony takes a room and an officiant, whom a person finds."""
    return answers["ceremony"] is False


def the_new_name_is_another(answers: Mapping[str, Any]) -> bool:
    """A name changes into another one."""
    return answers["new_name"] != answers["old_name"]


def who_has_died_is_not_the_applicant(answers: Mapping[str, Any]) -> bool:
    """Nobody reports his own death."""
    return answers["deceased_id"] != answers.get("applicant:id_number")


def the_loan_is_no_larger_than_the_price(answers: Mapping[str, Any]) -> bool:
    """The loan is for the home, and no larger than its price."""
    return answers["amount"] <= answers["price"]


def the_debt_ends_after_it_begins(answers: Mapping[str, Any]) -> bool:
    """A debt ends after it begins."""
    return date.fromisoformat(answers["begins_on"]) < date.fromisoformat(answers["ends_on"])


def the_insured_live_or_work_elsewhere(answers: Mapping[str, Any]) -> bool:
    """Who lives or works elsewhere is registered by what he says; a referral is read by a person,
    and so is the case of who says that he is not insured here."""
    return answers["insured"] is True and answers["reason"] in ("live", "work")
