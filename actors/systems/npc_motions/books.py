"""What the rules of motions and suggestions look up: the calendar and the rules of places."""

from collections.abc import Mapping
from datetime import datetime

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.load import load_profiles
from actors.systems.npc_motions.profile import Profile, by_key, missing, profile_on
from actors.systems.npc_motions.recounting import recounted


class Books:
    """The calendar, the units and the profiles of one deployment. A congress is called as the place
    whose profile it follows."""

    def __init__(self, library: Library, profiles: Mapping[str, Profile] | None = None) -> None:
        self.calendar = library[Calendar]
        self._organisation = library[Organisation]
        found = load_profiles() if profiles is None else profiles
        self._profiles = by_key(found.values())

    def in_force(self, congress: str, at: datetime) -> Profile:
        """Return the profile by which `congress` works at the instant `at`.

        Raises:
            Refusal: there is none, or it lacks required values.
        """
        profile = profile_on(self._profiles.values(), congress, local_day(at))
        if profile is None or missing(profile):
            raise Refusal(
                Reason("suggestion.congress_unknown", "/congress", {"congress": congress})
            )
        return profile

    def of(self, key: tuple[str, int]) -> Profile:
        """Return the profile that an entity began under.

        Raises:
            KeyError: the version is not there any more.
        """
        return self._profiles[key]

    def recounted(self, due: FixedDate | None) -> FixedDate | None:
        """Return `due` by the calendar of these books; see `recounting.recounted`."""
        return None if due is None else recounted(due, self._profiles, self.calendar)

    def unit_name(self, code: str) -> str:
        """Return what a unit is called on paper."""
        return self._organisation.full_name(code)

    def place_name(self, unit: str) -> str:
        """Return the name of the division that a unit serves, "" for a unit that is not there."""
        known = self._organisation.units.get(unit)
        place = self._organisation.places.get(known.place) if known else None
        return place.title.zh if place else ""

    def require_unit(self, code: str, field: str) -> None:
        """Check that there is such a unit.

        Raises:
            Refusal: there is none.
        """
        if code not in self._organisation.units:
            raise Refusal(Reason("suggestion.unit_unknown", field, {"unit": code}))
