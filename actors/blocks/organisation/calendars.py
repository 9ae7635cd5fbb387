"""The working-day calendar (工作日历) of one year, as administrators publish the notice of it."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from actors.blocks.access.access import Access
from actors.blocks.organisation.versions import faults_of, require_last, version_on
from actors.kernel.calendar import CalendarYear
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

GUARDED = Guarded(actions=("read", "publish", "take_back"))
YEARS = range(2007, 2100)  # the first that ships with the platform, and the last with four digits


class PublishCalendar(Command, frozen=True, kw_only=True):
    """Publish the notice of the year: its days off, and the weekend days worked instead (调休).
    `source` is where the notice stands."""

    effective: date
    reason: str
    source: str
    closed: tuple[date, ...]
    made_up: tuple[date, ...] = ()


class TakeBackCalendar(Command, frozen=True, kw_only=True):
    """Take back the last version, which is `number`, before its first day is over."""

    number: int
    reason: str


class CalendarPublished(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    effective: date
    reason: str
    source: str
    closed: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()


class CalendarTakenBack(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    reason: str


class CalendarState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The versions of one year that stand. `count` is the number of the last that was published;
    `withdrawn` counts those that were taken back on the very day on which they began to hold."""

    year: int
    versions: tuple[CalendarPublished, ...] = ()
    count: int = 0
    withdrawn: int = 0


def as_file(year: int, version: CalendarPublished, shipped: int) -> CalendarYear:
    """Return `version` as a file of place/calendars, after the `shipped` version of the year."""
    return CalendarYear(
        year=year,
        version=shipped + version.number,
        source=version.source,
        published=True,
        closed=version.closed,
        made_up=version.made_up,
    )


def evolve(state: CalendarState, event: CalendarPublished | CalendarTakenBack) -> CalendarState:
    """Return the year after `event`."""
    if isinstance(event, CalendarPublished):
        versions = (*state.versions, event)
        return msgspec.structs.replace(state, versions=versions, count=event.number)
    kept = tuple(each for each in state.versions if each.number != event.number)
    day = local_day(event.at)
    began = sum(each.number == event.number and each.effective <= day for each in state.versions)
    return msgspec.structs.replace(state, versions=kept, withdrawn=state.withdrawn + began)


def in_force(state: CalendarState, on: date, shipped: CalendarYear | None) -> CalendarYear | None:
    """Return the notice of the year that holds on a day, in the place of the `shipped` one; None
    while nothing that was published here has begun to hold.

    Its version is higher than that of any notice of the year that held before, so that whatever was
    counted by one of those is counted anew: also by what is in force again because another notice
    was taken back.
    """
    begun = sum(each.effective <= on for each in state.versions)
    later = begun + 2 * state.withdrawn  # each held, and then what was there before held again
    if not later:
        return None
    first = shipped.version if shipped else 0
    version = version_on(state.versions, on)
    if version is not None:
        return msgspec.structs.replace(as_file(state.year, version, 0), version=first + later)
    if shipped is not None:
        return msgspec.structs.replace(shipped, version=first + later)
    return CalendarYear(year=state.year, version=later, source="", published=False)


def faults(year: int, command: PublishCalendar) -> Iterable[Reason]:
    """Yield what keeps the days of `command` from being a calendar of `year`. Both lists may reach
    into the last days of the year before."""
    allowed = {(year - 1, 12), *((year, month) for month in range(1, 13))}
    for name, days in (("closed", command.closed), ("made_up", command.made_up)):
        for day in days:
            if (day.year, day.month) not in allowed:
                yield Reason("calendar.other_year", f"/{name}", {"day": f"{day}"})
    for day in sorted(set(command.closed) & set(command.made_up)):
        yield Reason("calendar.closed_and_worked", "/made_up", {"day": f"{day}"})
    for day in command.made_up:
        if day.weekday() < 5:
            yield Reason("calendar.no_weekend", "/made_up", {"day": f"{day}"})
    if not command.closed:
        yield Reason("calendar.empty", "/closed")
    if not command.source.strip():
        yield Reason("calendar.no_source", "/source")


def _publish(turn: Turn[CalendarState], command: PublishCalendar) -> None:
    year = turn.state.year
    found = [*faults_of(command.effective, command.reason, local_day(turn.now))]
    found += [Reason("calendar.no_year")] if year not in YEARS else faults(year, command)
    if found:
        raise Refusal(*found)
    published = CalendarPublished(
        at=turn.now,
        number=turn.state.count + 1,
        effective=command.effective,
        reason=command.reason.strip(),
        source=command.source.strip(),
        closed=tuple(sorted(set(command.closed))),
        made_up=tuple(sorted(set(command.made_up))),
    )
    turn.emit(published)


def _take_back(turn: Turn[CalendarState], command: TakeBackCalendar) -> None:
    require_last(turn.state.versions, command.number, command.reason, local_day(turn.now))
    reason = command.reason.strip()
    turn.emit(CalendarTakenBack(at=turn.now, number=command.number, reason=reason))


OFFERS: tuple[Offer[CalendarState], ...] = (
    Offer(
        command=PublishCalendar,
        action="publish",
        example=PublishCalendar(
            effective=date(2026, 12, 1),
            reason="notice of the State Council",
            source="https://www.gov.cn/",
            closed=(date(2027, 1, 1),),
        ),
        long=("reason",),
    ),
    Offer(
        command=TakeBackCalendar,
        action="take_back",
        example=TakeBackCalendar(number=1, reason="a mistake"),
        long=("reason",),
    ),
)


def _initial(key: str) -> CalendarState:
    id = key.partition(":")[2]
    return CalendarState(year=int(id) if id.isdecimal() else 0)


def calendar_kind(library: Library) -> EntityKind[CalendarState]:
    """Return the kind "calendar_year": one entity a year, its id the year."""
    rules = Rules(
        kind="calendar_year",
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: NOTHING,
        phase=lambda state: "published" if state.versions else "shipped",
    )
    return EntityKind(
        name="calendar_year",
        state=CalendarState,
        initial=_initial,
        commands=commands_of(OFFERS),
        events=CalendarPublished | CalendarTakenBack,
        decide=decider(rules, {PublishCalendar: _publish, TakeBackCalendar: _take_back}),
        evolve=evolve,
        plural="calendar_years",
        rules=rules,
        shown=("number", "effective", "source", "closed", "made_up"),
    )
