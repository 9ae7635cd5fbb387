"""Who puts seals on papers: what the block asks of whoever keeps them."""

from datetime import datetime
from typing import Protocol

import msgspec

STAMPER = "documents.stamper"
"""The name by which one is provided; see `System.provides`."""


class StampOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sealed and by whose right. `place` is "page,x,y,w,h" in pt from the upper left
    of the page, where the template has its mark."""

    seal: str
    document: str
    template: str
    organ: str
    place: str
    asked_by: str
    approved_by: str
    at: datetime


class Stamped(msgspec.Struct, frozen=True):
    """A sealed paper: the file, the digest of the certificate, and when it was stamped."""

    pdf: bytes
    certificate: str
    stamped_at: datetime


class SealRefused(Exception):
    """The seal cannot be used for this: it is suspended, expired, or not for such papers."""


class StampUnavailable(Exception):
    """It cannot be sealed just now; it is tried again."""


class Stamper(Protocol):
    """Seals papers."""

    async def stamp(self, pdf: bytes, order: StampOrder) -> Stamped:
        """Return `pdf` with the seal of `order` on it.

        Raises:
            SealRefused: that seal may not be put on that paper.
            StampUnavailable: a time stamp or a key could not be had just now.
        """
        ...
