"""What policies know of whoever acts by the unit that it acts for."""

from actors.blocks.organisation.units import Organisation
from actors.kernel.guarded import Facts, FactType
from actors.kernel.identity import Identity
from actors.kernel.library import Library

STANDING: dict[str, FactType] = {"integrated_window": "truth"}


def standing(by: Identity, library: Library) -> Facts:
    """Return what policies know of `by` beyond the identity: whether it acts for an integrated
    window (综合窗口)."""
    unit = library[Organisation].units.get(by.unit)
    return {"integrated_window": unit is not None and unit.integrated_window}
