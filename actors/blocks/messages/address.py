"""Where a notice goes: to somebody, or to whoever holds a role in a unit when it is read.

An address is the id of a mailbox, which like every id has no colon and no slash in it.
"""

from actors.blocks.access.vocabulary import seat
from actors.kernel.identity import Identity

_UNIT = "unit"


def to_somebody(id: str) -> str:
    """Return the address of the identity `id`: "staff:wen" -> "staff~wen"."""
    return id.replace(":", "~", 1)


def to_role(role: str, unit: str) -> str:
    """Return the address of everybody who holds `role` in `unit`: "unit~reviewer~health"."""
    return f"{_UNIT}~{role}~{unit}"


def owner_of(address: str) -> str:
    """Return the id of the identity that `address` is of, "" for that of a role in a unit."""
    kind, _, rest = address.partition("~")
    return "" if kind == _UNIT else f"{kind}:{rest}"


def seat_of(address: str) -> str:
    """Return the role in a unit ("reviewer@health") that `address` is of, "" for somebody's own."""
    kind, _, rest = address.partition("~")
    role, _, unit = rest.partition("~")
    return seat(role, unit) if kind == _UNIT else ""


def addresses_of(by: Identity) -> tuple[str, ...]:
    """Return the addresses that `by` reads: the own one, and those of the roles held in a unit."""
    roles = by.roles if by.unit else ()
    return to_somebody(by.id), *(to_role(role, by.unit) for role in roles)
