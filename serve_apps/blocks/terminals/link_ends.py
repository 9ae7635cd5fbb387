"""How the link of a kiosk ends, and what it is told then."""

from typing import Literal

from actors.kernel.errors import Refusal

AGAIN_SECONDS = 60.0  # a terminal that was refused comes back no sooner


class LinkEnds(Exception):
    """The link is over; the terminal is told `why`, and to wait."""

    def __init__(
        self, why: str, wait_seconds: float = 0.0, refused: Literal["", "revoked", "unknown"] = ""
    ) -> None:
        super().__init__(why)
        self.why = why
        self.wait_seconds = wait_seconds
        self.refused: Literal["", "revoked", "unknown"] = refused


def cut_off() -> LinkEnds:
    """Return how the link of a terminal ends that was revoked."""
    return LinkEnds("revoked", AGAIN_SECONDS, "revoked")


def ends_for(error: BaseException) -> LinkEnds:
    """Return how the link ends after what the terminal's image did not take."""
    codes = [reason.code for reason in error.reasons] if isinstance(error, Refusal) else []
    return cut_off() if "terminal.not_enrolled" in codes else LinkEnds("try again", 1.0)
