"""What is said of rules (数据策略) and of their alarms (告警)."""

import hashlib
from typing import Annotated, Literal, get_args

import msgspec

from actors.systems.data_platform.rules.condition import LONG
from actors.systems.data_platform.rules.rehearsal import SHOWN

DATA_RULE, DATA_ALARM = "data_rule", "data_alarm"
Grade = Literal["notice", "warning", "serious"]
"""提示, 警告, 严重."""
GRADES: tuple[Grade, ...] = get_args(Grade)
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Condition = Annotated[str, msgspec.Meta(min_length=1, max_length=LONG)]
Most = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
LISTED = SHOWN
FAULTS = 20  # in a row, after which a rule is paused


def alarm_id(rule: str, subject: str) -> str:
    """Return the id of the alarm that `rule` has of `subject`: there is one."""
    return hashlib.sha256(f"{rule}\n{subject}".encode()).hexdigest()[:32]
