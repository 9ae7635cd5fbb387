"""What is done with rules on shared data and with their alarms: every command of them."""

from datetime import date, datetime

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.data_platform.rules.alarm import records as a
from actors.systems.data_platform.rules.alarm.kind import alarm_kind
from actors.systems.data_platform.rules.rehearsal import Outcome
from actors.systems.data_platform.rules.rule import records as r
from actors.systems.data_platform.rules.rule.kind import rule_kind
from actors.systems.data_platform.rules.terms import FAULTS, alarm_id
from actors.testing import Scenario
from tests.systems.data_platform import sharing as s

RULE = "r" + "0" * 31
CONDITION = "check == 'k' && dataset.startsWith('house')"
DRAFT = r.DraftRule(
    title="检验未通过",
    signal="check_failed",
    condition=CONDITION,
    grade="serious",
    most=2,
    stop_use=True,
)
QUIET = replace(DRAFT, stop_use=False)
UNTIL = replace(DRAFT, until=date(2026, 10, 14))
AMENDED = r.AmendRule(
    title="检验未通过", signal="check_failed", condition=CONDITION, grade="warning", most=5
)
OUTCOME = Outcome(seen=1, matched=1, faults={}, raised=1, acted=1, alarms=(), actions=())
REHEARSE = r.RehearseRule(since=date(2026, 9, 1), until=date(2026, 9, 30))
FACTS = {"dataset": s.CODE, "check": "k"}


def found(subject: str) -> a.RaiseAlarm:
    """Its condition holds of `subject`."""
    return a.RaiseAlarm(
        rule=RULE,
        title=DRAFT.title,
        unit="civil_affairs",
        grade="serious",
        subject=subject,
        facts=FACTS,
    )


def on_rule(start: Scenario) -> Scenario:
    return start.on(f"data_rule:{RULE}")


def on_alarm(subject: str, start: Scenario) -> Scenario:
    return start.on(f"data_alarm:{alarm_id(RULE, subject)}")


def raised(subject: str, start: Scenario) -> Scenario:
    return on_alarm(subject, start).when(found(subject), by=PLATFORM)


EMPTY = Scenario.of(rule_kind(s.LIBRARY), alarm_kind(s.LIBRARY), s.KIND).at("2026-10-12 08:00")


def drafted(start: Scenario = EMPTY, draft: r.DraftRule = DRAFT) -> Scenario:
    return on_rule(start).when(draft, by=s.STEWARD)


def rehearsed(start: Scenario = EMPTY, draft: r.DraftRule = DRAFT) -> Scenario:
    noted = r.NoteRehearsal(number=1, outcome=OUTCOME)
    return drafted(start, draft).when(REHEARSE, by=s.STEWARD).when(noted, by=PLATFORM)


def active(start: Scenario = EMPTY, draft: r.DraftRule = DRAFT) -> Scenario:
    return rehearsed(start, draft).when(r.ApproveRule(), by=s.APPROVER)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-12T{clock}:00+08:00")


def acted() -> Scenario:
    """A, A again, B, D: the third action waits for room; A is cleared and comes back."""
    start = raised("a", active(draft=QUIET))
    start = raised("a", start.after(minutes=10))
    start = raised("b", start.after(minutes=30))
    start = raised("d", start.after(minutes=10))
    start = on_alarm("a", start.after(minutes=30))
    start = start.when(a.ClearAlarm(reason="已补报"), by=s.STEWARD)
    return on_rule(raised("a", start.after(minutes=10)))


_FAULT = r.NoteFault(code="missing", subject=s.CODE)


def faulty() -> Scenario:
    """Its condition could not be reckoned so often in a row."""
    start = active()
    for _ in range(FAULTS):
        start = start.when(_FAULT, by=PLATFORM)
    return start


def stopped() -> Scenario:
    """A rule of the unit has stopped the use of its dataset."""
    sharing = Scenario.of(rule_kind(s.LIBRARY), alarm_kind(s.LIBRARY), s.KIND)
    sharing = s.on(s.SOURCE, sharing.at("2026-10-05 09:00"))
    sharing = sharing.when(s.REGISTER_SOURCE, by=s.STEWARD).when(s.FIRST, by=s.STEWARD)
    return raised(s.SOURCE, active(sharing))


SCENARIOS: dict[str, Scenario] = {
    "it is rehearsed, approved by another, and acts within its limit": on_rule(acted())
    .then_shown(phase="active", acted=3, ran=(at("08:40"), at("09:00")))
    .at("2026-10-12 09:39")
    .then_shown(acted=3)
    .at("2026-10-12 09:41")
    .then_shown(acted=4, ran=(at("09:00"), at("09:40"))),
    "it stops the use of a dataset of its unit": s.on(s.SOURCE, stopped()).then_shown(
        phase="frozen", because="stopped", stopped=DRAFT.title
    ),
    "it is said anew, and has to be rehearsed again": rehearsed()
    .when(AMENDED, by=s.STEWARD)
    .then_shown(phase="draft", rehearsal=None),
    "it is paused, goes on and is retired": active()
    .when(r.PauseRule(reason="误报"), by=s.STEWARD)
    .then_shown(phase="paused", why="asked")
    .when(r.ResumeRule(), by=s.APPROVER)
    .when(r.RetireRule(reason="由新策略取代"), by=s.STEWARD)
    .then_shown(phase="retired"),
    "it pauses by itself when its condition is never right": faulty().then_shown(
        phase="paused", why="faults", fault="missing"
    ),
    "it ends after its last day": active(draft=UNTIL)
    .at("2026-10-15 00:01")
    .then_shown(phase="retired", why="over"),
    "an alarm is taken on and cleared up": raised("a", active(draft=QUIET))
    .when(a.AcknowledgeAlarm(), by=s.STEWARD)
    .then_shown(phase="acknowledged", count=1)
    .when(a.ClearAlarm(reason="已补报"), by=s.STEWARD)
    .then_shown(phase="cleared", reason="已补报"),
    "an alarm that nobody takes on is escalated": raised("a", active(draft=QUIET))
    .at("2026-10-14 00:01")
    .then_shown(phase="raised", escalated=True),
}
