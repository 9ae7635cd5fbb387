"""What policies know of whoever acts in a congress, beyond the identity."""

from actors.blocks.organisation.units import Organisation
from actors.kernel.guarded import Facts, FactType
from actors.kernel.identity import Identity
from actors.kernel.library import Library

STANDING: dict[str, FactType] = {"congress": "text"}
BODY = "_congress"  # "foshan_congress" is the unit that the bodies and delegations of it are under


def standing(by: Identity, library: Library) -> Facts:
    """Return the congress to whose bodies or delegations the unit of `by` belongs, "" for none."""
    units = library[Organisation].units
    code = by.unit
    while code and not code.endswith(BODY):
        code = units[code].superior if code in units else ""
    return {"congress": code.removesuffix(BODY)}
