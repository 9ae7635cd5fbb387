"""Who decides on a leave (审批链): the head of the unit, and of a long one the leader, too."""

import msgspec

from actors.blocks.access.vocabulary import seat
from actors.blocks.organisation.units import Organisation
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.profile import profile


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A role in a unit that decides."""

    role: str
    unit: str

    @property
    def name(self) -> str:
        """What policies call it: "office_signer@health"."""
        return seat(self.role, self.unit)


def chain_of(organisation: Organisation, account: str, unit: str, days: int) -> tuple[Seat, ...]:
    """Return who decides on a leave of so many working days of `account` in `unit`, in order.

    A step that nobody but himself could take goes up: from the head of the unit (单位负责人) to its
    leader (领导, who signs for it), from there to that of the unit above; that of a leader himself
    does so at once. () is nobody at all.
    """
    member = organisation.staff.get(account)
    leads = member is not None and member.holds(roles.SIGNER, unit)
    wanted = [] if leads else [roles.UNIT_HEAD]
    if leads or days > profile().leave_head_days:
        wanted.append(roles.SIGNER)
    found = (_held(organisation, account, unit, role) for role in wanted)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _held(organisation: Organisation, account: str, unit: str, role: str) -> Seat | None:
    if role != roles.SIGNER and _others(organisation, account, unit, role):
        return Seat(role=role, unit=unit)
    while unit:
        if _others(organisation, account, unit, roles.SIGNER):
            return Seat(role=roles.SIGNER, unit=unit)
        unit = organisation.units[unit].superior if unit in organisation.units else ""
    return None


def _others(organisation: Organisation, account: str, unit: str, role: str) -> bool:
    return any(
        member.holds(role, unit) and each != account for each, member in organisation.staff.items()
    )
