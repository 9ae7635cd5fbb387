"""Looking numbers and names up that nobody can read: by a keyed digest (盲索引).

Equal values have equal digests, so that who reads the database learns that two rows are of one
person, and nothing else: that is the price of finding them. It is paid for numbers that many people
cannot share (identity, telephone, credit code) and for full names; never for what has few values.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

_BYTES = 15  # of the digest: 20 characters, and no two values of a city with one


@dataclass(frozen=True)
class Lookups:
    """Makes the digests. The same value under another `sort` has another digest."""

    key: bytes = field(repr=False)

    def of(self, sort: str, value: str) -> str:
        """Return the digest of `value`, which is kept in its one form; "" of none."""
        if not value:
            return ""
        found = hmac.digest(self.key, f"{sort}\0{value}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(found[:_BYTES]).decode()
