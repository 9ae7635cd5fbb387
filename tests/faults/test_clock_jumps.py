"""F13: the platform's own clock jumps over midnight, new year or a holiday, and back again: every
deadline and every card comes once, and counts to the right working day."""

from datetime import date, datetime

import pytest

from actors.blocks.cases.commands import Accept, RecomputeDues, Withdraw
from actors.followers.projector import Projector
from actors.kernel.calendar import CalendarYear
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from actors.kinds import all_views, build_kinds
from actors.runtime.settings import RuntimeSettings
from actors.runtime.simulation.checker import judge
from benchmarks.chaos.checker import check_chains, journal_of
from storage.mongo import Database, Document
from tests.blocks.cases.city import HALL, LIBRARY, RESIDENT_A, application
from tests.blocks.cases.kit import at
from tests.integration.conftest import StartEngine
from tests.integration.test_alarms import until

FAST = RuntimeSettings(alarm_scan=0.1)
NOTICE_2027 = CalendarYear(
    year=2027,
    version=1,
    source="test",
    published=True,
    closed=(date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)),
)
PUBLISH = RecomputeDues(
    calendars=(NOTICE_2027,), version="2027.1", effective_at=at("2026-12-22 00:00")
)


class JumpingClock:
    """A clock that goes wherever it is told to, also back."""

    def __init__(self) -> None:
        self._now = at("2026-03-02 10:00")

    def now(self) -> datetime:
        return self._now

    def jump(self, local: str) -> None:
        self._now = at(local)


async def travel(
    start_engine: StartEngine, database: Database, *way: str | Command
) -> list[Document]:
    """Jump from instant to instant, let all that is due happen at each, and send the commands there
    are on the way; return the journal, which keeps every promise."""
    clock, kinds = JumpingClock(), build_kinds(LIBRARY)
    senders = {
        "Submit": RESIDENT_A,
        "Withdraw": RESIDENT_A,
        "Accept": HALL,
        "RecomputeDues": PLATFORM,
    }
    async with (
        start_engine(of=kinds, clock=clock, settings=FAST) as engine,
        Projector(database, all_views(LIBRARY), sender=engine, kinds=kinds) as projector,
    ):

        async def due() -> int:
            return await database["reminders"].count_documents({"due": {"$lte": clock.now()}})

        async def quiet() -> bool:
            if await due():
                return False
            await projector.settled()
            return not await due()

        for number, step in enumerate(way):
            if isinstance(step, str):
                clock.jump(step)
            else:
                by = senders[type(step).__name__]
                await engine.send("case:c1", step, id=f"c{number}", by=by)
            await until(quiet)
    commits = await journal_of(database)
    assert judge([], commits) + await check_chains(database) == []
    return commits


def cards(commits: list[Document]) -> list[tuple[str, str, str]]:
    """Return clock, level and last day of every card, in the order in which they were raised."""
    return [
        (event["clock"], event["level"], event["due"])
        for commit in commits
        for event in commit["ev"]
        if event["type"] == "LevelRaised"
    ]


def events(commits: list[Document], type: str) -> list[Document]:
    return [event for commit in commits for event in commit["ev"] if event["type"] == type]


async def test_a_jump_over_midnight_ends_a_period_once(
    start_engine: StartEngine, prepared: Database
) -> None:
    commits = await travel(
        start_engine,
        prepared,
        application(),  # on Monday 2 March; the notice period ends with Monday 9 March
        "2026-03-09 23:59",
        "2026-03-10 00:05",
        "2026-03-09 23:50",
        "2026-03-10 00:10",
    )

    [accepted] = events(commits, "Accepted")
    assert accepted["deemed"]
    assert (accepted["at"], accepted["since"]) == (at("2026-03-10 00:05"), at("2026-03-02 10:00"))


@pytest.mark.parametrize("published", [True, False])
async def test_a_jump_over_new_year_raises_each_card_once(
    start_engine: StartEngine, prepared: Database, published: bool
) -> None:
    """Seven working days from Monday 21 December end with Wednesday 30, twenty with 21 January by
    the notice, which is made at once, or when nothing can be counted any more without it."""
    begin = ("2026-12-21 10:00", application(), Accept())
    over_and_back = ("2026-12-31 23:59", "2027-01-01 00:05", "2026-12-31 20:00")
    end = "2027-01-25 10:00"
    way = (PUBLISH, *over_and_back, end) if published else (*over_and_back, end, PUBLISH)

    commits = await travel(start_engine, prepared, *begin, *way)

    assert cards(commits) == [("case", "yellow", "2026-12-30"), ("case", "red", "2027-01-21")]
    for standstill in ("SupervisionBlocked", "SupervisionResumed"):
        assert len(events(commits, standstill)) == (0 if published else 1)


async def test_a_jump_over_the_end_of_a_holiday_raises_each_card_once(
    start_engine: StartEngine, prepared: Database
) -> None:
    """From Monday 28 September: closed from 1 to 6 October, and worked on Saturday 10."""
    commits = await travel(
        start_engine,
        prepared,
        "2026-09-28 10:00",
        application(),
        Accept(),
        "2026-09-30 17:00",
        "2026-10-07 00:05",
        "2026-10-02 10:00",
        "2026-10-13 10:00",
        "2026-10-08 09:00",
        "2026-11-05 10:00",
    )

    assert cards(commits) == [("case", "yellow", "2026-10-12"), ("case", "red", "2026-10-29")]


async def test_a_case_that_ends_after_the_clock_was_set_back_is_watched_no_longer(
    start_engine: StartEngine, prepared: Database
) -> None:
    commits = await travel(
        start_engine,
        prepared,
        application(),
        "2026-03-03 10:00",
        Accept(),
        "2026-03-02 23:00",
        Withdraw(),
        "2026-05-05 10:00",
    )

    assert cards(commits) == []
    assert len(events(commits, "WatchEnded")) == 1
