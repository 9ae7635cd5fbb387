"""Asks for any date by name, with a decoy for the act that the clock must not start from."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from actors.kernel.deadlines import CHINA
from actors.place.calendars.load import load_calendar
from actors.systems.npc_motions import motion_dates as motion
from actors.systems.npc_motions import suggestion_dates as suggestion
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.load import load_profiles
from actors.systems.npc_motions.profile import Profile
from tests.systems.npc_motions.oracle import TERMS

CALENDAR = load_calendar()
PROFILES = load_profiles()
DECOY = timedelta(days=2)
FOLDER = Path(__file__).parent / "dates"
TABLE_OF = {name: name for name in TERMS} | {"foshan_sample": "shanghai_2015"}
ONE_ACT = {
    "assign": suggestion.assign_by,
    "notice": suggestion.notice_by,
    "reassignment": suggestion.reassign_by,
    "rating": suggestion.rate_by,
    "redo": suggestion.redo_by,
    "motion_forward": motion.forward_by,
    "motion_opinion": motion.opinion_by,
    "motion_consult": motion.consult_by,
    "motion_views": motion.views_by,
    "motion_report": motion.report_by,
    "motion_handling": motion.handling_by,
    "motion_redo": motion.handling_again_by,
}
TWO_ACTS = {
    "return_window": suggestion.return_by,
    "assisting_view": suggestion.assisting_view_by,
    "contact": suggestion.contact_by,
    "reply": suggestion.reply_by,
    "broad_reply": suggestion.broad_reply_by,
    "longer": suggestion.longer_by,
}
QUESTIONS = (*ONE_ACT, *TWO_ACTS, "assisting_extra")


def on(day: date, clock: str = "12:00:00") -> datetime:
    """Return the instant, in UTC, at which clocks in China show `clock` on `day`."""
    return datetime.combine(day, time.fromisoformat(clock), CHINA).astimezone(UTC)


def ask(profile: Profile, question: str, start: date, clock: str = "12:00:00") -> FixedDate | None:
    """Return the date by which `question` is due if its clock starts on `start` at `clock`."""
    at = on(start, clock)
    if question in ONE_ACT:
        return ONE_ACT[question](profile, at, CALENDAR)
    if question in TWO_ACTS:
        from_assignment = TERMS[profile.name].get(question, "").endswith("assignment")
        acts = (at, at + DECOY) if from_assignment else (at - DECOY, at)
        return TWO_ACTS[question](profile, *acts, CALENDAR)
    view = FixedDate(
        question="assisting_view",
        start=start - DECOY,
        computed=start - DECOY,
        effective=start,
        profile=profile.name,
        version=profile.version,
        calendar=CALENDAR.version,
    )
    return suggestion.empty_view_by(profile, view, CALENDAR)


def dated(profile: Profile, question: str, start: date, clock: str = "12:00:00") -> FixedDate:
    """Return the same where there must be one."""
    fixed = ask(profile, question, start, clock)
    assert fixed is not None
    return fixed


def table(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the hand-made cases of the profile called `name`, as (question, case)."""
    text = (FOLDER / f"{TABLE_OF[name]}.toml").read_text("utf-8")
    return [(question, case) for question, cases in tomllib.loads(text).items() for case in cases]


CASES = [
    (name, question, case["start"], case["computed"], case["effective"], "provisional" in case)
    for name in TERMS
    for question, case in table(name)
]
