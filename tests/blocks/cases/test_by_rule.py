"""Instant items in order are decided on the spot, at any hour; the rest goes to a person."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Submit
from actors.blocks.cases.state import Material
from actors.kernel.identity import Identity
from actors.kernel.words import Title
from actors.library import load_city
from actors.testing.files import application
from tests import loaded
from tests.blocks.cases.kit import Played

LIBRARY = loaded.library()
NIGHT = datetime(2026, 2, 28, 19, 0, tzinfo=UTC)  # three o'clock on a Sunday morning
CHEN = next(p for p in load_city().applicants if p.account == "chen_jiahui").applicant
BY_RULE = ["WFZM-01", "YDJY-01", "JMYL-01", "SYRD-01", "JMYB-01"]


def filed(code: str, wish: dict[str, Any] | None = None, **changed: Any) -> Played:
    """Return a case that was applied for at night, with other answers or fields if given."""
    case = Played(LIBRARY, NIGHT)
    command = application(LIBRARY[Catalogue].item(code), CHEN, LIBRARY, NIGHT.date())
    form = command.form | (wish or {})
    case.when(Identity("person:chen_jiahui", (RESIDENT,)), replace(command, form=form, **changed))
    return case


@pytest.mark.parametrize("code", BY_RULE)
def test_what_is_in_order_is_granted_and_issued_in_the_turn_of_the_application(code: str) -> None:
    case = filed(code)

    assert (case.state.phase, case.state.outcome) == ("issued", "granted")
    assert case.state.decided_by_rule
    assert case.state.decided_at == case.state.submitted_at
    assert case.replayed() == case.state


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("WFZM-01", {"purpose": "other", "other_purpose": "出国"}),
        ("JHYY-01", {}),
        ("YDJY-01", {"insured": False}),
        ("SYRD-01", {"working": True}),
        ("LNYD-01", {}),
    ],
    ids=["a purpose to be read", "a ceremony", "not insured", "who works", "too young"],
)
def test_what_the_rule_cannot_say_yes_to_goes_to_a_person(code: str, wish: dict[str, Any]) -> None:
    case = filed(code, wish)

    assert case.state.phase == "submitted"
    assert not case.state.decided_by_rule


def test_a_paper_that_somebody_has_to_look_at_goes_to_a_person() -> None:
    uploaded = Material(
        name="identity_card",
        file_name="card.png",
        sha256="0" * 64,
        bytes=1000,
        media_type="image/png",
    )

    assert filed("WFZM-01", materials=(uploaded,)).state.phase == "submitted"


def test_a_licence_that_the_platform_took_from_the_store_needs_nobody() -> None:
    issued = Material(
        name="identity_card",
        source="licence_store",
        licence="L1",
        issuer=Title("市公安局", "Public Security"),
        issued_on=date(2026, 1, 5),
        grade="A",
    )
    said = replace(issued, licence="", grade="")

    assert filed("WFZM-01", materials=(issued,)).state.phase == "issued"
    assert filed("WFZM-01", materials=(said,)).state.phase == "submitted"


def test_who_is_at_a_window_is_served_by_a_person() -> None:
    assert filed("WFZM-01", channel="window").state.phase == "submitted"


def test_an_agent_is_served_by_a_person() -> None:
    case = Played(LIBRARY, NIGHT)
    command = application(LIBRARY[Catalogue].item("WFZM-01"), CHEN, LIBRARY, NIGHT.date())
    assert isinstance(command, Submit)
    case.when(Identity("staff:land_clerk", ("window_clerk",), "natural_resources"), command)

    assert case.state.phase == "submitted"
