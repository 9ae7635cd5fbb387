"""What is folded from rules and alarms: a row each."""

from typing import Any

from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.rules.terms import DATA_ALARM, DATA_RULE

RULES, ALARMS = "data_rules", "data_alarms"
_RULE_STATES = {
    "RuleRehearsed": "rehearsed",
    "RuleApproved": "active",
    "RulePaused": "paused",
    "RuleResumed": "active",
    "RuleRetired": "retired",
}


def _rule(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id, "acted": 0, "rehearses": False}
    for event in commit["ev"]:
        after["updated_at"] = commit["at"]
        match event["type"]:
            case "RuleDrafted" | "RuleAmended":
                terms = event["terms"]
                after |= {name: terms[name] for name in ("title", "signal", "grade", "condition")}
                after |= {"state": "draft", "rehearses": False}
                after["unit"] = event.get("unit", after.get("unit", ""))
                after["of_all"] = after["unit"] == profile().reviewing_unit
            case "RehearsalAsked":
                after |= {"state": "draft", "rehearses": True}
            case "RuleActed":
                after["acted"] += 1
            case name if name in _RULE_STATES:
                after |= {"state": _RULE_STATES[name], "rehearses": False}
                after["since"] = event["at"]
            case _:
                pass
    return after


RULES_VIEW = View(
    name=RULES,
    purpose="rules on shared data: those that are active, those that are to be rehearsed",
    kinds=(DATA_RULE,),
    rows=lambda commit: (entity_id(commit),),
    fold=_rule,
    whole=True,
    searchable=("title",),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("rehearses", "updated_at")),
    ),
)


def _alarm(row: Row | None, id: str, commit: Commit) -> Row:
    after: dict[str, Any] = dict(row) if row else {"_id": id}
    for event in commit["ev"]:
        after["updated_at"] = commit["at"]
        match event["type"]:
            case "AlarmRaised":
                names = ("rule", "title", "unit", "grade", "subject", "due")
                after |= {name: event[name] for name in names}
                after |= {"state": "raised", "count": 1, "since": event["at"]}
                after["of_all"] = event["unit"] == profile().reviewing_unit
            case "AlarmCounted":
                after["count"] += 1
            case "AlarmAcknowledged":
                after["state"] = "acknowledged"
            case "AlarmCleared":
                after |= {"state": "cleared", "due": ""}
            case _:
                pass
    return after


ALARMS_VIEW = View(
    name=ALARMS,
    purpose="alarms of rules by unit, state and rule",
    kinds=(DATA_ALARM,),
    rows=lambda commit: (entity_id(commit),),
    fold=_alarm,
    whole=True,
    searchable=("title", ("subject", 0.8)),
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("state", "updated_at", "_id")),
        Index(fields=("unit", "updated_at", "_id")),
        Index(fields=("grade", "updated_at", "_id")),
    ),
)
