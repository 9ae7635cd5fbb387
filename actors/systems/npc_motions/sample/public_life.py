"""A plan of past acts: what the congress posts, what citizens tell it, and what units report."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions import conversation_records as v
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import handling_report_records as r
from actors.systems.npc_motions.congress_session_records import PostPlan
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.motion_reports import Half
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM, deputies

TEN = timedelta(hours=10)
CONGRESS_UNIT = "foshan_congress"
PAST, PRESENT = timedelta(days=45), timedelta(days=5)  # when the two reports were called for
IN_TIME = timedelta(days=20)  # that units have to report


class Duty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act of duty of the deputy with this place in the list, from 1."""

    deputy: int
    duty: d.Duty
    subject: str
    place: str
    days_ago: int


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clue that came by a text message."""

    topic: str
    region: str
    text: str
    days_ago: int


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to a deputy; with `answer` "" it still waits to be looked at."""

    id: str
    deputy: int
    citizen: str
    subject: str
    text: str
    answer: str
    days_ago: int


class Reports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What units report, and what the overall report says."""

    units: tuple[str, ...]
    text: str
    told: dict[str, str]


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of `public_life.toml`."""

    plan: dict[str, str]
    duties: tuple[Duty, ...]
    clues: tuple[Told, ...]
    conversations: tuple[Exchange, ...]
    reports: Reports


Dated = tuple[datetime, Act]


def plan(library: Library, now: datetime) -> Sequence[Dated]:
    """Return what was done when, in the order of time, up to `now`; the deputies are in office and
    the sessions of the sample prepared.

    Raises:
        KeyError: a unit has nobody for a role; the message names both.
    """
    today = start_of_day(local_day(now))
    acts = [
        *_posted(library, today),
        *_told(today),
        *_exchanged(library, today),
        *_reported(library, today),
    ]
    return sorted((act for act in acts if act[0] <= now), key=lambda act: act[0])


@cache
def _planned() -> Planned:
    file = Path(__file__).with_name("public_life.toml")
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Planned)


def _posted(library: Library, today: datetime) -> Iterator[Dated]:
    body = _holder(library, "work_body", CONGRESS_UNIT)
    at = today - timedelta(days=30) + TEN
    year = local_day(at).year
    posted = PostPlan(year=year, **_planned().plan)
    yield at, Act(key=f"congress_session:{CONGRESS}-{TERM}-2", command=posted, by=body)
    for number, duty in enumerate(_planned().duties, start=1):
        person = deputies()[duty.deputy - 1]
        at = today - timedelta(days=duty.days_ago) + TEN
        key, entry = deputy_key(CONGRESS, TERM, person.account), f"sample-{number}"
        record = d.RecordDuty(
            entry=entry,
            duty=duty.duty,
            on=local_day(at),
            subject=duty.subject,
            place=duty.place,
        )
        yield at, Act(key=key, command=record, by=person.identity)
        later = at + timedelta(hours=2)
        yield later, Act(key=key, command=d.PostDuty(entry=entry), by=body)


def _told(today: datetime) -> Iterator[Dated]:
    for number, told in enumerate(_planned().clues, start=1):
        at = today - timedelta(days=told.days_ago) + TEN
        message = f"sample-heat-{number}"
        clue = q.ReceiveClue(
            channel="sms",
            external_id=message,
            told_at=at,
            region=told.region,
            topic=told.topic,
            text=told.text,
        )
        key = q.clue_key(q.clue_id("sms", message))
        yield at, Act(key=key, command=clue, by=PLATFORM)


def _exchanged(library: Library, today: datetime) -> Iterator[Dated]:
    body = _holder(library, "work_body", CONGRESS_UNIT)
    for planned in _planned().conversations:
        person = deputies()[planned.deputy - 1]
        citizen = Identity(f"person:{planned.citizen}", ("resident",))
        first = v.WriteToDeputy(
            deputy=f"{CONGRESS}-{TERM}-{person.account}",
            subject=planned.subject,
            text=planned.text,
        )
        steps: list[tuple[Command, Identity]] = [(first, citizen)]
        if planned.answer:
            steps += [
                (v.ReleaseMessage(number=1), body),
                (v.WriteBack(text=planned.answer), person.identity),
                (v.ReleaseMessage(number=2), body),
            ]
        at = today - timedelta(days=planned.days_ago) + TEN
        for number, (command, by) in enumerate(steps):
            key = f"conversation:{planned.id}"
            yield at + timedelta(hours=number), Act(key=key, command=command, by=by)


def _reported(library: Library, today: datetime) -> Iterator[Dated]:
    past, present = today - PAST + TEN, today - PRESENT + TEN
    yield from _course(library, "sample-report-past", past, whole=True)
    yield from _course(library, "sample-report-present", present, whole=False)


def _course(library: Library, id: str, begun: datetime, *, whole: bool) -> Iterator[Dated]:
    """Yield a report that was called for at `begun`: all of it, or as far as its first unit."""
    reports, body = _planned().reports, _holder(library, "work_body", CONGRESS_UNIT)
    year, half = _period(local_day(begun), whole)
    call = r.CallForReports(
        year=year, half=half, units=reports.units, due=local_day(begun + IN_TIME)
    )
    told = reports.units if whole else reports.units[:1]
    steps: list[tuple[Command, Identity]] = [
        (call, body),
        *(
            (r.ReportWork(text=reports.told[unit]), _holder(library, "handler", unit))
            for unit in told
        ),
    ]
    if whole:
        steps += [(r.WriteOverallReport(text=reports.text), body), (r.PublishReport(), body)]
    for number, (command, by) in enumerate(steps):
        at = begun + timedelta(hours=number)
        yield at, Act(key=f"handling_report:{id}", command=command, by=by)


def _period(day: date, past: bool) -> tuple[int, Half]:
    """Return the period that a report of that day is about: what ended before, or what runs."""
    if past:
        return (day.year, "mid_year") if day.month > 6 else (day.year - 1, "year_end")
    return (day.year, "year_end") if day.month > 6 else (day.year, "mid_year")


def _holder(library: Library, role: str, unit: str) -> Identity:
    """Return the first of the unit's staff who holds `role`."""
    for member in library[Organisation].staff.values():
        if member.unit == unit and role in member.roles:
            return Identity(f"staff:{member.account}", member.roles, member.unit)
    raise KeyError(f"nobody in {unit} is {role}")
