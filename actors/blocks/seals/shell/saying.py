"""Why a paper was not stamped, as whoever makes papers is told: a code that words have, and
more."""

from actors.blocks.documents.shell.stamper import SealRefused, StampUnavailable


def refused(code: str, detail: str = "") -> SealRefused:
    """Return that the seal may not stamp it, by the code of a refusal: "seal.is_lost"."""
    return SealRefused(f"{code}: {detail}" if detail else code)


def away(code: str, detail: str = "") -> StampUnavailable:
    """Return that it cannot be stamped now: "no_answer", "no_stamp", "wrong_nonce",
    "wrong_imprint", "not_believed", "no_authority", "no_key", "no_picture",
    "no_revocation_list" or "busy"."""
    return StampUnavailable(f"{code}: {detail}" if detail else code)
