"""Counting what runs anew after a calendar was published (重新计算时限)."""

from collections.abc import Mapping

from actors.kernel.calendar import Calendar
from actors.kernel.turn import Command
from actors.systems.npc_motions.fixed_dates import FixedDate, recount
from actors.systems.npc_motions.profile import Profile


class RecountDates(Command, frozen=True, kw_only=True):
    """Platform: the calendar `version` was published; count what still runs by it. Nothing that was
    told becomes shorter, and no date is counted by another version of its place's rules."""

    version: str


def recounted(
    fixed: FixedDate, profiles: Mapping[tuple[str, int], Profile], calendar: Calendar
) -> FixedDate:
    """Return `fixed` by `calendar`; as it is, if that has counted it already or the version of the
    rules that fixed it is not there any more."""
    known = (fixed.profile, fixed.version) in profiles
    if not known or fixed.calendar == calendar.version:
        return fixed
    return recount(fixed, profiles, calendar)
