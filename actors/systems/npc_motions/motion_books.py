"""What the rules of motions look up: calendar, numbers of congresses, terms of places."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.fixed_dates import Day, FixedDate
from actors.systems.npc_motions.load import load_congresses, load_profiles
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.profile import Profile, by_key, profile_on
from actors.systems.npc_motions.provisions import Ladder
from actors.systems.npc_motions.recounting import recounted

Term = Callable[[Profile, Day, Calendar], FixedDate | None]


class MotionBooks:
    """The books that one deployment decides motions by; `suggestions` are those for what goes on as
    a suggestion."""

    def __init__(
        self,
        library: Library,
        *,
        profiles: Mapping[str, Profile] | None = None,
        congresses: Mapping[str, Congress] | None = None,
    ) -> None:
        self.calendar = library[Calendar]
        self.suggestions = Books(library, profiles)
        self.congresses = load_congresses() if congresses is None else congresses
        self._profiles = load_profiles() if profiles is None else profiles
        self._by_key = by_key(self._profiles.values())

    def congress(self, state: MotionState) -> Congress:
        """Return the congress whose numbers hold for the motion.

        Raises:
            Refusal: its session has not told which; "not_now".
        """
        found = self.congresses.get(state.meeting.level)
        if found is None:
            facts = {"session": state.session}
            raise Refusal(Reason("motion.session_unknown", facts=facts), kind="not_now")
        return found

    def profile(self, state: MotionState, at: datetime) -> Profile | None:
        """Return the profile of the motion's place on the local day of the instant `at`."""
        return profile_on(self._profiles.values(), state.meeting.place, local_day(at))

    def ladder(self, due: FixedDate) -> Ladder:
        """Return how the late are told of by the profile that fixed `due`, or as everywhere, where
        that version is not there any more."""
        profile = self._by_key.get((due.profile, due.version))
        return profile.ladder if profile else Ladder(check_2025=True)

    def recounted(self, due: FixedDate) -> FixedDate:
        """Return `due` by the calendar of these books; see `recounting.recounted`."""
        return recounted(due, self._by_key, self.calendar)

    def dues(self, state: MotionState, start: datetime, *terms: Term) -> tuple[FixedDate, ...]:
        """Return the dates of `terms` that the motion's place knows, from the act at `start`."""
        profile = self.profile(state, start)
        if profile is None:
            return ()
        day: date = local_day(start)
        found = (term(profile, day, self.calendar) for term in terms)
        return tuple(each for each in found if each is not None)
