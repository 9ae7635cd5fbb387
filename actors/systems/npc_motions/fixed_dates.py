"""Fixed dates: a last day in time, with the rule, the version and the calendar that fixed it.

A day on which something is due is computed first (推算) and then, if no office works on it, moved
to the next working day (顺延). Both are kept: the computed day is what the regulation says, the
effective one is what counts.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import DeadlinePolicy, due, end_of_day, local_day
from actors.systems.npc_motions.profile import MotionClocks, Profile
from actors.systems.npc_motions.provisions import Limit

Question = Literal[
    "assign", "notice", "return_window", "reassignment", "assisting_view", "assisting_extra",
    "contact", "reply", "broad_reply", "longer", "rating", "redo",
    "motion_forward", "motion_opinion", "motion_consult", "motion_views", "motion_report",
    "motion_handling", "motion_redo", "fast_lane",
]  # fmt: skip
Day = date | datetime
_AS_COMPUTED = DeadlinePolicy(name="as_computed", version=1, last_day_closed="keep")


class FixedDate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last local day in time for `question`, once and for all.

    `start` is day 0. `computed` is where the limit ends, `effective` the same day or the next
    working day. `added_days` are calendar days by which a refused return lengthened it.
    `provisional`: a year on the way has no published calendar yet. `profile` and `version` name
    the rules that fixed it; a later version does not move it.
    """

    question: Question
    start: date
    computed: date
    effective: date
    provisional: bool = False
    added_days: int = 0
    profile: str
    version: int
    article: str = ""
    calendar: str

    @property
    def ends_at(self) -> datetime:
        """Return the first instant (UTC) that is too late: midnight after the effective day."""
        return end_of_day(self.effective)

    def in_time(self, at: datetime) -> bool:
        """Tell whether the instant `at` is in time; 23:59:59 in China on the last day is."""
        return at < self.ends_at


def fix(
    profile: Profile, question: Question, start: Day, calendar: Calendar, added_days: int = 0
) -> FixedDate | None:
    """Return the date by which `question` is due, or None where `profile` knows no term for it.

    Args:
        start: the act that starts the clock: a local day, or an aware instant.
        added_days: calendar days added to the computed day before it is moved to a working day.

    Raises:
        ValueError: `start` is an instant without a time zone.
    """
    limit = LIMITS[question](profile)
    if limit is None or limit.says != "term":
        return None
    day = day_of(start)
    ended = due(day, limit.count, calendar, unit=limit.unit, policy=_AS_COMPUTED)
    computed = ended.on + timedelta(days=added_days)
    effective = calendar.next_open(computed)
    return FixedDate(
        question=question,
        start=day,
        computed=computed,
        effective=effective,
        provisional=ended.provisional or calendar.provisional_within(computed, effective),
        added_days=added_days,
        profile=profile.name,
        version=profile.version,
        article=limit.article,
        calendar=calendar.version,
    )


def recount(
    fixed: FixedDate, profiles: Mapping[tuple[str, int], Profile], calendar: Calendar
) -> FixedDate:
    """Return `fixed` as another `calendar` has it, by the profile that fixed it and no other. A day
    that was told is never shortened.

    Raises:
        KeyError: the version that fixed it is not among `profiles`.
    """
    profile = profiles[fixed.profile, fixed.version]
    again = fix(profile, fixed.question, fixed.start, calendar, fixed.added_days)
    if again is None:
        return fixed
    return replace(again, effective=max(again.effective, fixed.effective))


def day_of(act: Day) -> date:
    """Return the local day of `act`.

    Raises:
        ValueError: it is an instant without a time zone.
    """
    if not isinstance(act, datetime):
        return act
    if act.tzinfo is None:
        raise ValueError(f"an instant has a time zone: {act.isoformat()}")
    return local_day(act)


def _of_motions(choose: Callable[[MotionClocks], Limit]) -> Callable[[Profile], Limit | None]:
    return lambda profile: None if profile.motions is None else choose(profile.motions)


def _longer(profile: Profile) -> Limit | None:
    longer = profile.longer
    return None if longer is None or longer.condition == "class" else longer


def _broad_reply(profile: Profile) -> Limit | None:
    longer = profile.longer
    return longer if longer is not None and longer.condition == "class" else None


LIMITS: Mapping[Question, Callable[[Profile], Limit | None]] = {
    "assign": lambda profile: profile.assign,
    "notice": lambda profile: profile.notice,
    "return_window": lambda profile: profile.return_window,
    "reassignment": lambda profile: profile.reassignment,
    "assisting_view": lambda profile: profile.assisting_view,
    "assisting_extra": lambda profile: profile.assisting_extra,
    "contact": lambda profile: profile.contact,
    "reply": lambda profile: profile.reply,
    "broad_reply": _broad_reply,
    "fast_lane": lambda profile: profile.fast_lane,
    "longer": _longer,
    "rating": lambda profile: profile.rating,
    "redo": lambda profile: profile.redo,
    "motion_forward": _of_motions(lambda motions: motions.forward),
    "motion_opinion": _of_motions(lambda motions: motions.opinion),
    "motion_consult": _of_motions(lambda motions: motions.consult),
    "motion_views": _of_motions(lambda motions: motions.views),
    "motion_report": _of_motions(lambda motions: motions.report),
    "motion_handling": _of_motions(lambda motions: motions.handling),
    "motion_redo": _of_motions(lambda motions: motions.redo),
}
