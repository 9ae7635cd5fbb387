"""What proves that somebody has the link by which a service is rated (评价二维码): a digest that
stands in it alone."""

import hmac

from actors.blocks.ratings.records import Channel
from storage.secrecy.keeping import lookups
from storage.secrecy.lookups import Lookups

RATE = "rate"  # the sort of the digest


class RatingProofs:
    """Makes the digests. It holds the platform's key for look-ups."""

    def __init__(self, made_by: Lookups | None = None) -> None:
        self._lookups = made_by or lookups()

    def path(self, case: str, channel: Channel) -> str:
        """Return the address, without its origin, at which the service of `case` is rated."""
        return f"/rate/{case}/{channel}/{self._of(case, channel)}"

    def holds(self, case: str, channel: Channel, proof: str) -> bool:
        """Tell whether `proof` is that of the link."""
        return hmac.compare_digest(self._of(case, channel), proof)

    def _of(self, case: str, channel: Channel) -> str:
        return self._lookups.of(RATE, f"{case}/{channel}")
