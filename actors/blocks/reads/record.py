"""Who looked at whose personal data, and why (PIPL Art. 6 and 34; ASVS 5.0 16.3.2).

One entity for each subject: a case. The record is durable before anything is shown.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

Purpose = Literal[
    "own",  # 本人查看
    "handling",  # 办理
    "window_service",  # 窗口服务
    "supervision",  # 监督
    "complaint",  # 投诉处理
    "maintenance",  # 运维排查: the history of an entity, personal data covered
]


PURPOSES: tuple[str, ...] = get_args(Purpose)


class AccessState(msgspec.Struct, frozen=True):
    """`count` accesses so far; who and why stands in the journal and the `access_log` view."""

    count: int = 0
    last_at: datetime | None = None


class RecordAccess(Command, frozen=True, kw_only=True):
    """Note that the sender is about to see the personal data of the subject, for `purpose`."""

    purpose: Purpose


class AccessRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    purpose: Purpose


def decide(turn: Turn[AccessState], command: RecordAccess) -> None:
    """Record the access.

    Raises:
        Refusal: residents look at their own cases only, and "own" is no purpose of anybody else;
            an operator, who sees no personal data, looks at histories for maintenance only, and
            nobody else does.
    """
    resident = turn.by.has(RESIDENT) or turn.by.id.startswith("terminal:")
    wrong = resident != (command.purpose == "own")
    if command.purpose == "maintenance":
        wrong = not turn.by.has(OPERATOR)
    elif turn.by.roles == (OPERATOR,):
        wrong = True
    if wrong:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    turn.emit(AccessRecorded(at=turn.now, by=turn.by.id, purpose=command.purpose))


def evolve(state: AccessState, event: AccessRecorded) -> AccessState:
    """Return the record's summary after `event`."""
    return AccessState(state.count + 1, event.at)
