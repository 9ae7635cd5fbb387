"""Whether a seal may stamp a paper (能否用印): asked of the seal as it stands, each time."""

from datetime import datetime

from actors.blocks.seals.seal import Seal
from actors.kernel.errors import Reason, Refusal

_STOPPED = {
    "suspended": "seal.is_suspended",
    "lost": "seal.is_lost",
    "destroyed": "seal.is_destroyed",
}


def require_use(state: Seal, *, organ: str, template: str, at: datetime) -> None:
    """Check that a seal may stamp a paper of the kind `template` of `organ` at an instant.

    Raises:
        Refusal: there is no such seal, it is not in use, it is another organ's, it may not stamp
            papers of this kind, or its certificate is not valid any more; all of it at once.
    """
    if not state.phase:
        raise Refusal(Reason("seal.unknown"), kind="unknown")
    wrong: list[Reason] = []
    if state.phase != "in_use":
        wrong.append(Reason(_STOPPED.get(state.phase, "seal.not_in_use")))
    if state.organ != organ:
        wrong.append(Reason("seal.wrong_organ"))
    if not state.may_stamp(template):
        wrong.append(Reason("seal.wrong_kind", facts={"template": template}))
    if state.certificate is not None and state.certificate.until <= at:
        wrong.append(Reason("seal.certificate_expired"))
    if wrong:
        raise Refusal(*wrong)


def was_in_use(state: Seal, at: datetime) -> bool:
    """Tell whether what the seal stamped at an instant is good: it was in use before, and neither
    lost nor destroyed. That it is now changes nothing of what it stamped then."""
    if state.in_use_at is None or at < state.in_use_at:
        return False
    return state.ended_at is None or at < state.ended_at
