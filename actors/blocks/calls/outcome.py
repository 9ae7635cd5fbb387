"""What comes of asking an outside party (外部机构), and how long one goes on trying."""

import re
from datetime import datetime
from typing import Literal

import msgspec

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_ .:-]{0,59}")
_LONG_NUMBER = re.compile(r"\d{5}")
OutcomeState = Literal[
    "done",  # 已办: the party has carried it out
    "accepted",  # 已接收: the party has it, and tells later what came of it
    "failed",  # 被拒: the party will not carry it out, now or later
    "unsent",  # 未送达: it surely did not reach the party, or the party wants to be left alone
    "unknown",  # 结果未知: it may have been carried out, or not
    "unheard",  # 对方无记录: asked, the party says that it does not know the id
    "dead",  # 死信: no more is tried until an operator has it taken up again
]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of one try, or what the party told later.

    `reason` is a short code of the party's or of ours ("number_unknown", "HTTP 503"), `reference`
    the party's own name of it. `answer` is what the sender may want of the party's answer. `at` is
    the instant of the party's that what it told is of. No personal data in `reason`: it stands in
    rows; see `safe`.
    """

    state: OutcomeState
    reason: str = ""
    reference: str = ""
    answer: dict[str, str] = {}
    at: datetime | None = None


def safe(outcome: Outcome) -> Outcome:
    """Return `outcome` with a reason that rows may hold: what is no short code of letters and a few
    digits may be a name or a number that a party let slip, and is not told."""
    reason = outcome.reason
    if not reason or (_CODE.fullmatch(reason) and not _LONG_NUMBER.search(reason)):
        return outcome
    return msgspec.structs.replace(outcome, reason="unnamed")


class Patience(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a party is dealt with; its adapter says so.

    Attributes:
        tries: in vain, one after the other, before the call is a dead letter.
        seconds: that one try may take.
        records_within: seconds beyond that in which its outcome is recorded; whoever makes the try
            is not heard of any more after them.
        first, most: seconds before the second try, and before any; each wait is twice the last.
        settles: seconds after which what was sent cannot arrive any more: not before is the party
            asked what became of it.
        reports_within: seconds in which a party that has accepted tells what came of it; then it is
            asked.
        idempotent: the party itself carries out one id once: what is unknown is sent again.
    """

    tries: int = 8
    seconds: float = 20.0
    records_within: float = 10.0
    first: float = 2.0
    most: float = 3_600.0
    settles: float = 5.0
    reports_within: float = 3_600.0
    idempotent: bool = False
