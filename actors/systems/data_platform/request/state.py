"""What is known of a data request: what is asked for, how the dataset stands, what was decided."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.data_platform.request.terms import Asked, Halt, Offered

Phase = Literal[
    "",  # no history
    "submitted",  # 待审核
    "returned",  # 已退回
    "granted",  # 已授权
    "refused",  # 不同意
    "revoked",  # 已撤销
    "expired",  # 已到期
]
PHASES: tuple[Phase, ...] = ("submitted", "returned", "granted", "refused", "revoked", "expired")
ENDED: tuple[Phase, ...] = ("refused", "revoked", "expired")


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request of `unit` for rows of `dataset`, which belongs to `owner`, known once the dataset
    has told.

    `opened_at` is since when the owner has it before it, `due` its last day for that, `yellow` the
    day of the card before it, `stopped_at` when it had decided or sent it back. `agreed` is the
    level up to which the reviewer has agreed. `level` is what the grant names, `unmasked` the
    personal columns that it gives as they are; `halt` why it is suspended. `reason` and `rule` say
    why it was sent back, refused or revoked. `key` is the SHA-256 of the key.
    """

    phase: Phase = ""
    unit: str = ""
    dataset: str = ""
    asked: Asked | None = None
    owner: str = ""
    offered: Offered = Offered()
    seq: int = 0
    since: datetime | None = None
    opened_at: datetime | None = None
    stopped_at: datetime | None = None
    due: date | None = None
    yellow: date | None = None
    agreed: int = 0
    level: int = 0
    unmasked: tuple[str, ...] = ()
    halt: Halt = ""
    reason: str = ""
    rule: str = ""
    key: str = ""
    key_at: datetime | None = None

    @property
    def title(self) -> str:
        """What the dataset is called."""
        return self.offered.title

    @property
    def asked_level(self) -> int:
        """The level of what is asked for, as it is now."""
        return self.offered.level_of(self.asked.read) if self.asked else 0

    @property
    def until(self) -> date | None:
        """The last day that is asked for."""
        return self.asked.until if self.asked else None

    @property
    def purpose(self) -> str:
        """What it is asked for."""
        return self.asked.purpose if self.asked else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are asked for."""
        return self.asked.columns if self.asked else ()
