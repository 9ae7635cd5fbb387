"""A case that was filed in person belongs to the account with the applicant's identity number."""

from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.commands import RecogniseApplicant, Submit
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.cases.city import (
    HALL,
    KIOSK,
    LIBRARY,
    PERSON,
    RESIDENT_A,
    RESIDENT_B,
    application,
)
from tests.blocks.cases.kit import Played, at, codes

PERSON_KEY = "d" * 32
RECOGNISE = RecogniseApplicant(account="a1", person=PERSON_KEY)


def filed(by: Identity, channel: str, **known: Any) -> Played:
    case = Played(LIBRARY, at("2026-03-02 10:00"))
    applicant = replace(PERSON, **{"person": PERSON_KEY, **known})
    wish: Submit = application(applicant=applicant, channel=channel)
    case.when(by, wish)
    return case


@pytest.mark.feature("HALL-07", "KIOSK-08")
@pytest.mark.parametrize(
    ("by", "channel", "identified"),
    [(KIOSK, "kiosk", "card"), (HALL, "window", "card"), (HALL, "window", "typed")],
)
def test_who_was_identified_finds_the_case_in_his_account_and_nobody_else_does(
    by: Identity, channel: str, identified: str
) -> None:
    case = filed(by, channel, identified=identified)
    assert case.allowed(RESIDENT_A) == ()

    case.when(PLATFORM, RECOGNISE)

    assert case.happened() == ["ApplicantRecognised"]
    assert "Withdraw" in case.allowed(RESIDENT_A)
    assert case.allowed(RESIDENT_B) == ()
    assert case.replayed() == case.state
    case.when(PLATFORM, RECOGNISE)
    assert case.happened() == []
    other = case.refused(PLATFORM, replace(RECOGNISE, account="b2"))
    assert codes(other) == [("applicant.not_recognised", "")]


@pytest.mark.parametrize(
    ("by", "channel", "known"),
    [
        (KIOSK, "kiosk", {}),  # of a kiosk that did not say, or was withdrawn
        (KIOSK, "kiosk", {"identified": "typed"}),  # nobody saw a document
        (HALL, "window", {"identified": "card", "person": "e" * 32}),  # somebody else's number
        (HALL, "window", {"identified": "card", "person": ""}),
    ],
)
def test_who_was_not_identified_by_that_number_does_not(
    by: Identity, channel: str, known: dict[str, Any]
) -> None:
    case = filed(by, channel, **known)

    refused = case.refused(PLATFORM, RECOGNISE)

    assert codes(refused) == [("applicant.not_recognised", "")]


def test_nobody_puts_a_case_into_an_account_but_the_platform() -> None:
    case = filed(KIOSK, "kiosk", identified="card")

    for by in (RESIDENT_A, HALL, KIOSK):
        assert case.refused(by, RECOGNISE).kind in ("forbidden", "unknown")
