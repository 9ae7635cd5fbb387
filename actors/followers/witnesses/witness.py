"""A witness of the seals: a second party, to whom each seal is handed, and who can be asked."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from storage.attestation import Attestation, BadAttestation
from storage.seals import Seal


class WitnessSilent(Exception):
    """A witness could not be reached, or refuses; the message says why. To be tried again."""


class WitnessContradicts(Exception):
    """A witness holds another seal of that number: there, or here, somebody has rewritten."""


class Witness(Protocol):
    """A witness. `keeps`: it keeps what it was given, and can be asked for it later."""

    @property
    def name(self) -> str:
        """Its name in the settings."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether it can be asked what it was given."""
        ...

    async def give(self, seal: Seal) -> bytes:
        """Hand over `seal`, which may have been handed over before; return the receipt.

        Raises:
            WitnessSilent: it did not take it, or nobody knows.
            WitnessContradicts: it holds another seal of that number.
            BadAttestation: what it gave is no receipt for this seal.
        """
        ...

    def read(self, number: int, receipt: bytes, keys: Mapping[str, bytes]) -> Attestation:
        """Return what a receipt for the seal `number` tells; `keys` are those of the seals.

        Raises:
            BadAttestation: it is not of this witness.
        """
        ...

    def told(
        self, first: int, keys: Mapping[str, bytes]
    ) -> AsyncIterator[Attestation | BadAttestation]:
        """Yield what it was given, from the seal `first` on, and what is not its own of that.

        Raises:
            WitnessSilent: it could not be asked.
        """
        ...
