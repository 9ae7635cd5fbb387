"""A key (接口密钥): what is asked, what happens, what is known."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.open_data.dataset.terms import SLUG

OPEN_KEY = "open_key"
Phase = Literal["", "requested", "active", "suspended", "refused", "revoked", "expired"]
PHASES: tuple[Phase, ...] = (
    "requested", "active", "suspended", "refused", "revoked", "expired",
)  # fmt: skip
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Dataset = Annotated[str, msgspec.Meta(pattern=SLUG)]
Datasets = Annotated[tuple[Dataset, ...], msgspec.Meta(max_length=20)]
Unit = Annotated[str, msgspec.Meta(max_length=60)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Quota = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=1_100)]


class RequestKey(Command, frozen=True, kw_only=True):
    """申请密钥: `holder` is who will use it, by his own words, `purpose` what for. `datasets`
    are those under a condition that he wants, all of `unit`; none: it is for calls alone."""

    holder: Line
    purpose: Text
    datasets: Datasets = ()
    unit: Unit = ""


class GrantKey(Command, frozen=True, kw_only=True):
    """同意使用: for `days` from now, with `quota` calls a day."""

    quota: Quota
    days: Days


class RefuseKey(Command, frozen=True, kw_only=True):
    """不同意使用, with the reason."""

    reason: Text


class DrawSecret(Command, frozen=True, kw_only=True):
    """领取密钥: from now on the key is the one of which this is the SHA-256; the last one is none
    any more. The platform never has the key itself but in the moment that it shows it."""

    digest: Sha256


class SuspendKey(Command, frozen=True, kw_only=True):
    """暂停密钥, with the reason."""

    reason: Text


class ResumeKey(Command, frozen=True, kw_only=True):
    """恢复密钥."""


class RevokeKey(Command, frozen=True, kw_only=True):
    """吊销密钥 for good, with the reason."""

    reason: Text


class GiveUpKey(Command, frozen=True, kw_only=True):
    """注销自己的密钥."""


class ExpireKey(Command, frozen=True, kw_only=True):
    """Clock: its time is over."""


class NoteCalls(Command, frozen=True, kw_only=True):
    """Platform: so many calls more were made with it on the local day `on`."""

    on: date
    calls: int


class KeyRequested(Event, frozen=True, kw_only=True):
    """`due` is the last local day on which the unit decides in time."""

    at: datetime
    owner: str
    holder: str
    purpose: str
    datasets: tuple[str, ...] = ()
    unit: str = ""
    due: date | None = None


class KeyGranted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    quota: int
    expires_at: datetime


class KeyRefused(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class SecretDrawn(Event, frozen=True, kw_only=True):
    at: datetime
    digest: str


class KeySuspended(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class KeyResumed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class KeyRevoked(Event, frozen=True, kw_only=True):
    """`by` its owner, its unit or a reviewer."""

    at: datetime
    by: str
    reason: str = ""


class KeyExpired(Event, frozen=True, kw_only=True):
    at: datetime


class CallsNoted(Event, frozen=True, kw_only=True):
    at: datetime
    on: date
    calls: int


KeyEvent = (
    KeyRequested
    | KeyGranted
    | KeyRefused
    | SecretDrawn
    | KeySuspended
    | KeyResumed
    | KeyRevoked
    | KeyExpired
    | CallsNoted
)


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key. `digest` is of the secret, "" before that was drawn; `calls` were made on the local
    day `on`, the latest on which any were."""

    phase: Phase = ""
    owner: str = ""
    holder: str = ""
    purpose: str = ""
    datasets: tuple[str, ...] = ()
    unit: str = ""
    asked_at: datetime | None = None
    due: date | None = None
    quota: int = 0
    expires_at: datetime | None = None
    digest: str = ""
    reason: str = ""
    on: date | None = None
    calls: int = 0
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def account(self) -> str:
        """The account of its owner."""
        return self.owner.partition(":")[2]

    @property
    def drawn(self) -> bool:
        """Whether its secret was drawn."""
        return bool(self.digest)

    def opens(self, slug: str, now: datetime) -> bool:
        """Tell whether it may be used for the dataset `slug`, "" for any that all may use."""
        in_time = self.expires_at is not None and now < self.expires_at
        return self.phase == "active" and in_time and (not slug or slug in self.datasets)

    def called(self, today: date) -> int:
        """Return how many calls were noted on the local day `today`."""
        return self.calls if self.on == today else 0
