"""An item goes from a draft over tests and another person's review to a version; GRASS-03."""

import pytest

from tests.blocks.designs.scenarios import SCENARIOS

pytestmark = pytest.mark.feature("GRASS-03", "HALL-03", "HALL-22")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_design_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()
