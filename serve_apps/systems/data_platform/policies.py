"""Rules on shared data (数据策略) and their alarms (告警): lists, and a page for each."""

from collections.abc import Mapping
from typing import Any

from actors.systems.data_platform.rules.alarm.records import PHASES as ALARM_PHASES
from actors.systems.data_platform.rules.alarm.records import Alarm
from actors.systems.data_platform.rules.rule.records import PHASES as RULE_PHASES
from actors.systems.data_platform.rules.rule.records import Rule
from actors.systems.data_platform.rules.signals import VARIABLES
from actors.systems.data_platform.rules.terms import DATA_ALARM, DATA_RULE, GRADES
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

RULES_AT, ALARMS_AT = "/data-rules", "/data-alarms"
_LATEST = (Sorting(name="latest", fields=("updated_at",), descending=True),)


async def _rule(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what the page tells of a rule and its rehearsal."""
    rule: Rule = state
    if not shows("terms") or rule.terms is None:
        return None
    return {
        "terms": rule.terms,
        "names": VARIABLES[rule.terms.signal],
        "rehearsal": rule.rehearsal,
        "waiting": len(rule.held),
    }


async def _alarm(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return by what an alarm was raised."""
    alarm: Alarm = state
    if not shows("facts") or not alarm.phase:
        return None
    return {"facts": alarm.facts, "rule": alarm.rule, "subject": alarm.subject}


RULES_LIST = ListPage(
    name="data_rules",
    view="data_rules",
    at=RULES_AT,
    record=f"{RULES_AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="signal"),
        Column(field="grade"),
        Column(field="state", look="state"),
        Column(field="acted", look="number"),
    ),
    orders=_LATEST,
    filters=(
        Choice(field="state", values=RULE_PHASES, said=f"{DATA_RULE}.states"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)
ALARMS_LIST = ListPage(
    name="data_alarms",
    view="data_alarms",
    at=ALARMS_AT,
    record=f"{ALARMS_AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="subject"),
        Column(field="unit"),
        Column(field="grade"),
        Column(field="state", look="state"),
        Column(field="count", look="number"),
        Column(field="due"),
    ),
    orders=_LATEST,
    filters=(
        Choice(field="state", values=ALARM_PHASES, said=f"{DATA_ALARM}.states"),
        Choice(field="grade", values=GRADES, said=f"{DATA_ALARM}.choices.grade"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)
RULE = RecordPage(
    kind=DATA_RULE,
    at=RULES_AT,
    heading="title",
    good=("active",),
    bad=("retired",),
    notice=("paused", "rehearsed"),
    told=("title", "fault", "why", "reason"),
    purposes=(),
    panels=(Panel(template="data_platform/rule.html", made=_rule),),
    policy=signed_in_staff,
)
ALARM = RecordPage(
    kind=DATA_ALARM,
    at=ALARMS_AT,
    heading="title",
    good=("cleared",),
    bad=("raised",),
    notice=("acknowledged",),
    told=("title", "subject", "last", "escalated", "reason"),
    purposes=(),
    panels=(Panel(template="data_platform/alarm.html", made=_alarm),),
    policy=signed_in_staff,
)
