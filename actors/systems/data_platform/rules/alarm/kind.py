"""The kind "data_alarm": raised by a rule, one for each of its subjects; taken on, cleared up."""

from dataclasses import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import REVIEWER, STEWARD
from actors.systems.data_platform.rules.alarm import deciding as d
from actors.systems.data_platform.rules.alarm import records as r
from actors.systems.data_platform.rules.terms import DATA_ALARM

GUARDED = Guarded(
    actions=("clear", "read"),
    facts={"state": "text", "unit": "text", "of_all": "truth"},
    fields=(
        "state", "title", "unit", "rule", "grade", "subject", "facts", "count", "since", "last",
        "due", "escalated", "reason",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.Alarm], ...] = (
    Offer(command=r.RaiseAlarm, of="platform", begins=True, states=r.PHASES),
    Offer(
        command=r.AcknowledgeAlarm,
        action="clear",
        states=("raised",),
        example=r.AcknowledgeAlarm(),
    ),
    Offer(
        command=r.ClearAlarm,
        action="clear",
        states=("raised", "acknowledged"),
        long=("reason",),
        example=r.ClearAlarm(reason="已重新脱敏并通过检验"),
    ),
    Offer(command=r.EscalateAlarm, of="platform"),
)
_TAKE_ON = Title(zh="处理数据告警", en="Look into an alarm")


def facts(state: r.Alarm) -> Facts:
    """Return what policies know of an alarm."""
    return {
        "state": state.phase,
        "unit": state.unit,
        "of_all": state.unit == profile().reviewing_unit,
    }


def work(state: r.Alarm) -> Work:
    """Return the task that an alarm waits with: its unit's, or the reviewers' after its time."""
    called = Title(zh=state.title, en=state.title)
    if not state.is_open or state.since is None:
        return Work(title=called)
    unit, role = state.unit, STEWARD
    if state.escalated or state.unit == profile().reviewing_unit:
        unit, role = profile().reviewing_unit, REVIEWER
    task = Task(
        name="clear",
        title=_TAKE_ON,
        unit=unit,
        role=role,
        since=state.since,
        due=state.due,
        claimable=False,
    )
    return Work(number=state.subject, title=called, system="data_platform", tasks=(task,))


def alarm_kind(library: Library) -> EntityKind[r.Alarm]:
    """Return the kind "data_alarm"; see `alarm_id` for its ids."""
    kind = offered_kind(
        library[Access],
        name=DATA_ALARM,
        plural="data_alarms",
        state=r.Alarm,
        events=r.AlarmEvent,
        offers=OFFERS,
        handlers={
            r.RaiseAlarm: d.Raising(library).raise_alarm,
            r.AcknowledgeAlarm: d.acknowledge,
            r.ClearAlarm: d.clear,
            r.EscalateAlarm: d.escalate,
        },
        evolve=d.evolve,
        facts=facts,
        shown=("phase", "unit", "grade", "count", "since", "due"),
    )
    return replace(kind, work=work)
