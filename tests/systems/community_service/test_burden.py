"""What items ask of people before and after a change: trips, hurdles, steps."""

import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.systems.community_service.burden import burden, changes
from tests.acceptance.site import Site
from tests.systems.community_service.station import LIBRARY

pytestmark = pytest.mark.feature("GRASS-09")
ITEM = LIBRARY[Catalogue].item("DBSQ-01")


def test_a_trip_a_hurdle_and_a_step_fewer_are_measured() -> None:
    flow = replace(ITEM.flow, stages=ITEM.flow.stages[1:])
    after = replace(
        ITEM, version=3, flow=flow, materials=ITEM.materials[1:], conditions=ITEM.conditions[1:]
    )
    (change,) = changes((after, replace(ITEM, visits=1)))

    assert change.versions == (2, 3)
    fewer = {"visits": -1, "conditions": -1, "materials": -1, "steps": -1, "promised": 0}
    assert {name: change.difference(name) for name in fewer} == fewer


def test_a_material_that_is_shared_is_not_brought() -> None:
    asked = burden(ITEM)

    assert (asked.materials, asked.brought, asked.steps) == (
        len([each for each in ITEM.materials if not each.optional]),
        len([e for e in ITEM.materials if not e.optional and "licence_store" not in e.sources]),
        1 + len(ITEM.flow.stages),
    )


def test_items_of_one_version_have_not_changed() -> None:
    assert list(changes((ITEM,))) == []
    assert {each.code for each in changes(LIBRARY[Catalogue].items.values())} >= {"DBSQ-01"}


def test_figures_stand_on_their_pages(site: Site) -> None:
    with site.client("civil_offers") as officer:
        changed = officer.get("/figures/item-changes?lang=en").text
        merged = officer.get("/figures/successors?lang=en")

    assert "Version 1 → version 2" in changed and "Materials to give" in changed
    assert merged.status_code == 200
