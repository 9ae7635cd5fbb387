"""Which unit answers for a place, and who in it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from actors.blocks.organisation.units import Organisation
from actors.systems.community_service.tiers import above

_ANSWERERS = ("village_clerk", "window_clerk", "reviewer", "approver")
_PASSERS = ("window_clerk", "approver")  # as policies have it: `voice_passed_on`


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


def heir(unit: str, organisation: Organisation) -> str:
    """Return the code of whoever took over from `unit` if it was closed; its own otherwise."""
    found = organisation.successor(unit)
    return found.code if found else unit


def answerer(unit: str, organisation: Organisation) -> str:
    """Return the role that answers in the unit: that of its clerks, or of its head."""
    return next(_held(_ANSWERERS, unit, organisation), _ANSWERERS[-1])


def passing_on(unit: str, organisation: Organisation) -> str:
    """Return the code of the unit that passes on what `unit` gives back: the first one above where
    somebody may, or else an integrated window; "" where there is none, and whoever supervises
    does."""
    known = organisation.units
    windows = (code for code in sorted(known) if known[code].integrated_window)
    manned = (
        code
        for code in (*above(unit, organisation), *windows)
        if any(_held(_PASSERS, code, organisation))
    )
    return next(manned, "")


def passer(unit: str, organisation: Organisation) -> str:
    """Return the role that passes on in the unit what was given back to it."""
    return next(_held(_PASSERS, unit, organisation), _PASSERS[-1])


def _held(roles: Iterable[str], unit: str, organisation: Organisation) -> Iterator[str]:
    """Yield those of `roles` that somebody holds in the unit."""
    staff = organisation.staff.values()
    return (role for role in roles if any(each.holds(role, unit) for each in staff))
