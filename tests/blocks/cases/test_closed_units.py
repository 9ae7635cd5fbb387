"""An item whose unit was closed cannot be applied for, and is told so."""

from dataclasses import replace

import pytest

from actors.blocks.cases.closed_units import closed_units
from actors.blocks.organisation.units import Organisation
from tests.blocks.cases.city import LIBRARY, PERMIT, RESIDENT_A, application, nothing_yet, submitted
from tests.blocks.cases.kit import codes

HERE = LIBRARY[Organisation]


def without(*closed: str, **successors: str) -> Organisation:
    """Return the organisation after units of it were closed."""
    units = {code: unit for code, unit in HERE.units.items() if code not in closed}
    former = {code: HERE.units[code] for code in closed}
    return replace(HERE, units=units, former=former, successors=successors)


@pytest.mark.parametrize("unit", [PERMIT.unit, "fire_rescue"])
def test_an_application_that_a_closed_unit_would_handle_is_refused(unit: str) -> None:
    later = LIBRARY.having(without(unit))

    assert codes(nothing_yet(library=later).refused(RESIDENT_A, application())) == [
        ("item.unit_closed", "/item")
    ]
    assert [each.code for each in closed_units(PERMIT, later[Organisation])] == [unit]


def test_a_case_goes_on_when_its_unit_is_closed() -> None:
    case = submitted()
    case.library = LIBRARY.having(without(PERMIT.unit))

    assert case.allowed(RESIDENT_A) == submitted().allowed(RESIDENT_A)


def test_an_item_of_units_that_are_there_is_applied_for_whatever_else_was_closed() -> None:
    assert not closed_units(PERMIT, without("discipline_inspection"))


def test_who_took_over_is_who_is_there_now() -> None:
    here = without("fire_rescue", "construction", fire_rescue="construction", construction="health")

    assert here.successor("fire_rescue") == HERE.units["health"]
    assert here.known("fire_rescue") == HERE.units["fire_rescue"]
    assert here.successor("health") is None
    assert without("fire_rescue").successor("fire_rescue") is None
    assert without("fire_rescue", fire_rescue="fire_rescue").successor("fire_rescue") is None
