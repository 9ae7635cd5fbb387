"""Who looked at whose personal data, and why (PIPL Art. 6 and 34; ASVS 5.0 16.3.2).

One entity for each subject: a case. The record is durable before anything is shown.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from actors.kernel.assurance import require_proof
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Guarded
from actors.kernel.identity import Identity
from actors.kernel.offer import Permits
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.verdict import Verdict

PURPOSES = (
    "own",  # 本人查看
    "handling",  # 办理
    "window_service",  # 窗口服务
    "supervision",  # 监督
    "complaint",  # 投诉处理
    "maintenance",  # 运维排查: the history of an entity, personal data covered
)
"""The purposes that this block declares; other owners declare their own."""
GUARDED = Guarded(actions=("record",))


class AccessState(msgspec.Struct, frozen=True):
    """`count` accesses so far; who and why stands in the journal and the `access_log` view."""

    count: int = 0
    last_at: datetime | None = None


class RecordAccess(Command, frozen=True, kw_only=True):
    """Note that the sender is about to see the personal data of the subject, for `purpose`."""

    purpose: str


class AccessRecorded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    purpose: str


def decider(
    purposes: frozenset[str], permits: Permits
) -> Callable[[Turn[AccessState], RecordAccess], None]:
    """Return the decide function of the record, where reads are for `purposes` that somebody has
    declared. Who may claim which is said by policies (`access.record`)."""

    def verdict_on(by: Identity, purpose: str) -> Verdict:
        return permits.permit(by, "access.record", NOTHING, purpose)

    def decide(turn: Turn[AccessState], command: RecordAccess) -> None:
        """Record the access.

        Raises:
            Refusal: there is no such purpose, it is not the sender's to claim, or he has to prove
                more to be who he is.
        """
        if command.purpose not in purposes:
            raise Refusal(Reason("access.unknown_purpose", "/purpose"))
        verdict = verdict_on(turn.by, command.purpose)
        if not verdict.allowed:
            require_proof(turn.by, lambda who: verdict_on(who, command.purpose).allowed)
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        turn.because = verdict.because
        turn.emit(AccessRecorded(at=turn.now, by=turn.by.id, purpose=command.purpose))

    return decide


def evolve(state: AccessState, event: AccessRecorded) -> AccessState:
    """Return the record's summary after `event`."""
    return AccessState(state.count + 1, event.at)
