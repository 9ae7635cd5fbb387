"""Whom an announcement is for (公告范围): units of the tree with all below them, and people."""

from collections.abc import Collection, Iterable

from actors.blocks.organisation.units import Organisation, StaffMember
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.announcements.state import Reader
from actors.systems.collaborative_office.profile import profile


def units_within(organisation: Organisation, named: Iterable[str]) -> tuple[str, ...]:
    """Return the units `named` and every one below them, in the order of the organisation."""
    within = set(named)
    units = organisation.units
    while below := {
        code for code, unit in units.items() if unit.superior in within and code not in within
    }:
        within |= below
    return tuple(code for code in units if code in within)


def readers_of(
    organisation: Organisation, units: Collection[str], people: Collection[str]
) -> tuple[Reader, ...]:
    """Return everybody who acts in one of `units` today, or is one of `people`, each once. Who
    holds no role today is away or has left: nobody waits for him."""
    return tuple(
        Reader(by=f"staff:{account}", unit=_unit(member, units))
        for account, member in organisation.staff.items()
        if account in people or _posts(member) & set(units)
    )


def require_audience(
    organisation: Organisation, audience: Collection[str], people: Collection[str]
) -> None:
    """Check whom a draft is for.

    Raises:
        Refusal: for nobody, for what is no unit or no member of the staff, or for more people than
            the place allows.
    """
    if strange := [code for code in audience if code not in organisation.units]:
        code = "announcement.unit_not_there"
        raise Refusal(*(Reason(code, "/audience", {"unit": each}) for each in strange))
    if any(account not in organisation.staff for account in people):
        raise Refusal(Reason("announcement.person_not_there", "/people"))
    found = len(readers_of(organisation, units_within(organisation, audience), people))
    if not found:
        raise Refusal(Reason("announcement.nobody_reads", "/audience"))
    most = profile().announcement_most
    if found > most:
        facts = {"found": str(found), "most": str(most)}
        raise Refusal(Reason("announcement.too_many_readers", "/audience", facts))


def _posts(member: StaffMember) -> set[str]:
    own = {member.unit} if member.roles else set[str]()
    return own | set(member.further)


def _unit(member: StaffMember, units: Collection[str]) -> str:
    within = (code for code in (member.unit, *member.further) if code in units)
    return next(within, member.unit)
