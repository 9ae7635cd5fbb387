"""A call (对外调用) of an outside party: what is asked of it, what happens to it, and its state."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from actors.blocks.calls.outcome import Outcome, Patience
from actors.kernel.turn import Command, Event

CALL = "call"
Phase = Literal[
    "",
    "wished",  # 待调用
    "under_way",  # 调用中
    "waiting",  # 待重试: surely without effect so far
    "accepted",  # 对方已接收
    "unknown",  # 结果未知
    "done",  # 已完成
    "failed",  # 被拒
    "dead",  # 死信
]
Doing = Literal["run", "ask"]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
FINAL: tuple[Phase, ...] = ("done", "failed")
OPEN: tuple[Phase, ...] = ("wished", "waiting", "accepted", "unknown")
"""Phases in which a try is made once it is due."""


class TakeOutcome(Command, frozen=True, kw_only=True):
    """What a sender is told of the call `call`; its own commands that are told so are of this kind.

    `outcome.state` is "accepted", "unknown", "dead", "failed" or "done"; each is told once, as it
    comes, and "failed" and "done" are the last, save that what failed may turn out to be done.
    """

    call: str = ""
    outcome: Outcome = Outcome(state="unknown")


class Wish(Command, frozen=True, kw_only=True):
    """Platform: have the party `adapter` called with `body`, and `sender` told by `then`."""

    adapter: str
    body: dict[str, Any]
    sender: str
    then: dict[str, Any] | None = None


class Begin(Command, frozen=True, kw_only=True):
    """Platform: `worker` makes the next try now. The reply is a `Try`."""

    worker: str
    patience: Patience


class RecordOutcome(Command, frozen=True, kw_only=True):
    """Platform: what came of the try `n`. One that only probed whether a sick party is well again
    `counts` for nothing if it was in vain: an outage makes no dead letters."""

    n: int
    outcome: Outcome
    counts: bool = True


class Lapse(Command, frozen=True, kw_only=True):
    """Platform: whoever made the try `n` is not heard of any more."""

    n: int


class TakeReport(Command, frozen=True, kw_only=True):
    """Platform: the party `adapter` tells of its own accord what came of it."""

    adapter: str
    outcome: Outcome


class TakeUp(Command, frozen=True, kw_only=True):
    """重新处理: an operator has a dead letter, or what is unknown, taken up again."""

    reason: Why


class GiveUp(Command, frozen=True, kw_only=True):
    """放弃: an operator has it not tried any more; to its sender it has failed."""

    reason: Why


class Wished(Event, frozen=True, kw_only=True):
    at: datetime
    adapter: str
    body: dict[str, Any]
    sender: str
    then: dict[str, Any] | None = None


class TryBegun(Event, frozen=True, kw_only=True):
    """`worker` holds it until `until`."""

    at: datetime
    n: int
    doing: Doing
    worker: str
    until: datetime
    patience: Patience


class OutcomeRecorded(Event, frozen=True, kw_only=True):
    """The try `n` ended with `outcome`, and the call is in `phase` therefore; what is to be done
    `next`, and what, unless that is all. `vain` counts the tries in vain."""

    at: datetime
    n: int
    outcome: Outcome
    phase: Phase
    doing: Doing = "run"
    next: datetime | None = None
    vain: int = 0


class Reported(Event, frozen=True, kw_only=True):
    """The party told `outcome`; as for `OutcomeRecorded`."""

    at: datetime
    outcome: Outcome
    phase: Phase
    doing: Doing = "ask"
    next: datetime | None = None


class TakenUp(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str
    phase: Phase
    doing: Doing


class GivenUp(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


CallEvent = Wished | TryBegun | OutcomeRecorded | Reported | TakenUp | GivenUp


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever makes a try is given: the call's `id`, which the party is given, too."""

    id: str
    adapter: str
    body: dict[str, Any]
    n: int
    doing: Doing


class CallState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A call. `n` is the number of the latest try, `vain` how many were in vain one after the
    other, `doing` what is under way or to be done at `next`; `told` is what the sender was told
    last, and `reported_at` the party's instant of its latest report. `accepted`: the party has said
    once that it has it; whatever it says later, it is not sent again."""

    phase: Phase = ""
    wished_at: datetime | None = None
    adapter: str = ""
    body: dict[str, Any] = {}
    sender: str = ""
    then: dict[str, Any] | None = None
    n: int = 0
    vain: int = 0
    doing: Doing = "run"
    accepted: bool = False
    next: datetime | None = None
    patience: Patience = Patience()
    outcome: Outcome | None = None
    told: Phase = ""
    reported_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
