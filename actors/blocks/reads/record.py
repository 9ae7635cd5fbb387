"""Who looked at whose personal data, and why (PIPL Art. 6 and 34; ASVS 5.0 16.3.2).

One entity for each subject: a case. The record is durable before anything is shown.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec

from actors.kernel.assurance import require_proof
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Guarded
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.offer import Permits
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.verdict import NONE_PERMITS, Verdict

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
OF_ONESELF = "own"


class AccessState(msgspec.Struct, frozen=True):
    """`count` accesses so far; who and why stands in the journal and the `access_log` view."""

    count: int = 0
    last_at: datetime | None = None


class RecordAccess(Command, frozen=True, kw_only=True):
    """Note that the sender is about to see personal data of the subject, for `purpose`.

    `about` is the account of the person whose data it is, "" if that has none; `full` tells whether
    names and numbers are shown that are masked otherwise. Of what is `closed` an office says in
    `reason` what it is needed for. Only the platform says whom data are `shown_to` by it: a system
    outside.
    """

    purpose: str
    about: str = ""
    full: bool = False
    closed: bool = False
    shown_to: Identity | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class AccessRecorded(Event, frozen=True, kw_only=True):
    """`unit` and `roles` are those in which somebody of an office read, `acting_for` the account on
    whose behalf."""

    at: datetime
    by: str
    purpose: str
    about: str = ""
    full: bool = False
    reason: str = ""
    unit: str = ""
    roles: tuple[str, ...] = ()
    acting_for: str = ""


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
                more to be who he is; or an office does not say why it looks at what is closed.
        """
        if command.purpose not in purposes:
            raise Refusal(Reason("access.unknown_purpose", "/purpose"))
        verdict = verdict_on(turn.by, command.purpose)
        if not verdict.allowed:
            require_proof(turn.by, lambda who: verdict_on(who, command.purpose).allowed)
            because = verdict.because or NONE_PERMITS
            raise Refusal(Reason("access.forbidden"), kind="forbidden", because=because)
        if command.closed and command.purpose != OF_ONESELF and not command.reason.strip():
            raise Refusal(Reason("access.reason_required", "/reason"))
        turn.because = verdict.because
        outside = command.shown_to if turn.by == PLATFORM else None
        by = outside or turn.by
        turn.emit(
            AccessRecorded(
                at=turn.now,
                by=by.id,
                purpose=command.purpose,
                about=command.about,
                full=command.full,
                reason=command.reason.strip(),
                unit=by.unit,
                roles=by.roles if by.unit else (),
                acting_for=by.acting_for,
            )
        )

    return decide


def evolve(state: AccessState, event: AccessRecorded) -> AccessState:
    """Return the record's summary after `event`."""
    return AccessState(state.count + 1, event.at)
