"""What we hand out and know again when it comes back: texts signed for one purpose each."""

import hashlib
from functools import lru_cache

from itsdangerous import HMACAlgorithm, Signer


class _Purpose(HMACAlgorithm):
    """HMAC-SHA256 of the purpose and the text, under the platform's key itself: one digest, where
    the library would first derive a key for each purpose."""

    def __init__(self, purpose: str) -> None:
        super().__init__(hashlib.sha256)
        self._purpose = f"{purpose}:".encode()

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Return the signature of `value`."""
        return super().get_signature(key, self._purpose + value)


@lru_cache(maxsize=32)
def signer(key: bytes, purpose: str) -> Signer:
    """Return what signs texts for `purpose` as `<text>.<signature>`; `unsign` raises
    `itsdangerous.BadSignature` for what was not signed, or for something else."""
    return Signer(key, key_derivation="none", algorithm=_Purpose(purpose))
