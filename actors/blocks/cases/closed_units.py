"""Items that cannot be applied for: retired (停用), or in need of units that were closed
(撤销的单位) and whose work nobody took over (承接)."""

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.units import Organisation, OrgUnit
from actors.kernel.library import Library


def closed_units(item: ServiceItem, organisation: Organisation) -> tuple[OrgUnit, ...]:
    """Return the units that handle `item` and are no more, the one of the item first."""
    stages = item.flow.stages
    named = [each.unit for stage in stages for each in (stage, *stage.branches)]
    needed = dict.fromkeys(item.unit if unit == LEAD else unit for unit in (LEAD, *named))
    return tuple(organisation.former[code] for code in needed if code in organisation.former)


def orphaned(item: ServiceItem, organisation: Organisation) -> tuple[OrgUnit, ...]:
    """Return those of the closed units that nobody took over from: what `item` asks of them would
    reach nobody."""
    closed = closed_units(item, organisation)
    return tuple(unit for unit in closed if organisation.nobody(unit.code))


def waiting_for_nobody(state: CaseState, organisation: Organisation) -> tuple[OrgUnit, ...]:
    """Return the units that an open case waits for, which are no more and which nobody took over
    from: its pages say so, its applicant may withdraw it, and it goes on once a successor is
    named."""
    if state.closed_at is not None or state.phase == "none":
        return ()
    codes = (state.unit, *(task.unit for task in state.tasks if not task.opinion))
    gone = (code for code in dict.fromkeys(codes) if organisation.nobody(code))
    return tuple(organisation.former[code] for code in gone)


def why_untaken(item: ServiceItem, library: Library) -> str:
    """Return the code of the refusal of who applies for `item` now, "" if it can be applied for."""
    if item.code in library[Catalogue].retired:
        return "item.retired"
    return "item.unit_closed" if orphaned(item, library[Organisation]) else ""
