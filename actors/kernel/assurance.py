"""When more proof of who it is (身份核验) is what is missing for something to be allowed."""

from collections.abc import Callable

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Assurance, Identity

CODE = "access.proof_needed"


def at_best(by: Identity) -> Identity:
    """Return `by` as it could prove to be."""
    return by if by.assurance in ("", "fresh") else _proved(by, "fresh")


def require_proof(by: Identity, allows: Callable[[Identity], bool]) -> None:
    """Check that it is not for want of proof that `by` may not.

    `allows` tells whether an identity would be allowed.

    Raises:
        Refusal: "unproven": `by` could prove more and would then be allowed; the reason's fact
            `level` is the least that will do.
    """
    if by.assurance in ("", "fresh") or not allows(_proved(by, "fresh")):
        return
    level = "high" if by.assurance != "high" and allows(_proved(by, "high")) else "fresh"
    raise Refusal(Reason(CODE, facts={"level": level}), kind="unproven")


def _proved(by: Identity, level: Assurance) -> Identity:
    return msgspec.structs.replace(by, assurance=level)
