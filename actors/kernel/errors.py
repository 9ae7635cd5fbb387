"""Two failures, and only two: the rules say no (`Refusal`), or something broke (`Fault`)."""

from typing import Literal

import msgspec

RefusalKind = Literal["invalid", "forbidden", "not_now", "unknown", "unproven"]


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason of a refusal.

    `code` names a sentence in `words.toml` ("correction.only_once"); `field` is a JSON pointer into
    what was sent ("/form/phone"), empty when the reason concerns the whole command; `facts` fill
    the placeholders of the sentence and never hold personal data.
    """

    code: str
    field: str = ""
    facts: dict[str, str] = {}

    def __hash__(self) -> int:
        return hash((self.code, self.field, tuple(sorted(self.facts.items()))))


class Refusal(Exception):
    """拒绝: the rules say no. Nothing was written. Every reason is named at once.

    `kind` tells the sort: "invalid" (what was sent is wrong), "forbidden" (this identity may not),
    "not_now" (the entity's state does not allow it; `allowed` lists the commands that it does),
    "unknown" (no such entity, or none that this identity may know of), "unproven" (whoever asks has
    not proved well enough to be who it should be). `because` is the policy that forbids, or
    that none permits (`verdict.NONE_PERMITS`), "" where it is no question of policies.
    """

    def __init__(
        self,
        *reasons: Reason,
        kind: RefusalKind = "invalid",
        allowed: tuple[str, ...] = (),
        because: str = "",
    ) -> None:
        super().__init__("; ".join(f"{reason.code} {reason.field}".strip() for reason in reasons))
        self.reasons = reasons
        self.kind: RefusalKind = kind
        self.allowed = allowed
        self.because = because

    def __reduce__(self) -> tuple[object, ...]:
        return _refusal, (self.reasons, self.kind, self.allowed, self.because)


def _refusal(
    reasons: tuple[Reason, ...], kind: RefusalKind, allowed: tuple[str, ...], because: str = ""
) -> Refusal:
    return Refusal(*reasons, kind=kind, allowed=allowed, because=because)


class Fault(Exception):
    """故障: something broke. The owner of the work retries with the same command id."""


class Overloaded(Fault):
    """A bound was reached and nothing was started. Try again after `retry_after` seconds."""

    def __init__(self, retry_after: float = 1.0) -> None:
        super().__init__(f"overloaded, retry after {retry_after:g} s")
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.retry_after,)


class Crowded(Overloaded):
    """The bound was that of one entity or one caller: others are served as ever, and whoever makes
    the crowd waits a little longer, so that telling him so does not become the load."""

    def __init__(self, retry_after: float = 2.0) -> None:
        super().__init__(retry_after)


class Unavailable(Fault):
    """No answer in time: the outcome is unknown. Ask again with the same command id."""


class HandlerFailed(Fault):
    """A handler raised or returned what cannot be stored. The entity stays as it was."""


class Quarantined(Fault):
    """The entity cannot be loaded: activation failed repeatedly, or its events are too new."""


class Destroyed(Quarantined):
    """The key of what the entity said was destroyed: nobody can read it any more."""
