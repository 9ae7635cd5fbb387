"""What is typed at a kiosk is read as on a page, and as by the platform afterwards."""

from typing import Any

import pytest

from actors.blocks.cases.catalogue import Catalogue
from edge import application
from edge.session import Session
from tests import loaded

ITEM = loaded.library()[Catalogue].item("WFZM-01")


def taken(**given: object) -> dict[str, Any]:
    session = Session(ITEM)
    application.take(session, given)
    return session.answers


@pytest.mark.parametrize("typed", ["２", "2", " 2 ", 2])
def test_a_number_is_read_however_it_was_typed(typed: object) -> None:
    assert taken(copies=typed) == {"copies": 2}


@pytest.mark.parametrize("typed", ["0x2", "1e0", "9" * 400, "²", "1,5", "Infinity"])
def test_what_is_no_number_stays_to_be_told_of(typed: str) -> None:
    session = Session(ITEM)
    application.take(session, {**ITEM.example, "copies": typed})

    assert session.answers["copies"] == typed
    assert [each.code for each in application.faults(session)] == ["form.whole_number"]


@pytest.mark.parametrize("field", ["contact_phone", application.PHONE])
def test_a_telephone_number_is_read_in_every_place_that_asks_for_one(field: str) -> None:
    assert taken(**{field: "+86 138\u202d-0000-0008"}) == {field: "13800000008"}
