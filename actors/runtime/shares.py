"""The share of one entity in what waits in a router: a hot one must not take everybody's place."""

from actors.kernel.errors import Crowded, Overloaded


class Shares:
    """Counts what waits, in all and for each key. `most` is the bound on all of it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._of_key: dict[str, int] = {}

    def take(self, key: str, mailbox: int) -> None:
        """Take a place for a wish to `key`, whose mailbox holds `mailbox`: more under way from here
        would only be refused over there, at the cost of everybody who shares the way.

        Raises:
            Overloaded: all places are taken.
            Crowded: those of this entity are.
        """
        if self._count >= self._most:
            raise Overloaded()
        of_key = self._of_key.get(key, 0)
        if of_key >= mailbox:
            raise Crowded()
        self._of_key[key] = of_key + 1
        self._count += 1

    def give_back(self, key: str) -> None:
        """Free the place that `take` took."""
        self._count -= 1
        of_key = self._of_key[key] - 1
        if of_key:
            self._of_key[key] = of_key
        else:
            del self._of_key[key]
