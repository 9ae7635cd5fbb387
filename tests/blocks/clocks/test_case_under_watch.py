"""A case and its watcher together: what the case tells moves the cards that the watcher raises."""

from datetime import datetime

import msgspec

from actors.blocks.cases.commands import (
    Decide,
    Extend,
    GiveOpinion,
    PauseClock,
    RequestCorrection,
    ResumeClock,
)
from actors.blocks.cases.state import Fault
from actors.blocks.clocks import events as e
from actors.blocks.clocks.events import WatchEvent
from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.clocks.state import WatchState
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    FIRE,
    HALL,
    HEALTH,
    LIBRARY,
    PLAN,
    REVIEWER_LEAD,
    accepted,
    submitted,
)
from tests.blocks.cases.kit import Played, at

KIND = watcher_kind(LIBRARY)


class Watched:
    """A case whose messages reach its watcher, and whose watcher's alarms ring in time."""

    def __init__(self, case: Played) -> None:
        self.case = case
        self.state: WatchState = KIND.initial("watcher:c1")
        self.events: list[WatchEvent] = []
        self.alarm: datetime | None = None

    def until(self, now: str) -> "Watched":
        """Deliver what the case sent, and let every alarm ring that is due by local time `now`."""
        for message in self.case.messages:
            if message.key != "watcher:c1":
                continue
            seen = msgspec.convert(message.command, KIND.commands, builtin_types=(datetime,))
            self._ring(seen.at)
            self._tell(seen, seen.at, PLATFORM)
        self.case.messages.clear()
        self._ring(at(now))
        return self

    def levels(self) -> list[tuple[str, str, str]]:
        return [
            (x.clock, x.level, f"{x.at.astimezone(at('2026-01-01').tzinfo):%m-%d %H:%M}")
            for x in self.events
            if isinstance(x, e.LevelRaised)
        ]

    def _ring(self, now: datetime) -> None:
        while self.alarm is not None and self.alarm <= now:
            wake = msgspec.convert({"type": "Wake", "at": self.alarm}, KIND.commands)
            ringing, self.alarm = self.alarm, None
            self._tell(wake, ringing, CLOCK)

    def _tell(self, command: object, now: datetime, by: object) -> None:
        turn = Turn("watcher:c1", self.state, KIND.evolve, now=now, by=by, command_id="x")
        KIND.decide(turn, command)
        self.state = turn.state
        self.events += turn.events
        for reminder in turn.reminders:
            self.alarm = reminder.at


def test_nobody_decides_and_the_case_turns_yellow_and_red() -> None:
    watched = Watched(accepted()).until("2026-04-30 10:00")  # promised 7, statutory 20

    assert watched.levels() == [
        ("case", "warning", "03-09 10:00"),
        ("case", "yellow", "03-12 10:00"),
        ("case", "red", "03-31 10:00"),
    ]


def test_a_hearing_moves_the_cards_by_the_time_it_took() -> None:
    case = accepted()
    pause = PauseClock(procedure="hearing", days=5, reason="听证")
    case.when(APPROVER_LEAD, pause, "2026-03-04 10:00")
    watched = Watched(case).until("2026-03-06 10:00")
    case.when(APPROVER_LEAD, ResumeClock(result="held"), "2026-03-06 10:00")

    watched.until("2026-03-31 09:00")

    assert watched.levels() == [
        ("case", "warning", "03-11 10:00"),
        ("case", "yellow", "03-16 10:00"),
    ]


def test_a_hearing_beyond_the_days_told_is_carded_itself() -> None:
    case = accepted()
    pause = PauseClock(procedure="hearing", days=5, reason="听证")
    case.when(APPROVER_LEAD, pause, "2026-03-04 10:00")

    watched = Watched(case).until("2026-03-13 10:00")

    assert [level for level in watched.levels() if level[0] == "special"] == [
        ("special", "warning", "03-06 10:00"),
        ("special", "yellow", "03-11 10:00"),
        ("special", "red", "03-12 10:00"),
    ]


def test_an_extension_keeps_the_red_card_away_but_not_the_yellow_one() -> None:
    case = accepted()
    case.when(APPROVER_LEAD, Extend(days=10, reason="复杂"), "2026-03-05 10:00")

    watched = Watched(case).until("2026-05-30 10:00")

    assert watched.levels()[1:] == [
        ("case", "yellow", "03-12 10:00"),
        ("case", "red", "04-14 10:00"),  # 30 working days; the test's year knows no Qingming
    ]


def test_a_decision_in_time_ends_the_watch_over_the_case() -> None:
    case = accepted()
    for by, task in (
        (FIRE, "joint/fire"),
        (PLAN, "joint/plan"),
        (HEALTH, "joint/health"),
        (REVIEWER_LEAD, "summary"),
    ):
        case.when(by, GiveOpinion(task=task, opinion="agree"), "2026-03-04 10:00")
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="不符合"), "2026-03-05 10:00")

    watched = Watched(case).until("2026-12-30 10:00")

    assert watched.levels() == []
    assert watched.state.closed
    assert watched.alarm is None


def test_a_slow_correction_of_the_applicant_is_not_laid_to_the_office() -> None:
    case = submitted()  # online, so pre-acceptance is supervised: 2 days
    faults = (Fault(field="/form/area", reason="面积有误"),)
    case.when(HALL, RequestCorrection(faults=faults), "2026-03-03 10:00")

    watched = Watched(case).until("2026-03-20 10:00")

    assert watched.levels() == []
