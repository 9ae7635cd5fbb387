"""The dates of a motion (议案). Every function answers None where the place sets no date."""

from datetime import datetime, timedelta

from actors.kernel.calendar import Calendar
from actors.systems.npc_motions.fixed_dates import Day, FixedDate, fix
from actors.systems.npc_motions.profile import Profile


def forward_by(profile: Profile, received: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the work body forwards a motion that it received between sessions."""
    return fix(profile, "motion_forward", received, calendar)


def opinion_by(profile: Profile, forwarded: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the committee that a motion was `forwarded` to gives its opinion."""
    return fix(profile, "motion_opinion", forwarded, calendar)


def consult_by(profile: Profile, closed: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the committee asks other bodies, after the session `closed` (闭会)."""
    return fix(profile, "motion_consult", closed, calendar)


def views_by(profile: Profile, closed: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the bodies that were asked give their views, after the session `closed`."""
    return fix(profile, "motion_views", closed, calendar)


def report_by(profile: Profile, closed: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the committee reports its deliberation, after the session `closed`."""
    return fix(profile, "motion_report", closed, calendar)


def handling_by(profile: Profile, assigned: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the body that the standing committee `assigned` it to reports."""
    return fix(profile, "motion_handling", assigned, calendar)


def handling_again_by(profile: Profile, asked: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when that body reports again, after its report was not accepted."""
    return fix(profile, "motion_redo", asked, calendar)


def reconsideration_until(profile: Profile, last_meeting: datetime) -> datetime | None:
    """Return the last second in which reconsideration (复议) can be asked for, before the
    presidium's last meeting begins at the instant `last_meeting`."""
    if profile.motions is None:
        return None
    return last_meeting - timedelta(hours=profile.motions.reconsideration.hours)


def reconsideration_in_time(profile: Profile, asked: datetime, last_meeting: datetime) -> bool:
    """Tell whether reconsideration was asked for in time; the last second is. Where the place sets
    no time, it is asked for before the meeting begins."""
    until = reconsideration_until(profile, last_meeting)
    return asked < last_meeting if until is None else asked <= until
