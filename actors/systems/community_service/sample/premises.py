"""Premises and equipment of the sample city."""

from collections.abc import Iterator

from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.premises.records import PREMISES, RegisterPremises
from actors.systems.community_service.sample.offers import holder
from actors.systems.community_service.voice.places import answerer

_THERE = (
    (
        "zumiao_subdistrict",
        RegisterPremises(title="街道多功能厅", sort="hall", capacity=120, shared=True),
    ),
    (
        "zhenan_village",
        RegisterPremises(title="村议事室", sort="room", capacity=30, shared=True),
    ),
    (
        "tongji_community",
        RegisterPremises(title="投影仪", sort="equipment", capacity=1),
    ),
)


def plan(library: Library) -> Iterator[Act]:
    """Yield what towns and villages have registered."""
    organisation = library[Organisation]
    for n, (unit, wish) in enumerate(_THERE, start=1):
        clerk = holder(organisation, unit, answerer(unit, organisation))
        if clerk is not None:
            yield Act(key=f"{PREMISES}:{n:032x}", command=wish, by=clerk)
