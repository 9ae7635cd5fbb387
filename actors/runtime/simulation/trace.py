"""What happened in a run, line by line, and a digest of it to compare two runs by."""

import hashlib

from actors.runtime.simulation.loop import World


class Trace:
    """Takes down what happens. The lines are kept only when somebody wants to read them."""

    def __init__(self, world: World, *, keep: bool) -> None:
        self.lines: list[str] = []
        self._world = world
        self._keep = keep
        self._digest = hashlib.blake2b(digest_size=16)

    def note(self, who: str, what: str) -> None:
        """Take down that `who` does `what`, or has it done to it."""
        line = f"{self._world.now:10.4f}  {who:<10} {what}"
        self._digest.update(line.encode())
        if self._keep:
            self.lines.append(line)

    def remark(self, who: str, what: str) -> None:
        """Take down what helps a reader and is no part of what happens: lines of a log."""
        if self._keep:
            self.lines.append(f"{self._world.now:10.4f}  {who:<10}     {what}")

    @property
    def digest(self) -> str:
        """A number for all that has happened: two runs of one seed have the same."""
        return self._digest.hexdigest()
