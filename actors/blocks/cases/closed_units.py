"""Units that were closed (撤销的单位), and the items that cannot be applied for without them."""

from actors.blocks.cases.flow import LEAD
from actors.blocks.cases.items import ServiceItem
from actors.blocks.organisation.units import Organisation, OrgUnit


def closed_units(item: ServiceItem, organisation: Organisation) -> tuple[OrgUnit, ...]:
    """Return the units that handle `item` and are no more, the one of the item first. Who took over
    is not asked to do what the item says of another: an application would reach nobody."""
    stages = item.flow.stages
    named = [each.unit for stage in stages for each in (stage, *stage.branches)]
    needed = dict.fromkeys(item.unit if unit == LEAD else unit for unit in (LEAD, *named))
    return tuple(organisation.former[code] for code in needed if code in organisation.former)
