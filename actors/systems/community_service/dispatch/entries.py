"""What a batch (上报批次) and the entrustments in it tell each other."""

from actors.kernel.turn import Command

DISPATCH = "dispatch"


class DropEntry(Command, frozen=True, kw_only=True):
    """To a batch: the papers of this entrustment are not there to be sent."""

    entrustment: str
