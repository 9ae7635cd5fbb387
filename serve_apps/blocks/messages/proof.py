"""What proves that somebody has a letter: a digest that stands in the letter alone."""

from serve_apps.front.wiring import Services
from storage.secrecy.keeping import lookups
from storage.secrecy.lookups import Lookups

UNSUBSCRIBE = "unsubscribe"  # the sort of the digest


class LetterProofs:
    """Makes the digests. It holds the platform's key for look-ups."""

    def __init__(self, made_by: Lookups | None = None) -> None:
        self.lookups = made_by or lookups()

    def of(self, letter: str) -> str:
        """Return what proves that somebody has `letter`, an id."""
        return self.lookups.of(UNSUBSCRIBE, letter)


def proof_of(services: Services, letter: str) -> str:
    """Return what proves that somebody has `letter`, an id."""
    return services[LetterProofs].of(letter)
