"""Clocks under supervision and the cards they raise (预警、黄牌、红牌). Arithmetic: SUP-03."""

from datetime import datetime
from typing import Literal

import msgspec

Level = Literal["", "warning", "yellow", "red"]
ClockName = Literal[
    "case",  # promised and statutory limit, from acceptance
    "special",  # special procedure, the days told
    "pre_acceptance",  # online pre-acceptance, 2 days
    "e_certificate",  # 3 days from the decision
    "complaint",  # consultation and complaint
]


class ClockFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The facts of one clock, enough to work out its level at any instant.

    `promised` and `statutory` are working days (equal where a clock has one limit); `pauses` are
    (from, to) instants, `to` None while it lasts; `stopped_at` None while it runs. `policy` names
    the thresholds ("national").
    """

    name: ClockName
    started_at: datetime
    promised: int
    statutory: int
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    stopped_at: datetime | None = None
    policy: str = "national"
