"""What can be asked of a waiting room. People are asked for many at once, never one by one."""

import msgspec

from actors.blocks.waiting.state import Mode
from actors.kernel.turn import Command


class Joiner(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who wants a place. `who` is an identity's id; a ticket that the same person took
    before signing in, as `before`, becomes his if it is the better one."""

    who: str
    before: str = ""


class Use(msgspec.Struct, frozen=True, array_like=True):
    """`who` is about to send the application `case`."""

    who: str
    case: str


class SetRoom(Command, frozen=True, kw_only=True):
    """Switch the room. `capacity` (people a minute) and `minutes` stay as they are with 0."""

    mode: Mode
    capacity: int = 0
    minutes: int = 0


class Join(Command, frozen=True, kw_only=True):
    """Give each of `people` a place, in this order; the reply is their numbers. Whoever has a place
    keeps it. 0 means that the room is not open: come in."""

    people: tuple[Joiner, ...]


class UseAdmissions(Command, frozen=True, kw_only=True):
    """Use the admission of each; the reply tells for each whether it had one. An admission is good
    for one case, however often that is sent."""

    uses: tuple[Use, ...]


class ReportLoad(Command, frozen=True, kw_only=True):
    """The platform turned people away just now. An automatic room opens, or slows down."""


class CallNext(Command, frozen=True, kw_only=True):
    """Let in whoever is due. The room's own alarm."""


class Look(Command, frozen=True, kw_only=True):
    """Read the board; changes nothing."""
