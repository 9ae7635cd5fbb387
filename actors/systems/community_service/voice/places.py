"""Which unit answers for a place, and who in it."""

from collections import Counter

from actors.blocks.organisation.units import Organisation
from actors.systems.community_service.tiers import above

_ANSWERERS = ("village_clerk", "window_clerk", "reviewer", "approver")


def serving(place: str, organisation: Organisation) -> str | None:
    """Return the code of the unit that answers for the division `place`: its own, whoever took over
    from it, or that of the division above; None where there is no such division.

    Of several units of one place (a city has its departments) it is an integrated window, or else
    the one above most others.
    """
    known = organisation.places
    met: set[str] = set()
    while place in known and place not in met:
        met.add(place)
        own = [unit for unit in organisation.units.values() if unit.place == place]
        if own:
            lower = Counter(code for unit in own for code in above(unit.code, organisation))
            return min(
                own, key=lambda unit: (not unit.integrated_window, -lower[unit.code], unit.code)
            ).code
        for code in sorted(organisation.former):
            if organisation.former[code].place == place and not organisation.nobody(code):
                return organisation.acting(code)
        place = known[place].superior
    return None


def answerer(unit: str, organisation: Organisation) -> str:
    """Return the role that answers in the unit: that of its clerks, or of its head."""
    members = [each for each in organisation.staff.values() if each.unit == unit]
    held = (role for role in _ANSWERERS if any(each.has(role) for each in members))
    return next(held, _ANSWERERS[-1])
