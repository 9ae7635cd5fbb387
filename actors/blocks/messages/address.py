"""Where a notice goes: to somebody, or to whoever holds a role in a unit when it is read."""

from actors.blocks.access.vocabulary import seat
from actors.kernel.identity import Identity

_SEAT = "unit:"


def to_role(role: str, unit: str) -> str:
    """Return the address of everybody who holds `role` in `unit`: "unit:reviewer@health"."""
    return _SEAT + seat(role, unit)


def seat_of(address: str) -> str:
    """Return the role in a unit ("reviewer@health") that `address` is of, "" for somebody's own."""
    return address.removeprefix(_SEAT) if address.startswith(_SEAT) else ""


def addresses_of(by: Identity) -> tuple[str, ...]:
    """Return the addresses that `by` reads: the own one, an identity's id, and those of the roles
    held in a unit."""
    roles = by.roles if by.unit else ()
    return by.id, *(to_role(role, by.unit) for role in roles)
