"""Items that cannot be applied for: retired (停用), or in need of units that were closed
(撤销的单位)."""

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation, OrgUnit
from actors.kernel.library import Library


def closed_units(item: ServiceItem, organisation: Organisation) -> tuple[OrgUnit, ...]:
    """Return the units that handle `item` and are no more, the one of the item first. Who took over
    is not asked to do what the item says of another: an application would reach nobody."""
    stages = item.flow.stages
    named = [each.unit for stage in stages for each in (stage, *stage.branches)]
    needed = dict.fromkeys(item.unit if unit == LEAD else unit for unit in (LEAD, *named))
    return tuple(organisation.former[code] for code in needed if code in organisation.former)


def why_untaken(item: ServiceItem, library: Library) -> str:
    """Return the code of the refusal of who applies for `item` now, "" if it can be applied for."""
    if item.code in library[Catalogue].retired:
        return "item.retired"
    return "item.unit_closed" if closed_units(item, library[Organisation]) else ""
